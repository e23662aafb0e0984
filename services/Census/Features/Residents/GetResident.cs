using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Residents;

/// <summary>One resident, numbers masked.</summary>
static class GetResident
{
    [EndpointSummary("居民详情 One resident")]
    public static async Task<Ok<ResidentView>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<ResidentRow>(ResidentRow.ById, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(id);
        return TypedResults.Ok(row.View(session));
    }
}
