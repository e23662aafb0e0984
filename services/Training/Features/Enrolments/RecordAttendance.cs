using ServiceDefaults.Data;
using ServiceDefaults.Http;
using Training.Domain;

namespace Training.Features.Enrolments;

/// <summary>
/// Records attendance of a lesson; recording it again corrects it. It is closed for a learner who has passed, because
/// the result depends on it: the result must be taken back first. It stays open for a learner who has failed.
/// </summary>
static class RecordAttendance
{
    const int Most = 500;

    const string FindLessons = "select lessons from classes where id = @id";

    // RecordAssessment and IssueCertificate lock the enrolment too, so that a result matches the stored attendance.
    const string FindEnrolments = """
        select id, person_id, state not in ('enrolled', 'failed') as is_closed
        from enrolments
        where class_id = @id and id = any (@named)
        order by id
        for update
        """;
    const string Upsert = """
        insert into attendance (enrolment_id, lesson, present, person_id, scope_key, taken_by, taken_at)
        select e.id, @n, e.id = any (@present), e.person_id, e.scope_key, @Subject, @Now
        from enrolments e
        where e.class_id = @id and e.id = any (@named)
        on conflict (enrolment_id, lesson)
            do update set present = excluded.present, taken_by = excluded.taken_by, taken_at = excluded.taken_at
        """;
    const string Bump = "update enrolments set version = version + 1 where id = any (@named)";

    public sealed record Request(
        [Items(Most), Distinct] IReadOnlyList<Guid>? Present,
        [Items(Most), Distinct] IReadOnlyList<Guid>? Absent
    );

    [EndpointSummary("登记考勤 Take attendance of a lesson")]
    public static async Task<Ok<Response>> Handle(
        Guid id,
        int n,
        Request request,
        Session session,
        CancellationToken ct
    )
    {
        var lessons = await session.Find<string>(FindLessons, new { id }, ct) is { } text ? Lesson.Read(text) : [];
        if (n < 1 || n > lessons.Count)
            throw new ProblemException(PlatformProblems.NotFound);
        if (lessons[n - 1].Day > session.Today)
            throw new ProblemException(Problems.LessonAhead);

        var check = new Validation();
        var (present, absent) = (request.Present?.ToArray() ?? [], request.Absent?.ToArray() ?? []);
        Guid[] named = [.. present, .. absent];
        check.That(named.Length > 0, "/present", PlatformProblems.Required);
        check.That(named.Length <= Most, "/present", PlatformProblems.TooLong);
        check.ThrowIfInvalid();
        var known = (await session.Query<Enrolment>(FindEnrolments, new { id, named }, ct)).ToDictionary(e => e.Id);
        var (seen, closed) = (new HashSet<Guid>(), new List<FieldError>());
        foreach (var (i, enrolment) in named.Index())
        {
            var pointer = i < present.Length ? $"/present/{i}" : $"/absent/{i - present.Length}";
            if (!known.TryGetValue(enrolment, out var found))
                check.Add(pointer, PlatformProblems.Unknown);
            else if (!seen.Add(enrolment))
                check.Add(pointer, PlatformProblems.Duplicate);
            else if (found.IsClosed)
                closed.Add(Problems.Closed.At(pointer));
        }
        check.ThrowIfInvalid();
        if (closed.Count > 0)
            throw new ProblemException(Problems.AttendanceClosed, closed);

        await session.Execute(
            Upsert,
            new
            {
                id,
                n,
                named,
                present,
                session.Caller.Subject,
                session.Now,
            },
            ct
        );
        session.Defer(Bump, new { named });
        session.RecordAccess(known.Values.Select(e => e.PersonId));
        return TypedResults.Ok(new Response(n, present.Length, absent.Length));
    }

    public sealed record Response(int Lesson, int Present, int Absent);

    sealed record Enrolment(Guid Id, Guid PersonId, bool IsClosed);
}
