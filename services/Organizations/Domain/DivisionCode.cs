using ServiceDefaults.Imports;

namespace Organizations.Domain;

/// <summary>
/// Statistical division code: 12 digits, two for the province, two for the city, two for the county, three for the township (001-099 street, 100-199 town, 200-399 township,
/// 400-599 similar units) and three for the village. What follows the last level is zeros. A township may lie directly below a city that has no counties.
/// </summary>
public static class DivisionCode
{
    public const int Length = 12;

    public static readonly ImportRule Digits = new("code-format", "区划代码应为12位数字", "the code must be 12 digits");
    public static readonly ImportRule Gap = new("code-levels", "区划代码中间一级为零", "the code skips a level: zeros are followed by digits");
    public static readonly ImportRule Township = new("township-range", "乡级代码应在001-599之间", "the township part must lie between 001 and 599");

    /// <summary>Significant digits at each level, 0 (none) to 5 (village).</summary>
    static readonly int[] Significant = [0, 2, 4, 6, 9, 12];

    /// <summary>The rule the code breaks, or null and its level: 1 province, 2 city, 3 county, 4 township, 5 village or community.</summary>
    public static ImportRule? Read(string code, out int level)
    {
        level = 0;
        if (code.Length != Length || code.AsSpan().ContainsAnyExceptInRange('0', '9') || code.StartsWith("00", StringComparison.Ordinal)) return Digits;
        level = 5;
        while (!code.AsSpan(Significant[level - 1]).ContainsAnyExcept('0')) level--;
        if (level > 2 && IsZero(code, 2, 2)) return Gap;
        if (level > 3 && IsZero(code, 6, 3)) return Gap;
        if (level > 3 && code[6] > '5') return Township;
        return null;
    }

    /// <summary>Whether a division of this code may lie below one of that: one level up, and the code begins with the upper one's digits.</summary>
    public static bool MayLieBelow(string code, int level, string parent, int parentLevel) =>
        (parentLevel == level - 1 || (level == 4 && parentLevel == 2 && IsZero(code, 4, 2))) && LiesIn(code, parent, parentLevel);

    /// <summary>Whether the code is that of the area or of something in it.</summary>
    public static bool LiesIn(string code, string area, int areaLevel) => code.AsSpan().StartsWith(area.AsSpan(0, Significant[areaLevel]), StringComparison.Ordinal);

    static bool IsZero(string code, int start, int count) => !code.AsSpan(start, count).ContainsAnyExcept('0');
}
