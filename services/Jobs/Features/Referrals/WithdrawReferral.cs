using Jobs.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Referrals;

/// <summary>
/// Withdraws an open referral, by the officer or the candidate. It erases the name, and the candidate can be referred
/// again.
/// </summary>
static class WithdrawReferral
{
    const string Find = "select person_id from referrals where id = @id";
    const string This = "select id, 'withdrawn' as outcome, @ReasonCode as reason from referrals where id = @id";

    public sealed record Request([Required, Code(nameof(CodeTables.WithdrawalReason))] string ReasonCode);

    [EndpointSummary("撤回推荐 Withdraw an open referral")]
    public static async Task<Ok<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var person = await session.Find<Guid?>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        var ended = await EndedReferrals.EndAsync(
            This,
            new
            {
                id,
                request.ReasonCode,
                session.Now,
            },
            session,
            ct
        );
        if (ended.Count == 0)
            throw new ProblemException(Problems.ReferralDecided);
        session.RecordAccess(person);
        return TypedResults.Ok(new Response(id, "withdrawn", ended[0].Version));
    }

    public sealed record Response(Guid Id, [Code(nameof(CodeTables.ReferralState))] string State, long Version)
        : IVersioned;
}
