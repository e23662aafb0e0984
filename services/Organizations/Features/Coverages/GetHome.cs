using ServiceDefaults.Data;

namespace Organizations.Features.Coverages;

static class GetHome
{
    [EndpointSummary("住址所在 A person's home")]
    public static async Task<Ok<HomeView>> Handle(Guid id, Session session, CancellationToken ct) =>
        TypedResults.Ok(await HomeView.FindAsync(id, session, ct));
}
