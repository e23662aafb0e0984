using ServiceDefaults.Data;

namespace Organizations.Features.Appraisals;

static class GetAppraisal
{
    [EndpointSummary("年度考核 Appraisal")]
    public static async Task<Ok<AppraisalView>> Handle(Guid id, Session session, CancellationToken ct) =>
        TypedResults.Ok(await AppraisalView.FindAsync(id, session, ct));
}
