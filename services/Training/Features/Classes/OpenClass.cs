using System.Text.Json;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;
using Training.Domain;

namespace Training.Features.Classes;

static class OpenClass
{
    const int LargestClass = 500;
    const int MostLessons = 200;

    const string Sql = """
        insert into classes (
            id, course, division_id, scope_key, name, starts_on, ends_on, capacity, lessons, pass_mark,
            attendance_required, planned_by, planned_at
        )
        values (
            @id, @course, @DivisionId, @Key, @name, @startsOn, @endsOn, @capacity, @lessons::jsonb, @passMark,
            @attendanceRequired, @Subject, @Now
        )
        """;

    public sealed record Request(
        Guid? Id,
        string? Course,
        Guid? DivisionId,
        string? Name,
        DateOnly? StartsOn,
        DateOnly? EndsOn,
        int? Capacity,
        IReadOnlyList<LessonRequest?>? Lessons,
        int? PassMark,
        decimal? AttendanceRequired
    );

    public sealed record LessonRequest(DateOnly? Day, TimeOnly? From, TimeOnly? To);

    [EndpointSummary("开设班级 Open a class")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var course = check.OneOf("/course", request.Course, await CourseCodes.ReadAsync(session, ct));
        var name = check.Text("/name", request.Name, 100);
        var startsOn = check.Value("/startsOn", request.StartsOn);
        var endsOn = check.Value("/endsOn", request.EndsOn);
        if (request.StartsOn is not null)
            check.That(
                startsOn.Year >= 2000 && startsOn <= session.Today.AddYears(3),
                "/startsOn",
                PlatformProblems.OutOfRange
            );
        if (request is { StartsOn: not null, EndsOn: not null })
            check.That(
                endsOn >= startsOn && endsOn.DayNumber - startsOn.DayNumber <= 1100,
                "/endsOn",
                PlatformProblems.OutOfRange
            );
        var capacity = check.Value("/capacity", request.Capacity);
        if (request.Capacity is not null)
            check.That(capacity is >= 1 and <= LargestClass, "/capacity", PlatformProblems.OutOfRange);
        var passMark = check.Value("/passMark", request.PassMark);
        check.That(passMark is >= 0 and <= 100, "/passMark", PlatformProblems.OutOfRange);
        var attendanceRequired = check.Value("/attendanceRequired", request.AttendanceRequired);
        check.That(attendanceRequired is >= 0 and <= 1, "/attendanceRequired", PlatformProblems.OutOfRange);
        var lessons = ReadLessons(check, request.Lessons, request.StartsOn, request.EndsOn);
        var area = request.DivisionId is { } division ? await session.FindAreaInScope(division, ct) : null;
        check.That(
            area is not null,
            "/divisionId",
            request.DivisionId is null ? PlatformProblems.Required : PlatformProblems.Unknown
        );
        check.ThrowIfInvalid();

        var id = request.Id ?? Guid.CreateVersion7(session.Now);
        await session.Execute(
            Sql,
            new
            {
                id,
                course,
                request.DivisionId,
                area!.Key,
                name,
                startsOn,
                endsOn,
                capacity,
                lessons = JsonSerializer.Serialize(lessons, Wire.Json),
                passMark,
                attendanceRequired,
                session.Caller.Subject,
                session.Now,
            },
            ct
        );
        return TypedResults.Created($"/training/v1/classes/{id}", new Response(id, 1));
    }

    /// <summary>Lessons in order of time; each on a day of the class, none over another.</summary>
    static List<Lesson> ReadLessons(
        Validation check,
        IReadOnlyList<LessonRequest?>? given,
        DateOnly? startsOn,
        DateOnly? endsOn
    )
    {
        if (given is not { Count: > 0 })
            check.Add("/lessons", PlatformProblems.Required);
        if (given?.Count > MostLessons)
            check.Add("/lessons", PlatformProblems.TooLong);
        List<Lesson> lessons = [];
        foreach (var (i, lesson) in (given ?? []).Take(MostLessons).Index())
        {
            var day = check.Value($"/lessons/{i}/day", lesson?.Day);
            var from = check.Value($"/lessons/{i}/from", lesson?.From);
            var to = check.Value($"/lessons/{i}/to", lesson?.To);
            if (lesson is { From: not null, To: not null })
                check.That(from < to, $"/lessons/{i}/to", PlatformProblems.OutOfRange);
            if (lesson?.Day is not null)
                check.That(
                    (startsOn is null || day >= startsOn) && (endsOn is null || day <= endsOn),
                    $"/lessons/{i}/day",
                    PlatformProblems.OutOfRange
                );
            var read = new Lesson(day, from, to);
            if (lessons.Exists(read.Overlaps))
                check.Add($"/lessons/{i}", PlatformProblems.Duplicate);
            lessons.Add(read);
        }
        return [.. lessons.OrderBy(l => l.Day).ThenBy(l => l.From)];
    }

    public sealed record Response(Guid Id, long Version) : IVersioned;
}
