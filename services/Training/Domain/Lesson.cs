using System.Text.Json;
using Contracts.Census.V1;
using ServiceDefaults.Messaging;

namespace Training.Domain;

/// <summary>One lesson of a class, in local time.</summary>
sealed record Lesson(DateOnly Day, TimeOnly From, TimeOnly To)
{
    /// <summary>Reads the lessons of a class, in order, from the column classes.lessons.</summary>
    public static List<Lesson> Read(string json) => JsonSerializer.Deserialize<List<Lesson>>(json, Wire.Json)!;

    /// <summary>ISO 8601 weekday, 1 Monday to 7 Sunday.</summary>
    public int Weekday => Day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)Day.DayOfWeek;

    /// <summary>True if the lessons have a minute in common; lessons that only adjoin do not overlap.</summary>
    public bool Overlaps(Lesson other) => Day == other.Day && From < other.To && other.From < To;

    /// <summary>
    /// True if the lesson lies within the learner's spans of its weekday; adjoining spans count as one, an empty list
    /// means any time.
    /// </summary>
    public bool Fits(IReadOnlyList<WorkingHours> hours)
    {
        if (hours.Count == 0)
            return true;
        var reached = From;
        foreach (var span in hours.Where(h => h.Day == Weekday).OrderBy(h => h.From))
            if (span.From <= reached && span.To > reached)
                reached = span.To;
        return reached >= To;
    }

    /// <summary>The share of lessons within the learner's hours, 0 to 1; shown to the officer, not enforced.</summary>
    public static decimal ShareThatFits(IReadOnlyList<Lesson> lessons, IReadOnlyList<WorkingHours> hours) =>
        lessons.Count == 0 ? 1 : decimal.Round((decimal)lessons.Count(l => l.Fits(hours)) / lessons.Count, 3);
}
