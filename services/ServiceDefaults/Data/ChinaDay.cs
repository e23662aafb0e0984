namespace ServiceDefaults.Data;

/// <summary>Days of the registers as points in time; every day is one in China (UTC+8).</summary>
public static class ChinaDay
{
    static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    /// <summary>
    /// The days registers speak of; before and after them there is nothing to count from (a span of years, the hours
    /// between China and UTC).
    /// </summary>
    public static bool IsInRange(DateOnly day) => day.Year is >= 1900 and <= 2999;

    /// <summary>The moment the day begins, in UTC, as events and tables take it.</summary>
    public static DateTimeOffset Begin(DateOnly day) =>
        new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), Offset).ToUniversalTime();

    /// <summary>
    /// The last moment of the day (a microsecond before the next): what holds then is what the registers say "as of"
    /// the day.
    /// </summary>
    public static DateTimeOffset End(DateOnly day) => Begin(day.AddDays(1)).AddMicroseconds(-1);

    /// <summary>The day a moment belongs to.</summary>
    public static DateOnly Of(DateTimeOffset moment) => DateOnly.FromDateTime(Clock(moment).DateTime);

    /// <summary>The moment as clocks in China show it.</summary>
    public static DateTimeOffset Clock(DateTimeOffset moment) => moment.ToOffset(Offset);

    /// <summary>From the first moment of the year to the first of the next.</summary>
    public static (DateTimeOffset From, DateTimeOffset To) Year(int year) =>
        (Begin(new(year, 1, 1)), Begin(new DateOnly(year, 1, 1).AddYears(1)));
}
