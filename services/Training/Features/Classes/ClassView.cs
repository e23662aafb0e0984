using System.Text.Json;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;
using Training.Domain;

namespace Training.Features.Classes;

/// <summary>A class as its staff reads it.</summary>
sealed record ClassView(
    Guid Id, string Course, string CourseName, Guid DivisionId, string Name, DateOnly StartsOn, DateOnly EndsOn, int Capacity, int Taken, IReadOnlyList<LessonView> Lessons, int PassMark,
    decimal AttendanceRequired, long Version) : IVersioned
{
    public const string Select =
        """
        select c.id, c.course, k.name as course_name, c.division_id, c.name, c.starts_on, c.ends_on, c.capacity, c.taken, c.lessons, c.pass_mark, c.attendance_required, c.version
        from classes c join courses k on k.code = c.course
        """;

    public sealed record Row(
        Guid Id, string Course, string CourseName, Guid DivisionId, string Name, DateOnly StartsOn, DateOnly EndsOn, int Capacity, int Taken, string Lessons, int PassMark, decimal AttendanceRequired,
        long Version)
    {
        public ClassView View() => new(
            Id, Course, CourseName, DivisionId, Name, StartsOn, EndsOn, Capacity, Taken, [.. JsonSerializer.Deserialize<List<Lesson>>(Lessons, Wire.Json)!.Select((l, i) => new LessonView(i + 1, l.Day, l.From, l.To))],
            PassMark, AttendanceRequired, Version);
    }
}

/// <param name="N">From 1; attendance names it.</param>
sealed record LessonView(int N, DateOnly Day, TimeOnly From, TimeOnly To);
