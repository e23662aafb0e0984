using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Employers;

static class GetEmployer
{
    [EndpointSummary("用人单位 One employer")]
    public static async Task<Ok<EmployerView>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<EmployerView.Row>(EmployerView.Select + " where id = @id", new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(id);
        return TypedResults.Ok(row.View(session));
    }
}
