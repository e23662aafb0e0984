using ServiceDefaults.Data;

namespace Organizations.Features.Studios;

static class GetResult
{
    [EndpointSummary("成果 Result")]
    public static async Task<Ok<ResultRow>> Handle(Guid id, Session session, CancellationToken ct) =>
        TypedResults.Ok(await ResultRow.ReadAsync(id, session, ct));
}
