using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Training.Features.Classes;

static class GetClass
{
    [EndpointSummary("班级详情 One class")]
    public static async Task<Ok<ClassView>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<ClassView.Row>(ClassView.Select + " where c.id = @id", new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        return TypedResults.Ok(row.View());
    }
}
