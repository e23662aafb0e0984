using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>Begins up to a thousand coverages at once: those of a whole township.</summary>
static class StartCoverages
{
    const int MostRows = 1_000;

    public sealed record Request(NewCoverage[]? Rows);

    /// <param name="Coverages">In the order of the rows.</param>
    public sealed record Response(IReadOnlyList<NewCoverages.Begun> Coverages);

    [EndpointSummary("批量包联 Begin up to 1,000 coverages at once")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        if (request.Rows is not { Length: > 0 } rows)
            throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.Required.At("/rows"));
        if (rows.Length > MostRows)
            throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.TooLong.At("/rows"));
        return TypedResults.Created(
            "/organizations/v1/coverages",
            new Response(await NewCoverages.StartAsync(rows, i => $"/rows/{i}", session, ct))
        );
    }
}
