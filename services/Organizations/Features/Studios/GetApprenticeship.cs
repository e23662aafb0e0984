using ServiceDefaults.Data;

namespace Organizations.Features.Studios;

static class GetApprenticeship
{
    [EndpointSummary("师徒结对 Apprenticeship")]
    public static async Task<Ok<ApprenticeshipRow>> Handle(Guid id, Session session, CancellationToken ct) =>
        TypedResults.Ok(await ApprenticeshipRow.ReadAsync(id, session, ct));
}
