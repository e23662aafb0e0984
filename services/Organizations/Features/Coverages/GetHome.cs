using ServiceDefaults.Data;

namespace Organizations.Features.Coverages;

static class GetHome
{
    [EndpointSummary("住址所在 Where a person lives")]
    public static async Task<Ok<HomeView>> Handle(Guid id, Session session, CancellationToken ct) =>
        TypedResults.Ok(await HomeView.FindAsync(id, session, ct));
}
