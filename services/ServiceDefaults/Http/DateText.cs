using System.Globalization;
using ServiceDefaults.Data;

namespace ServiceDefaults.Http;

/// <summary>
/// Days and moments as query parameters give them, in one form each (ISO 8601, RFC 3339): 2026-11-29, and
/// 2026-11-29T08:00:00+08:00 or Z. Any other way of writing a day is read differently in different countries, so none
/// is taken (PLT-1006 with the parameter's name).
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

    /// <returns>The day; null if it is none, or none that registers speak of (<see cref="ChinaDay.IsInRange"/>).</returns>
    public static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && ChinaDay.IsInRange(day)
            ? day
            : null;

    /// <returns>The moment in UTC; null if it is none, or its day is none that registers speak of.</returns>
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
    /// What the framework read leniently from a query is written as it must be; true for what is neither day nor
    /// moment.
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
