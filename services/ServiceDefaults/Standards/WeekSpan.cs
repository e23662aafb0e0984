using System.Globalization;

namespace ServiceDefaults.Standards;

/// <summary>Texts of a span of hours on a weekday.</summary>
public static class WeekSpan
{
    const string Days = "一二三四五六日";

    /// <summary>周一 09:00-15:00</summary>
    /// <param name="day">ISO 8601 weekday, 1 Monday to 7 Sunday.</param>
    public static string Text(int day, TimeOnly from, TimeOnly to) => $"周{Days[day - 1]} {Hours(from, to)}";

    /// <summary>09:00-15:00</summary>
    public static string Hours(TimeOnly from, TimeOnly to) =>
        string.Create(CultureInfo.InvariantCulture, $"{from:HH:mm}-{to:HH:mm}");
}
