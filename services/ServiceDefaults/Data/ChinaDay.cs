namespace ServiceDefaults.Data;

/// <summary>Converts between days and points in time. Every day is a day in China (UTC+8).</summary>
public static class ChinaDay
{
    static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    /// <summary>Whether the day lies between 1900-01-01 and 2999-12-31: arithmetic on it cannot overflow.</summary>
    public static bool IsInRange(DateOnly day) => day.Year is >= 1900 and <= 2999;

    /// <summary>The first moment of the day, in UTC, as events and tables store it.</summary>
    public static DateTimeOffset Begin(DateOnly day) =>
        new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), Offset).ToUniversalTime();

    /// <summary>
    /// The last moment of the day, one microsecond before the next. "As of a day" means as of this moment.
    /// </summary>
    public static DateTimeOffset End(DateOnly day) => Begin(day.AddDays(1)).AddMicroseconds(-1);

    /// <summary>The day in China that contains the moment.</summary>
    public static DateOnly Of(DateTimeOffset moment) => DateOnly.FromDateTime(Clock(moment).DateTime);

    /// <summary>The moment with the offset of China.</summary>
    public static DateTimeOffset Clock(DateTimeOffset moment) => moment.ToOffset(Offset);

    /// <summary>From the first moment of the year to the first moment of the next, in UTC.</summary>
    public static (DateTimeOffset From, DateTimeOffset To) Year(int year) =>
        (Begin(new(year, 1, 1)), Begin(new DateOnly(year, 1, 1).AddYears(1)));
}
