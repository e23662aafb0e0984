using System.Globalization;
using System.Text.RegularExpressions;
using ServiceDefaults.Http;

namespace Census.Domain;

/// <summary>
/// Reads dates, times and names of codes from text, so that one answer can point at every field that is wrong.
/// </summary>
static partial class Formats
{
    static readonly DateOnly Earliest = new(1850, 1, 1);

    /// <summary>A day up to today.</summary>
    public static Reader<DateOnly> PastDate(DateOnly today) =>
        (text, out value) =>
            !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out value)
                ? PlatformProblems.Format
            : value > today ? PlatformProblems.InFuture
            : value < Earliest ? PlatformProblems.OutOfRange
            : null;

    /// <summary>An instant up to now, with its offset; a phone's clock may be five minutes ahead.</summary>
    public static Reader<DateTimeOffset> PastInstant(DateTimeOffset now) =>
        (text, out value) =>
            !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out value)
            || !WithOffset().IsMatch(text)
                ? PlatformProblems.Format
            : value > now.AddMinutes(5) ? PlatformProblems.InFuture
            : value.Year < 2000 ? PlatformProblems.OutOfRange
            : null;

    public static FieldRule? Time(string text, out TimeOnly value) =>
        TimeOnly.TryParseExact(
            text,
            ["HH:mm", "HH:mm:ss"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out value
        )
            ? null
            : PlatformProblems.Format;

    /// <summary>A code whose table another service keeps: lower case, kebab-case.</summary>
    public static FieldRule? Code(string text, out string value)
    {
        value = text;
        return text.Length <= 40 && Kebab().IsMatch(text) ? null : PlatformProblems.Format;
    }

    [GeneratedRegex(@"(Z|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex WithOffset();

    [GeneratedRegex(@"^[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex Kebab();
}
