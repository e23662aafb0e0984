using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appointments;

static class GetAppointment
{
    public sealed record Response(
        Guid Id, Guid PersonId, string Post, Guid? DivisionId, Guid? OrganizationId, DateTimeOffset ValidFrom, DateTimeOffset? ValidTo, DateTimeOffset? EndedAt, long Version) : IVersioned;

    const string Find = "select id, person_id, post, division_id, organization_id, valid_from, valid_to, ended_at, version from appointments where id = @id";

    public static async Task<IResult> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<Response>(Find, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);
        session.Saw(row.PersonId);
        return TypedResults.Ok(row);
    }
}
