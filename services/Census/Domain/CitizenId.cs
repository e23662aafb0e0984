using System.Collections.Frozen;
using System.Globalization;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace Census.Domain;

/// <summary>公民身份号码 (GB 11643): region, birth date, sequence and MOD 11-2 check character, 18 characters with the X in upper case.</summary>
public sealed record CitizenId
{
    static readonly FrozenSet<string> Provinces = FrozenSet.Create(
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83"
    );

    CitizenId(string text, DateOnly birthDate) => (Text, BirthDate) = (text, birthDate);

    public string Text { get; }

    public DateOnly BirthDate { get; }

    /// <summary>The 17th digit is odd for a male.</summary>
    public bool IsMale => (Text[16] - '0') % 2 == 1;

    /// <summary>GB/T 2261.1 code of the sex the number tells: 1 male, 2 female.</summary>
    public string Sex => IsMale ? "1" : "2";

    public string Masked => Mask.Middle(Text, 6, 4);

    public static FieldRule? Parse(string text, out CitizenId value)
    {
        value = null!;
        var upper = text.ToUpperInvariant();
        if (
            upper.Length != 18
            || upper.AsSpan(0, 17).ContainsAnyExceptInRange('0', '9')
            || !Provinces.Contains(upper[..2])
        )
            return PlatformProblems.Format;
        if (
            !DateOnly.TryParseExact(
                upper.AsSpan(6, 8),
                "yyyyMMdd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var birthDate
            )
            || birthDate.Year < 1850
        )
            return PlatformProblems.Format;
        if (CheckDigits.Mod11Of2(upper.AsSpan(0, 17)) != upper[17])
            return PlatformProblems.CheckDigit;
        value = new(upper, birthDate);
        return null;
    }
}
