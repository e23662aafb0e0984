using Jobs.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Referrals;

/// <summary>
/// A referral nobody has answered is taken back by her officer or by herself; the employer sees her name no longer, and
/// she may be referred anew.
/// </summary>
static class WithdrawReferral
{
    const string Find = "select person_id from referrals where id = @id";
    const string This = "select id, 'withdrawn' as outcome, @reason as reason from referrals where id = @id";

    /// <param name="ReasonCode">declined-by-candidate, no-answer, entered-in-error or other.</param>
    public sealed record Request(string? ReasonCode);

    [EndpointSummary("撤回推荐 Withdraw a referral nobody has answered")]
    public static async Task<Ok<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var person = await session.Find<Guid?>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        var check = new Validation();
        var reason = check.OneOf("/reasonCode", request.ReasonCode, CodeTables.WithdrawalReason);
        check.ThrowIfInvalid();
        var ended = await EndedReferrals.EndAsync(This, new { id, reason }, session, ct);
        if (ended.Count == 0)
            throw new ProblemException(Problems.ReferralDecided);
        session.Saw(person);
        return TypedResults.Ok(new Response(id, "withdrawn", ended[0].Version));
    }

    public sealed record Response(Guid Id, string State, long Version) : IVersioned;
}
