using ServiceDefaults.Data;

namespace Organizations.Features.Coverages;

static class GetCentre
{
    [EndpointSummary("中心点 The centre of a division")]
    public static async Task<Ok<CentreView>> Handle(Guid id, Session session, CancellationToken ct) =>
        TypedResults.Ok(await CentreView.FindAsync(id, session, ct));
}
