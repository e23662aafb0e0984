using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;
using Training.Domain;

namespace Training.Features.Enrolments;

/// <summary>Who was there and who was not; taken again for the same lesson it corrects what was recorded.</summary>
static class RecordAttendance
{
    const int Most = 500;

    const string FindLessons = "select lessons from classes where id = @id";
    const string FindEnrolments = "select id, person_id from enrolments where class_id = @id and id = any (@named)";
    const string Upsert = """
        insert into attendance (enrolment_id, lesson, present, person_id, scope_key, taken_by, taken_at)
        select e.id, @n, e.id = any (@present), e.person_id, e.scope_key, @Subject, @Now from enrolments e where e.class_id = @id and e.id = any (@named)
        on conflict (enrolment_id, lesson) do update set present = excluded.present, taken_by = excluded.taken_by, taken_at = excluded.taken_at
        """;
    const string Bump = "update enrolments set version = version + 1 where id = any ($1)";

    public sealed record Request(IReadOnlyList<Guid>? Present, IReadOnlyList<Guid>? Absent);

    public static async Task<Ok<Response>> Handle(
        Guid id,
        int n,
        Request request,
        Session session,
        CancellationToken ct
    )
    {
        var lessons = await session.Find<string>(FindLessons, new { id }, ct) is { } text
            ? JsonSerializer.Deserialize<List<Lesson>>(text, Wire.Json)!
            : [];
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
        var known = (await session.Query<Enrolment>(FindEnrolments, new { id, named }, ct)).ToDictionary(
            e => e.Id,
            e => e.PersonId
        );
        var seen = new HashSet<Guid>();
        foreach (var (i, enrolment) in named.Index())
        {
            var pointer = i < present.Length ? $"/present/{i}" : $"/absent/{i - present.Length}";
            if (!known.ContainsKey(enrolment))
                check.Add(pointer, PlatformProblems.Unknown);
            else if (!seen.Add(enrolment))
                check.Add(pointer, PlatformProblems.Duplicate);
        }
        check.ThrowIfInvalid();

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
        session.Defer(Bump, named);
        session.Saw(known.Values);
        return TypedResults.Ok(new Response(n, present.Length, absent.Length));
    }

    public sealed record Response(int Lesson, int Present, int Absent);

    sealed record Enrolment(Guid Id, Guid PersonId);
}
