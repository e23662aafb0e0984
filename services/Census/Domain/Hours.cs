using System.Text.Json;
using Contracts.Census.V1;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;

namespace Census.Domain;

/// <summary>When somebody can work: spans of weekdays that do not overlap.</summary>
static class Hours
{
    const int Most = 28;

    /// <summary>A span as it is sent and answered: day 1 Monday to 7 Sunday, from and to as HH:mm.</summary>
    public sealed record Span(int? Day, string? From, string? To)
    {
        /// <summary>As a cell of a file.</summary>
        public override string ToString() => $"{Day} {From}-{To}";
    }

    /// <summary>Reads the spans; each fault is noted at its place.</summary>
    public static IReadOnlyList<WorkingHours> Read(Validation check, string pointer, IReadOnlyList<Span?>? spans)
    {
        List<WorkingHours> hours = [];
        if (spans is { Count: > Most })
            check.Add(pointer, PlatformProblems.TooLong);
        for (var i = 0; i < Math.Min(spans?.Count ?? 0, Most); i++)
        {
            if (spans![i] is not { } span)
            {
                check.Add($"{pointer}/{i}", PlatformProblems.Required);
                continue;
            }
            var before = check.Errors.Count;
            var day = check.Value($"{pointer}/{i}/day", span.Day);
            if (span.Day is < 1 or > 7)
                check.Add($"{pointer}/{i}/day", PlatformProblems.OutOfRange);
            var from = check.Read<TimeOnly>($"{pointer}/{i}/from", span.From, Formats.Time);
            var to = check.Read<TimeOnly>($"{pointer}/{i}/to", span.To, Formats.Time);
            if (check.Errors.Count > before)
                continue;
            if (from >= to)
                check.Add($"{pointer}/{i}/to", Problems.EndsBeforeItStarts);
            else if (hours.Exists(h => h.Day == day && h.From < to && from < h.To))
                check.Add($"{pointer}/{i}", Problems.Overlaps);
            else
                hours.Add(new(day, from, to));
        }
        return hours;
    }

    public static string ToJson(IReadOnlyList<WorkingHours> hours) => JsonSerializer.Serialize(hours, Wire.Json);

    public static IReadOnlyList<Span> ToSpans(string json) =>
        JsonSerializer
            .Deserialize<WorkingHours[]>(json, Wire.Json)!
            .Select(h => new Span(h.Day, h.From.ToString("HH':'mm", null), h.To.ToString("HH':'mm", null)))
            .ToList();
}
