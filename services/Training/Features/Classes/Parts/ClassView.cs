using ServiceDefaults.Http;
using Training.Domain;

namespace Training.Features.Classes;

/// <summary>A class in answers to staff.</summary>
/// <param name="Division">The division's present name.</param>
/// <param name="CancelledReason">Null unless the class is cancelled.</param>
sealed record ClassView(
    Guid Id,
    string Course,
    string CourseName,
    Guid DivisionId,
    string? Division,
    string Name,
    DateOnly StartsOn,
    DateOnly EndsOn,
    int Capacity,
    int Taken,
    IReadOnlyList<ClassView.LessonView> Lessons,
    int PassMark,
    decimal AttendanceRequired,
    DateOnly? CancelledOn,
    [Code(nameof(CodeTables.CancellationReason))] string? CancelledReason,
    long Version
) : IVersioned
{
    public const string Select = """
        select c.id, c.course, k.name as course_name, c.division_id, a.name as division, c.name, c.starts_on,
            c.ends_on, c.capacity, c.taken, c.lessons, c.pass_mark, c.attendance_required, c.cancelled_on,
            c.cancelled_reason, c.version
        from classes c join courses k on k.code = c.course left join platform.areas a on a.id = c.division_id
        """;

    /// <param name="N">Number of the lesson, from 1; the address of its attendance contains it.</param>
    public sealed record LessonView(int N, DateOnly Day, TimeOnly From, TimeOnly To);

    /// <summary>The columns of <see cref="Select"/>.</summary>
    public sealed record Row(
        Guid Id,
        string Course,
        string CourseName,
        Guid DivisionId,
        string? Division,
        string Name,
        DateOnly StartsOn,
        DateOnly EndsOn,
        int Capacity,
        int Taken,
        string Lessons,
        int PassMark,
        decimal AttendanceRequired,
        DateOnly? CancelledOn,
        string? CancelledReason,
        long Version
    )
    {
        public ClassView View() =>
            new(
                Id,
                Course,
                CourseName,
                DivisionId,
                Division,
                Name,
                StartsOn,
                EndsOn,
                Capacity,
                Taken,
                [.. Lesson.Read(Lessons).Select((l, i) => new LessonView(i + 1, l.Day, l.From, l.To))],
                PassMark,
                AttendanceRequired,
                CancelledOn,
                CancelledReason,
                Version
            );
    }
}
