using Census.Domain;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Residents;

/// <summary>One resident, numbers masked.</summary>
static class ReadResident
{
    internal const string Sql = $"select {ResidentRow.Columns} from residents r where r.id = @id";

    [EndpointSummary("居民详情 Read a resident")]
    public static async Task<Ok<ResidentView>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<ResidentRow>(Sql, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.Saw(id);
        return TypedResults.Ok(row.View(session));
    }
}
