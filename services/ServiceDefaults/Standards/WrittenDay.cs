using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ServiceDefaults.Data;

namespace ServiceDefaults.Standards;

/// <summary>Parses unambiguous forms of a day in cells of files.</summary>
public static partial class WrittenDay
{
    /// <summary>
    /// Serial numbers of spreadsheets are accepted with five digits only, from 18 May 1927 on; day 0 is 30 December
    /// 1899.
    /// </summary>
    const int FirstSerial = 10_000,
        Origin = 693_593;

    /// <summary>
    /// 1987-2-3, 1987/2/3, 1987.2.3, 1987年2月3日 (with or without leading zeros, in full width too, and with midnight
    /// after it), 19870203, and the serial number 31811. Null for anything else: days before the year (3/2/1987), years
    /// of two digits, days without a month, other times of day, days outside <see cref="ChinaDay.IsInRange"/>.
    /// </summary>
    public static DateOnly? Read(string cell)
    {
        if (!Ascii.IsValid(cell))
            cell = ReadableText.Shown(cell).Normalize(NormalizationForm.FormKC);
        cell = cell.Trim();
        if (Serial().IsMatch(cell) && int.Parse(cell, CultureInfo.InvariantCulture) is >= FirstSerial and var days)
            return Held(DateOnly.FromDayNumber(Origin + days));
        if (Written().Match(cell) is not { Success: true } m)
            return null;
        return
            Number(m, "y") is >= 1 and var year
            && Number(m, "m") is >= 1 and <= 12 and var month
            && Number(m, "d") is >= 1 and var day
            && day <= DateTime.DaysInMonth(year, month)
            ? Held(new(year, month, day))
            : null;
    }

    static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    static DateOnly? Held(DateOnly day) => ChinaDay.IsInRange(day) ? day : null;

    [GeneratedRegex("^[0-9]{5}$")]
    private static partial Regex Serial();

    [GeneratedRegex(
        @"^(?:(?<y>[0-9]{4})(?<m>[0-9]{2})(?<d>[0-9]{2})"
            + @"|(?<y>[0-9]{4})\s?(?:(?<s>[-/.])\s?(?<m>[0-9]{1,2})\s?\k<s>\s?(?<d>[0-9]{1,2})"
            + @"|年\s?(?<m>[0-9]{1,2})\s?月\s?(?<d>[0-9]{1,2})\s?日))"
            + @"(?:[ T]0{1,2}:00(?::00(?:\.0+)?)?)?$"
    )]
    private static partial Regex Written();
}
