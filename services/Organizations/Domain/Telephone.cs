using System.Text.RegularExpressions;
using ServiceDefaults.Http;

namespace Organizations.Domain;

/// <summary>A telephone number in China: mobile, or landline with its area code; without separators.</summary>
public readonly partial record struct Telephone(string Text)
{
    public static FieldRule? Read(string text, out Telephone telephone)
    {
        var digits = Separators().Replace(text, "");
        if (digits.StartsWith("+86", StringComparison.Ordinal))
            digits = digits[3..];
        telephone = new(digits);
        return Number().IsMatch(digits) ? null : PlatformProblems.Format;
    }

    [GeneratedRegex("[ -]")]
    private static partial Regex Separators();

    [GeneratedRegex(@"\A(1[3-9][0-9]{9}|0[0-9]{2,3}[2-9][0-9]{6,7})\z")]
    private static partial Regex Number();
}
