using Contracts.Census.V1;

namespace Jobs.Domain;

/// <summary>Joins and intersects the spans of a week.</summary>
static class WeeklyHours
{
    /// <summary>
    /// The length of the wanted spans, and of their part inside the given spans. Overlapping spans count once; an empty
    /// list of given spans means any time.
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

    /// <summary>Joins overlapping and adjoining spans; the result is sorted by day and hour.</summary>
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
