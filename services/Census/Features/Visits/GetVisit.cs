using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Visits;

/// <summary>One diary entry.</summary>
static class GetVisit
{
    [EndpointSummary("日记详情 One visit")]
    public static async Task<Ok<VisitView>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<VisitView.Row>(VisitView.Select + " where v.id = @id", new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(row.Residents);
        return TypedResults.Ok(row.View(session));
    }
}
