using Contracts.Census.V1;

namespace Jobs.Domain;

/// <summary>Spans of a week and how they cover each other.</summary>
static class WeeklyHours
{
    /// <summary>
    /// How much of the wanted spans lies inside the given ones; overlapping and adjoining spans count once. No given
    /// spans means any time.
    /// </summary>
    public static (TimeSpan Inside, TimeSpan All) Cover(
        IReadOnlyList<WorkingHours> wanted,
        IReadOnlyList<WorkingHours> given
    )
    {
        var (spans, frame) = (Join(wanted), Join(given));
        var all = new TimeSpan(spans.Sum(s => (s.To - s.From).Ticks));
        if (given.Count == 0)
            return (all, all);
        var inside =
            from s in spans
            from f in frame
            where s.Day == f.Day
            let overlap = Math.Min(s.To.Ticks, f.To.Ticks) - Math.Max(s.From.Ticks, f.From.Ticks)
            where overlap > 0
            select overlap;
        return (new(inside.Sum()), all);
    }

    /// <summary>The same time as the fewest spans, in order of day and hour.</summary>
    public static IReadOnlyList<WorkingHours> Join(IReadOnlyList<WorkingHours> spans)
    {
        List<WorkingHours> joined = [];
        foreach (var span in spans.Where(s => s.From < s.To).OrderBy(s => s.Day).ThenBy(s => s.From))
        {
            if (joined.Count > 0 && joined[^1] is var last && last.Day == span.Day && last.To >= span.From)
                joined[^1] = last with { To = last.To > span.To ? last.To : span.To };
            else
                joined.Add(span);
        }
        return joined;
    }
}
