using System.Globalization;
using ServiceDefaults.Http;

namespace Census.Domain;

/// <summary>
/// Parses days, instants and times after the JSON is read, so that one answer names every wrong field.
/// </summary>
static class Formats
{
    /// <summary>Form of <see cref="PastDate"/>: yyyy-MM-dd.</summary>
    public const string DayPattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

    /// <summary>Form of <see cref="PastInstant"/>: ISO 8601 with an offset.</summary>
    public const string InstantPattern = "^.+(Z|[+-][0-9]{2}:[0-9]{2})$";

    /// <summary>HH:mm or HH:mm:ss, 00:00:00 to 23:59:59.</summary>
    public const string TimePattern = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$";

    /// <summary>A code of another service's table: lower case, kebab-case.</summary>
    public const string CodePattern = "^[a-z0-9]+(-[a-z0-9]+)*$";

    static readonly DateOnly Earliest = new(1850, 1, 1);

    /// <summary>Reads a day from 1850-01-01 to today.</summary>
    public static Reader<DateOnly> PastDate(DateOnly today) =>
        (text, out value) =>
            !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out value)
                ? PlatformProblems.Format
            : value > today ? PlatformProblems.InFuture
            : value < Earliest ? PlatformProblems.OutOfRange
            : null;

    /// <summary>
    /// Reads an instant from 2000 to five minutes after now (a phone's clock may be fast), from text of the form
    /// <see cref="InstantPattern"/>.
    /// </summary>
    public static Reader<DateTimeOffset> PastInstant(DateTimeOffset now) =>
        (text, out value) =>
            !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out value)
                ? PlatformProblems.Format
            : value > now.AddMinutes(5) ? PlatformProblems.InFuture
            : value.Year < 2000 ? PlatformProblems.OutOfRange
            : null;
}
