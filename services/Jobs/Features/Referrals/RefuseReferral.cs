using Jobs.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Referrals;

static class RefuseReferral
{
    const string Find = "select person_id from referrals where id = @id";
    const string This = "select id, 'refused' as outcome, @reason as reason from referrals where id = @id";

    /// <param name="ReasonCode">hours, skills, place, wage, health, declined-by-candidate, no-show or other.</param>
    public sealed record Request(string? ReasonCode);

    [EndpointSummary("不录用 Refuse, with a reason")]
    public static async Task<Ok<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var person = await session.Find<Guid?>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        var check = new Validation();
        var reason = check.OneOf("/reasonCode", request.ReasonCode, CodeTables.RefusalReason);
        check.ThrowIfInvalid();
        var ended = await EndedReferrals.EndAsync(This, new { id, reason }, session, ct);
        if (ended.Count == 0)
            throw new ProblemException(Problems.ReferralDecided);
        session.Saw(person);
        return TypedResults.Ok(new Response(id, "refused", ended[0].Version));
    }

    public sealed record Response(Guid Id, string State, long Version) : IVersioned;
}
