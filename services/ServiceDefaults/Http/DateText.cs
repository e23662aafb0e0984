using System.Globalization;
using ServiceDefaults.Data;

namespace ServiceDefaults.Http;

/// <summary>
/// Days and moments in query parameters, in one form each (ISO 8601, RFC 3339): 2026-11-29, and
/// 2026-11-29T08:00:00+08:00 or Z. Other forms are ambiguous between countries and are refused (PLT-1006 with the
/// parameter's name).
/// </summary>
static class DateText
{
    static readonly string[] Moments =
    [
        "yyyy-MM-dd'T'HH:mmzzz",
        "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
        "yyyy-MM-dd'T'HH:mm'Z'",
        "yyyy-MM-dd'T'HH:mm:ss'Z'",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
    ];

    /// <returns>The day; null if the text is not a day, or the day is out of range (<see
    /// cref="ChinaDay.IsInRange"/>).</returns>
    public static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && ChinaDay.IsInRange(day)
            ? day
            : null;

    /// <returns>The moment in UTC; null if the text is not a moment, or its day is out of range.</returns>
    public static DateTimeOffset? Moment(string text) =>
        DateTimeOffset.TryParseExact(
            text,
            Moments,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var at
        ) && ChinaDay.IsInRange(DateOnly.FromDateTime(at.UtcDateTime))
            ? at.ToUniversalTime()
            : null;

    /// <summary>
    /// Whether the text of a value, which the framework parses leniently, has the exact form; true for other types than
    /// days and moments.
    /// </summary>
    public static bool IsExact(object value, string text) =>
        value switch
        {
            DateOnly day => text == day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTimeOffset => DateTimeOffset.TryParseExact(
                text,
                Moments,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out _
            ),
            _ => true,
        };
}
