using System.Globalization;
using System.Text.Json;
using Contracts.Census.V1;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;

namespace Census.Domain;

/// <summary>When somebody can work: spans of weekdays that do not overlap.</summary>
static class Hours
{
    /// <summary>A span as it is sent and answered, from and to as HH:mm.</summary>
    /// <param name="Day">1 Monday to 7 Sunday.</param>
    public sealed record Span(
        [Required, Between(1, 7)] int? Day,
        [Required, Like(Formats.TimePattern), Example("09:00")] string From,
        [Required, Like(Formats.TimePattern), Example("15:00")] string To
    )
    {
        /// <summary>As a cell of a file.</summary>
        public override string ToString() => $"{Day} {From}-{To}";
    }

    /// <summary>Reads the spans; each that ends too early or overlaps an earlier one is noted at its place.</summary>
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
