using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Members;

static class GetMembership
{
    [EndpointSummary("会员资格 Membership")]
    public static async Task<Ok<MembershipRow>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<MembershipRow>(MembershipRow.Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        if (row.PersonId is { } person)
            session.RecordAccess(person);
        return TypedResults.Ok(row);
    }
}
