using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Needs;

/// <summary>A need with its timeline.</summary>
static class GetNeed
{
    const string Timeline =
        "select at, event, reference, detail from need_timeline where need_id = @id order by at, id";

    [EndpointSummary("需求详情 One need with its history")]
    public static async Task<Ok<NeedView>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<NeedView.Row>(NeedView.Select + " where n.id = @id", new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(row.ResidentId);
        return TypedResults.Ok(NeedView.Of(row, await session.Query<NeedView.Fact>(Timeline, new { id }, ct), session));
    }
}
