using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Training.Features.Enrolments;

static class GetEnrolment
{
    [EndpointSummary("报名详情 One enrolment")]
    public static async Task<Ok<EnrolmentView>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<EnrolmentView.Row>(EnrolmentView.Select + " where e.id = @id", new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(row.PersonId);
        return TypedResults.Ok(row.View(session));
    }
}
