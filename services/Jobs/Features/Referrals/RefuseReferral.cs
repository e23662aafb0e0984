using Jobs.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Referrals;

static class RefuseReferral
{
    public sealed record Request([Required, Code(nameof(CodeTables.RefusalReason))] string ReasonCode);

    [EndpointSummary("不录用 Refuse, with a reason")]
    public static async Task<Ok<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct) =>
        TypedResults.Ok(
            new Response(
                id,
                "refused",
                await EndedReferrals.EndOneAsync(id, "refused", request.ReasonCode, session, ct)
            )
        );

    public sealed record Response(Guid Id, [Code(nameof(CodeTables.ReferralState))] string State, long Version)
        : IVersioned;
}
