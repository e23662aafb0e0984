using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Points;

static class GetMerit
{
    const string Find = MeritRow.Source + " where id = @id";

    [EndpointSummary("积分申请 One proposal of points")]
    public static async Task<Ok<MeritRow>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var merit = await session.Find<MeritRow>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(merit.PersonId);
        return TypedResults.Ok(merit);
    }
}
