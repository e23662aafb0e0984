using ServiceDefaults.Data;
using ServiceDefaults.Http;
using Training.Domain;
using Training.Features.Enrolments;

namespace Training.Features.Classes;

/// <summary>
/// Cancels a class that does not take place: all its enrolments end, and the learners wait again. A class in which a
/// learner has passed cannot be cancelled.
/// </summary>
static class CancelClass
{
    // Lock order: the class before its enrolments, as in EnrolLearner and LeaveClass; enrolments by id, as in
    // RecordAttendance.
    const string Cancel = """
        update classes
        set cancelled_on = @Today, cancelled_reason = @ReasonCode, version = version + 1
        where id = @id and cancelled_on is null
        """;
    const string Find = "select id from classes where id = @id";
    const string FindEnrolments = """
        select id, class_id, person_id, need_id, course, state
        from enrolments
        where class_id = @id and state <> 'left'
        order by id
        for update
        """;

    public sealed record Request([Required, Code(nameof(CodeTables.CancellationReason))] string ReasonCode);

    [EndpointSummary("取消班级 Cancel a class, with a reason")]
    public static async Task<Ok<ClassView>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        if (await session.Find<Guid?>(Find, new { id }, ct) is null)
            throw new ProblemException(PlatformProblems.NotFound);
        var values = new
        {
            id,
            session.Today,
            request.ReasonCode,
        };
        if (await session.Execute(Cancel, values, ct) == 0)
            throw new ProblemException(Problems.ClassCancelled);
        var enrolments = await session.Query<LeftEnrolments.Enrolment>(FindEnrolments, new { id }, ct);
        if (enrolments.Any(e => e.State is "passed" or "certified"))
            throw new ProblemException(Problems.ClassHasResults);
        LeftEnrolments.Write(enrolments, "class-cancelled", session);
        return await GetClass.Handle(id, session, ct);
    }
}
