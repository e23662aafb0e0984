using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>Starts up to a thousand coverages at once, such as those of a whole township.</summary>
static class StartCoverages
{
    public sealed record Request([Required, Items(1_000)] NewCoverage[] Rows);

    /// <param name="Coverages">In the order of the rows.</param>
    public sealed record Response(IReadOnlyList<NewCoverages.Begun> Coverages);

    [EndpointSummary("批量包联 Start up to 1,000 coverages at once")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct) =>
        TypedResults.Created(
            "/organizations/v1/coverages",
            new Response(await NewCoverages.StartAsync(request.Rows, i => $"/rows/{i}", session, ct))
        );
}
