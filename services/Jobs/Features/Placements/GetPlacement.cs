using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Placements;

static class GetPlacement
{
    [EndpointSummary("就业记录 One placement")]
    public static async Task<Ok<PlacementView>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<PlacementView.Row>(PlacementView.Select + " where z.id = @id", new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(row.PersonId);
        return TypedResults.Ok(row.View());
    }
}
