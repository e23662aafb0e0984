using System.Text.Json;
using Contracts.Census.V1;
using Contracts.Training.V1;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;
using Training.Domain;

namespace Training.Features.Enrolments;

static class EnrolLearner
{
    const string FindClass =
        "select course, name, scope_key, ends_on, lessons, pass_mark, attendance_required from classes where id = @id";
    const string FindLearner =
        "select id, name_sealed, hours, state from learners where person_id = @person order by (state = 'closed'), opened_at desc, id desc limit 1";
    const string FindEnrolment = "select id from enrolments where class_id = @id and person_id = @person";
    const string TakePlace =
        "update classes set taken = taken + 1, version = version + 1 where id = @id and taken < capacity";
    const string Insert = """
        insert into enrolments (id, class_id, person_id, need_id, scope_key, name_sealed, course, class_name, lessons, pass_mark, attendance_required, hours_fit, state, enrolled_by, enrolled_at)
        values (@enrolment, @id, @person, @need, @ScopeKey, @name, @Course, @ClassName, @Count, @PassMark, @AttendanceRequired, @hoursFit, 'enrolled', @Subject, @Now) on conflict on constraint enrolments_once do nothing
        """;
    const string Mark =
        "update learners set state = 'enrolled', version = version + 1 where id = $1 and state = 'waiting'";

    public sealed record Request(Guid? PersonId);

    public static async Task<Created<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var planned = await session.Find<PlannedClass>(FindClass, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        var check = new Validation();
        var person = check.Value("/personId", request.PersonId);
        check.ThrowIfInvalid();
        var learner = await session.Find<Learner>(FindLearner, new { person }, ct);
        check.That(learner is not null, "/personId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();
        if (learner!.State == "closed")
            throw new ProblemException(Problems.NeedEnded);
        if (planned.EndsOn < session.Today)
            throw new ProblemException(Problems.ClassOver);
        if (await session.Find<Guid?>(FindEnrolment, new { id, person }, ct) is not null)
            throw new ProblemException(Problems.EnrolledTwice);
        if (await session.Execute(TakePlace, new { id }, ct) == 0)
            throw new ProblemException(Problems.ClassFull);

        var (enrolment, need) = (Guid.CreateVersion7(session.Now), learner.Id);
        var lessons = JsonSerializer.Deserialize<List<Lesson>>(planned.Lessons, Wire.Json)!;
        var hoursFit = Lesson.ShareThatFits(
            lessons,
            JsonSerializer.Deserialize<List<WorkingHours>>(learner.Hours, Wire.Json)!
        );
        var name = session.Sealer.Seal(
            session.Sealer.Open(learner.NameSealed, "learners", need, "name"),
            "enrolments",
            enrolment,
            "name"
        );
        var values = new
        {
            enrolment,
            id,
            person,
            need,
            planned.ScopeKey,
            name,
            planned.Course,
            ClassName = planned.Name,
            lessons.Count,
            planned.PassMark,
            planned.AttendanceRequired,
            hoursFit,
            session.Caller.Subject,
            session.Now,
        };
        if (await session.Execute(Insert, values, ct) == 0)
            throw new ProblemException(Problems.EnrolledTwice);
        session.Defer(Mark, need);
        session.Saw(person);
        session.Publish(new LearnerEnrolled(enrolment, id, person, need, planned.Course, session.Caller.Subject));
        return TypedResults.Created($"/training/v1/enrolments/{enrolment}", new Response(enrolment, hoursFit, 1));
    }

    /// <param name="HoursFit">The share of lessons that lie within the hours she has: 1 all, 0 none.</param>
    public sealed record Response(Guid Id, decimal HoursFit, long Version) : IVersioned;

    sealed record PlannedClass(
        string Course,
        string Name,
        string ScopeKey,
        DateOnly EndsOn,
        string Lessons,
        int PassMark,
        decimal AttendanceRequired
    );

    sealed record Learner(Guid Id, byte[] NameSealed, string Hours, string State);
}
