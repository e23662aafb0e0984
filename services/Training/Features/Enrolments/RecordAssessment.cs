using ServiceDefaults.Data;
using ServiceDefaults.Http;
using Training.Domain;

namespace Training.Features.Enrolments;

/// <summary>Records the result of a learner's assessment; a learner who failed can be assessed again.</summary>
static class RecordAssessment
{
    const string Lock =
        "select person_id, state, pass_mark, attendance_required, lessons from enrolments where id = @id for update";
    const string CountAttended = "select count(*)::int from attendance where enrolment_id = @id and present";
    const string Update = """
        update enrolments
        set state = @state, score = @score, assessed_by = @Subject, assessed_at = @Now, version = version + 1
        where id = @id
        """;

    public sealed record Request([Required, Between(0, 100)] int? Score);

    [EndpointSummary("考核 Record an assessment")]
    public static async Task<Ok<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var enrolment = await session.Find<Enrolment>(Lock, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        if (enrolment.State is "passed" or "certified")
            throw new ProblemException(Problems.AlreadyPassed);
        if (enrolment.State == "left")
            throw new ProblemException(Problems.NotInClass);
        var attended = await session.Find<int>(CountAttended, new { id }, ct);
        if (!AttendanceRule.IsMet(attended, enrolment.Lessons, enrolment.AttendanceRequired))
            throw new ProblemException(Problems.AttendanceTooLow);

        var score = request.Score!.Value;
        var passed = score >= enrolment.PassMark;
        await session.Execute(
            Update,
            new
            {
                id,
                state = passed ? "passed" : "failed",
                score,
                session.Caller.Subject,
                session.Now,
            },
            ct
        );
        session.RecordAccess(enrolment.PersonId);
        return TypedResults.Ok(new Response(passed, score, AttendanceRule.Share(attended, enrolment.Lessons)));
    }

    public sealed record Response(bool Passed, int Score, decimal Attendance);

    sealed record Enrolment(Guid PersonId, string State, int PassMark, decimal AttendanceRequired, int Lessons);
}
