using System.Globalization;
using System.Text.Json;
using Contracts.Census.V1;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;

namespace Census.Domain;

/// <summary>Hours in which a person can work: weekly spans that do not overlap.</summary>
static class Hours
{
    /// <summary>A span in requests and answers.</summary>
    /// <param name="Day">1 Monday to 7 Sunday.</param>
    /// <param name="From">HH:mm.</param>
    /// <param name="To">HH:mm, later than from.</param>
    public sealed record Span(
        [Required, Between(1, 7)] int? Day,
        [Required, Like(Formats.TimePattern), Example("09:00")] string From,
        [Required, Like(Formats.TimePattern), Example("15:00")] string To
    )
    {
        /// <summary>The span as a cell of an exported file.</summary>
        public override string ToString() => $"{Day} {From}-{To}";
    }

    /// <summary>Reads the spans; notes CEN-1001 at an end before its start, CEN-1002 at an overlap.</summary>
    public static IReadOnlyList<WorkingHours> Read(Validation check, string pointer, IReadOnlyList<Span>? spans)
    {
        List<WorkingHours> hours = [];
        foreach (var (i, span) in (spans ?? []).Index())
        {
            var next = new WorkingHours(span.Day!.Value, Time(span.From), Time(span.To));
            if (next.From >= next.To)
                check.Add($"{pointer}/{i}/to", Problems.EndsBeforeItStarts);
            else if (hours.Exists(h => h.Day == next.Day && h.From < next.To && next.From < h.To))
                check.Add($"{pointer}/{i}", Problems.Overlaps);
            else
                hours.Add(next);
        }
        return hours;
    }

    static TimeOnly Time(string text) => TimeOnly.Parse(text, CultureInfo.InvariantCulture);

    public static string ToJson(IReadOnlyList<WorkingHours> hours) => JsonSerializer.Serialize(hours, Wire.Json);

    public static IReadOnlyList<Span> ToSpans(string json) =>
        JsonSerializer
            .Deserialize<WorkingHours[]>(json, Wire.Json)!
            .Select(h => new Span(h.Day, h.From.ToString("HH':'mm", null), h.To.ToString("HH':'mm", null)))
            .ToList();
}
