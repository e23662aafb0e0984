using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Training.Features.Enrolments;

static class ReadEnrolment
{
    const string Sql = EnrolmentView.Select + " where e.id = @id";

    public static async Task<Ok<EnrolmentView>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<EnrolmentView.Row>(Sql, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);
        session.Saw(row.PersonId);
        return TypedResults.Ok(row.View(session));
    }
}
