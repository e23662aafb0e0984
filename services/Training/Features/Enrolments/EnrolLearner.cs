using System.Text.Json;
using Contracts.Census.V1;
using Contracts.Training.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;
using ServiceDefaults.Sealing;
using Training.Domain;

namespace Training.Features.Enrolments;

/// <summary>
/// Enrols a learner in a class. Refused if the learner is in another class at the same hours or holds a certificate of
/// the course for the same need.
/// </summary>
static class EnrolLearner
{
    // One lock a person: concurrent enrolments of a person run one after another, also in other counties' classes.
    const string TakeTurns = "select pg_advisory_xact_lock(hashtextextended('training.learner.' || @person, 0))";
    const string FindOthers = """
        select c.lessons
        from enrolments e
        join classes c on c.id = e.class_id
        where e.person_id = @person and e.state in ('enrolled', 'failed')
        """;
    const string FindCertificate =
        "select exists (select from certificates where need_id = @need and course = @Course and revoked_on is null)";
    const string FindClass = """
        select course, name, scope_key, ends_on, lessons, pass_mark, attendance_required, cancelled_on
        from classes
        where id = @id
        """;
    const string FindLearner = """
        select id, name_sealed, hours, state
        from learners
        where person_id = @person
        order by (state = 'closed'), opened_at desc, id desc
        limit 1
        for update
        """;
    const string FindEnrolment =
        "select id from enrolments where class_id = @id and person_id = @person and state <> 'left'";
    const string TakePlace = """
        update classes
        set taken = taken + 1, version = version + 1
        where id = @id and taken < capacity and cancelled_on is null
        """;
    const string Insert = """
        insert into enrolments (
            id, class_id, person_id, need_id, scope_key, name_sealed, course, class_name, lessons, pass_mark,
            attendance_required, hours_fit, state, enrolled_by, enrolled_at, turn
        )
        select @enrolment, @id, @person, @need, @ScopeKey, @name, @Course, @ClassName, @Count, @PassMark,
            @AttendanceRequired, @hoursFit, 'enrolled', @Subject, @Now, count(*) + 1
        from enrolments
        where class_id = @id and person_id = @person
        on conflict on constraint enrolments_once
            do nothing
        """;
    const string Mark =
        "update learners set state = 'enrolled', version = version + 1 where id = @need and state = 'waiting'";

    public sealed record Request([Required] Guid? PersonId);

    [EndpointSummary("报名 Enrol a learner")]
    public static async Task<Created<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var planned = await session.Find<PlannedClass>(FindClass, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        var person = request.PersonId!.Value;
        await session.Execute(TakeTurns, new { person }, ct);
        var learner = await session.Find<Learner>(FindLearner, new { person }, ct);
        if (learner is null)
            throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.Unknown.At("/personId"));
        if (learner.State == "closed")
            throw new ProblemException(Problems.NeedEnded);
        planned.MustBeOpen(session.Today);
        if (await session.Find<Guid?>(FindEnrolment, new { id, person }, ct) is not null)
            throw new ProblemException(Problems.EnrolledTwice);
        var (enrolment, need) = (Guid.CreateVersion7(session.Now), learner.Id);
        var lessons = Lesson.Read(planned.Lessons);
        if (await session.AsSystem(() => IsBusy(person, lessons, session, ct), ct))
            throw new ProblemException(Problems.LessonsOverlap);
        if (await session.AsSystem(() => session.Find<bool>(FindCertificate, new { need, planned.Course }, ct), ct))
            throw new ProblemException(Problems.CertifiedForNeed);
        if (await session.Execute(TakePlace, new { id }, ct) == 0)
        {
            planned = await session.Find<PlannedClass>(FindClass, new { id }, ct);
            throw new ProblemException(planned?.CancelledOn is null ? Problems.ClassFull : Problems.ClassCancelled);
        }

        var hoursFit = Lesson.ShareThatFits(
            lessons,
            JsonSerializer.Deserialize<List<WorkingHours>>(learner.Hours, Wire.Json)!
        );
        var values = new
        {
            enrolment,
            id,
            person,
            need,
            planned.ScopeKey,
            name = NameOf(learner, enrolment, session.Sealer),
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
        session.Defer(Mark, new { need });
        session.RecordAccess(person);
        session.Publish(new LearnerEnrolled(enrolment, id, person, need, planned.Course, session.Caller.Subject));
        return TypedResults.Created($"/training/v1/enrolments/{enrolment}", new Response(enrolment, hoursFit, 1));
    }

    static byte[] NameOf(Learner learner, Guid enrolment, Sealer sealer) =>
        sealer.Seal(sealer.Open(learner.NameSealed, "learners", learner.Id, "name"), "enrolments", enrolment, "name");

    /// <summary>True if a lesson of another class of the learner overlaps one of these.</summary>
    static async Task<bool> IsBusy(Guid person, List<Lesson> lessons, Session session, CancellationToken ct) =>
        (await session.Query<string>(FindOthers, new { person }, ct))
            .SelectMany(Lesson.Read)
            .Any(other => lessons.Exists(other.Overlaps));

    /// <param name="HoursFit">Share of lessons within the learner's hours, 0 to 1.</param>
    public sealed record Response(Guid Id, decimal HoursFit, long Version) : IVersioned;

    sealed record Learner(Guid Id, byte[] NameSealed, string Hours, string State);
}
