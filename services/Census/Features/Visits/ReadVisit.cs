using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Visits;

/// <summary>One diary entry.</summary>
static class ReadVisit
{
    [EndpointSummary("日记详情 Read a visit")]
    public static async Task<Ok<ListVisits.Item>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<ListVisits.Row>(ListVisits.Select + " where v.id = @id", new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        await ListVisits.SawAsync(session, [row], ct);
        return TypedResults.Ok(row.View(session));
    }
}
