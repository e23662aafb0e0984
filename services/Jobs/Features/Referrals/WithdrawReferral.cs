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
    public sealed record Request([Required, Code(nameof(CodeTables.WithdrawalReason))] string ReasonCode);

    [EndpointSummary("撤回推荐 Withdraw an open referral")]
    public static async Task<Ok<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct) =>
        TypedResults.Ok(
            new Response(
                id,
                "withdrawn",
                await EndedReferrals.EndOneAsync(id, "withdrawn", request.ReasonCode, session, ct)
            )
        );

    public sealed record Response(Guid Id, [Code(nameof(CodeTables.ReferralState))] string State, long Version)
        : IVersioned;
}
