using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Referrals;

static class GetReferral
{
    [EndpointSummary("推荐详情 One referral")]
    public static async Task<Ok<ReferralView>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<ReferralView.Row>(ReferralView.Select + " where r.id = @id", new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(row.PersonId);
        return TypedResults.Ok(row.View(session));
    }
}
