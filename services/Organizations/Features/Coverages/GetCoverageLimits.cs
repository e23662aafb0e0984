using ServiceDefaults.Data;

namespace Organizations.Features.Coverages;

static class GetCoverageLimits
{
    [EndpointSummary("包联标准 Limits of coverage, of one day with asOf")]
    public static async Task<Ok<CoverageLimits>> Handle(DateOnly? asOf, Session session, CancellationToken ct) =>
        TypedResults.Ok(await CoverageLimits.AtAsync(Moment.Of(asOf, session), session, ct));
}
