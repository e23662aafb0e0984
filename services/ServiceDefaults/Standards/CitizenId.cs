using System.Collections.Frozen;
using System.Globalization;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.Standards;

/// <summary>
/// 公民身份号码 (GB 11643) and numbers of the same form: residence permits of Hong Kong, Macao and Taiwan (81, 82, 83) and
/// foreigners' permanent residence cards of 2023 (9, province, country). 18 characters: 17 digits and a MOD 11-2 check
/// character, X in upper case.
/// </summary>
public sealed record CitizenId
{
    /// <summary>The form of a number; a small x is accepted.</summary>
    public const string Pattern = "^[0-9]{17}[0-9Xx]$";

    /// <summary>Only provinces are checked: the county code may have been abolished long ago.</summary>
    static readonly FrozenSet<string> s_provinces = (
        "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"
    )
        .Split(' ')
        .ToFrozenSet();

    static readonly DateOnly s_earliest = new(1850, 1, 1);

    CitizenId(string text, DateOnly birthDate) => (Text, BirthDate) = (text, birthDate);

    /// <summary>The 18 characters.</summary>
    public string Text { get; }

    /// <summary>From 1850-01-01 to the day of parsing.</summary>
    public DateOnly BirthDate { get; }

    /// <summary>GB/T 2261.1 code of the sex: 1 male (the 17th digit is odd), 2 female.</summary>
    public string Sex => (Text[16] - '0') % 2 == 1 ? "1" : "2";

    /// <summary>A parser of numbers whose holders were born by today (the day in China).</summary>
    /// <returns>A reader that returns PLT-1006 for another form, an unknown province or an invalid day, PLT-1005 for a
    /// wrong check character, PLT-1007 for a birth before 1850 and PLT-1004 for a birth after today.</returns>
    public static Reader<CitizenId> Reader(DateOnly today) =>
        (text, out id) =>
        {
            id = null!;
            var upper = text.ToUpperInvariant();
            if (
                upper.Length != 18
                || upper.AsSpan(0, 17).ContainsAnyExceptInRange('0', '9')
                || !s_provinces.Contains(upper[0] == '9' ? upper[1..3] : upper[..2])
                || !DateOnly.TryParseExact(
                    upper.AsSpan(6, 8),
                    "yyyyMMdd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var born
                )
            )
                return PlatformProblems.Format;
            if (CheckDigits.Mod11Of2(upper.AsSpan(0, 17)) != upper[17])
                return PlatformProblems.CheckDigit;
            if (born < s_earliest)
                return PlatformProblems.OutOfRange;
            if (born > today)
                return PlatformProblems.InFuture;
            id = new(upper, born);
            return null;
        };
}
