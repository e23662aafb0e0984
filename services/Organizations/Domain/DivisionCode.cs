using ServiceDefaults.Imports;

namespace Organizations.Domain;

/// <summary>
/// Division code. Down to the village it is the statistical code: 12 digits, two for the province, two for the city,
/// two for the county, three for the township (001-099 street, 100-199 town, 200-399 township, 400-599 similar units)
/// and three for the village, padded with zeros. A township may lie directly below a city without counties. Each level
/// below the village adds three digits, 001-999: 15, 18 and 21 digits.
/// </summary>
public static class DivisionCode
{
    public const int TableLength = 12;
    public const int Longest = 21;

    /// <summary>12 to 21 digits in threes; <see cref="Read"/> checks the rest.</summary>
    public const string Pattern = "^[0-9]{12}([0-9]{3}){0,3}$";

    /// <summary>Separates several codes in one cell.</summary>
    internal static readonly char[] Separators = [';', '；', '、'];

    public static readonly ImportRule Digits = new(
        "code-format",
        "区划代码应为12位数字，村以下为15、18或21位",
        "the code must be 12 digits, below the village 15, 18 or 21"
    );
    public static readonly ImportRule Gap = new(
        "code-levels",
        "区划代码中间一级为零",
        "the code skips a level: digits follow zeros"
    );
    public static readonly ImportRule Township = new(
        "township-range",
        "乡级代码应在001-599之间",
        "the township part must lie between 001 and 599"
    );

    /// <summary>Significant digits at each level, 0 (none) to 8.</summary>
    static readonly int[] Significant = [0, 2, 4, 6, 9, 12, 15, 18, 21];

    /// <summary>
    /// Returns the rule that the code breaks, or null and the level: 1 province, 2 city, 3 county or zone, 4 township,
    /// 5 village or community, 6 to 8 below.
    /// </summary>
    public static ImportRule? Read(string code, out int level)
    {
        level = 0;
        if (
            code.Length is < TableLength or > Longest
            || code.Length % 3 != 0
            || code.AsSpan().ContainsAnyExceptInRange('0', '9')
            || code.StartsWith("00", StringComparison.Ordinal)
        )
            return Digits;
        level = 5 + (code.Length - TableLength) / 3;
        for (var below = level; below > 5; below--)
            if (IsZero(code, Significant[below - 1], 3))
                return Gap;
        if (level == 5)
            while (IsZero(code, Significant[level - 1], TableLength - Significant[level - 1]))
                level--;
        else if (IsZero(code, 9, 3))
            return Gap;
        if (level > 2 && IsZero(code, 2, 2))
            return Gap;
        if (level > 3 && IsZero(code, 6, 3))
            return Gap;
        if (level > 3 && code[6] > '5')
            return Township;
        return null;
    }

    /// <summary>The parent's code by the digits; empty for a province.</summary>
    /// <param name="code">A valid code.</param>
    /// <param name="level">Its level.</param>
    public static string Above(string code, int level) =>
        level switch
        {
            1 => "",
            > 5 => code[..^3],
            4 when IsZero(code, 4, 2) => code[..4].PadRight(TableLength, '0'),
            _ => code[..Significant[level - 1]].PadRight(TableLength, '0'),
        };

    /// <summary>Number of significant digits at a level: all codes below begin with them.</summary>
    public static int SignificantDigits(int level) => Significant[level];

    /// <summary>The code of the nth division below one with this code.</summary>
    /// <param name="code">Code of a village or of a division below one.</param>
    /// <param name="number">1 to 999.</param>
    public static string Below(string code, int number) => code + number.ToString("D3", null);

    static bool IsZero(string code, int start, int count) => !code.AsSpan(start, count).ContainsAnyExcept('0');
}
