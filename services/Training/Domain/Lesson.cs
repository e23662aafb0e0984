using System.Text.Json;
using Contracts.Census.V1;
using ServiceDefaults.Messaging;

namespace Training.Domain;

/// <summary>One lesson of a class, local time of the place.</summary>
sealed record Lesson(DateOnly Day, TimeOnly From, TimeOnly To)
{
    /// <summary>A class's lessons in their order, from the JSON it keeps them in.</summary>
    public static List<Lesson> Read(string json) => JsonSerializer.Deserialize<List<Lesson>>(json, Wire.Json)!;

    /// <summary>ISO 8601 weekday, 1 Monday to 7 Sunday.</summary>
    public int Weekday => Day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)Day.DayOfWeek;

    /// <summary>Whether nobody can be in both; one that begins when the other ends does not overlap it.</summary>
    public bool Overlaps(Lesson other) => Day == other.Day && From < other.To && other.From < To;

    /// <summary>
    /// Whether the lesson lies within one of her spans of that weekday, adjoining spans joined; no spans means any
    /// time.
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

    /// <summary>The share of lessons that fit her hours: told to the officer, never enforced.</summary>
    public static decimal ShareThatFits(IReadOnlyList<Lesson> lessons, IReadOnlyList<WorkingHours> hours) =>
        lessons.Count == 0 ? 1 : decimal.Round((decimal)lessons.Count(l => l.Fits(hours)) / lessons.Count, 3);
}
