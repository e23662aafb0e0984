using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Training.Features.Classes;

static class ReadClass
{
    const string Sql = ClassView.Select + " where c.id = @id";

    public static async Task<Ok<ClassView>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<ClassView.Row>(Sql, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);
        return TypedResults.Ok(row.View());
    }
}
