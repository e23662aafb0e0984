using System.Text.Json;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;
using Training.Domain;

namespace Training.Features.Classes;

static class OpenClass
{
    const string Sql = """
        insert into classes (
            id, course, division_id, scope_key, name, starts_on, ends_on, capacity, lessons, pass_mark,
            attendance_required, planned_by, planned_at
        )
        values (
            @id, @Course, @DivisionId, @Key, @Name, @StartsOn, @EndsOn, @Capacity, @lessons::jsonb, @PassMark,
            @AttendanceRequired, @Subject, @Now
        )
        """;

    public sealed record Request(
        Guid? Id,
        [Required, Longest(40)] string Course,
        [Required] Guid? DivisionId,
        [Required, Longest(100), Example("家政服务初级班")] string Name,
        [Required] DateOnly? StartsOn,
        [Required] DateOnly? EndsOn,
        [Required, Between(1, 500)] int? Capacity,
        [Required, Items(200)] IReadOnlyList<LessonRequest> Lessons,
        [Required, Between(0, 100)] int? PassMark,
        [Required, Between(0, 1)] decimal? AttendanceRequired
    );

    public sealed record LessonRequest([Required] DateOnly? Day, [Required] TimeOnly? From, [Required] TimeOnly? To);

    [EndpointSummary("开设班级 Open a class")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var courses = await CourseCodes.ReadAsync(session, ct);
        check.That(courses.Has(request.Course), "/course", PlatformProblems.UnknownCode);
        var (startsOn, endsOn) = (request.StartsOn!.Value, request.EndsOn!.Value);
        check.That(
            startsOn.Year >= 2000 && startsOn <= session.Today.AddYears(3),
            "/startsOn",
            PlatformProblems.OutOfRange
        );
        check.That(
            endsOn >= startsOn && endsOn.DayNumber - startsOn.DayNumber <= 1100,
            "/endsOn",
            PlatformProblems.OutOfRange
        );
        var lessons = ReadLessons(check, request.Lessons, startsOn, endsOn);
        var area = await session.FindAreaInScope(request.DivisionId!.Value, ct);
        check.That(area is not null, "/divisionId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();

        var id = request.Id ?? Guid.CreateVersion7(session.Now);
        await session.Execute(
            Sql,
            new
            {
                id,
                request.Course,
                request.DivisionId,
                area!.Key,
                request.Name,
                request.StartsOn,
                request.EndsOn,
                request.Capacity,
                lessons = JsonSerializer.Serialize(lessons, Wire.Json),
                request.PassMark,
                request.AttendanceRequired,
                session.Caller.Subject,
                session.Now,
            },
            ct
        );
        return TypedResults.Created($"/training/v1/classes/{id}", new Response(id, 1));
    }

    /// <summary>Reads the lessons in order of time; notes each that overlaps or is on no day of the class.</summary>
    static List<Lesson> ReadLessons(
        Validation check,
        IReadOnlyList<LessonRequest> given,
        DateOnly startsOn,
        DateOnly endsOn
    )
    {
        List<Lesson> lessons = [];
        foreach (var (i, request) in given.Index())
        {
            var lesson = new Lesson(request.Day!.Value, request.From!.Value, request.To!.Value);
            check.That(lesson.From < lesson.To, $"/lessons/{i}/to", PlatformProblems.OutOfRange);
            check.That(
                lesson.Day >= startsOn && lesson.Day <= endsOn,
                $"/lessons/{i}/day",
                PlatformProblems.OutOfRange
            );
            check.That(!lessons.Exists(lesson.Overlaps), $"/lessons/{i}", PlatformProblems.Duplicate);
            lessons.Add(lesson);
        }
        return [.. lessons.OrderBy(l => l.Day).ThenBy(l => l.From)];
    }

    public sealed record Response(Guid Id, long Version) : IVersioned;
}
