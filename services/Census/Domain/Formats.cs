using System.Globalization;
using ServiceDefaults.Http;

namespace Census.Domain;

/// <summary>
/// Reads days, instants and times from text, so that one answer can point at every field that is wrong.
/// </summary>
static class Formats
{
    /// <summary>What <see cref="PastDate"/> reads: yyyy-MM-dd.</summary>
    public const string DayPattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

    /// <summary>What <see cref="PastInstant"/> reads: ISO 8601 with its offset.</summary>
    public const string InstantPattern = "^.+(Z|[+-][0-9]{2}:[0-9]{2})$";

    /// <summary>HH:mm or HH:mm:ss, 00:00:00 to 23:59:59; nothing else is a time.</summary>
    public const string TimePattern = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$";

    /// <summary>A code whose table another service keeps: lower case, kebab-case.</summary>
    public const string CodePattern = "^[a-z0-9]+(-[a-z0-9]+)*$";

    static readonly DateOnly Earliest = new(1850, 1, 1);

    /// <summary>A day up to today.</summary>
    public static Reader<DateOnly> PastDate(DateOnly today) =>
        (text, out value) =>
            !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out value)
                ? PlatformProblems.Format
            : value > today ? PlatformProblems.InFuture
            : value < Earliest ? PlatformProblems.OutOfRange
            : null;

    /// <summary>
    /// An instant up to now, of text that has the form of <see cref="InstantPattern"/>; a phone's clock may be five
    /// minutes ahead.
    /// </summary>
    public static Reader<DateTimeOffset> PastInstant(DateTimeOffset now) =>
        (text, out value) =>
            !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out value)
                ? PlatformProblems.Format
            : value > now.AddMinutes(5) ? PlatformProblems.InFuture
            : value.Year < 2000 ? PlatformProblems.OutOfRange
            : null;
}
