using System.Text.RegularExpressions;
using ServiceDefaults.Http;

namespace ServiceDefaults.Standards;

/// <summary>
/// A mobile number of mainland China, or a landline number with its area code (010 to 0999): digits only, without +86.
/// </summary>
public sealed partial record Telephone
{
    /// <summary>Digits, blanks and hyphens, with or without +86.</summary>
    public const string Pattern = "^[+0-9 -]+$";

    Telephone(string text) => Text = text;

    /// <summary>10 to 12 digits.</summary>
    public string Text { get; }

    /// <summary>Parses a number without its blanks and hyphens; PLT-1006 for another form.</summary>
    public static FieldRule? Read(string text, out Telephone telephone)
    {
        telephone = null!;
        var digits = Separators().Replace(text, "");
        if (digits.StartsWith("+86", StringComparison.Ordinal))
            digits = digits[3..];
        if (!Number().IsMatch(digits))
            return PlatformProblems.Format;
        telephone = new(digits);
        return null;
    }

    [GeneratedRegex("[ -]")]
    private static partial Regex Separators();

    [GeneratedRegex(@"\A(1[3-9][0-9]{9}|0[1-9][0-9]{1,2}[2-9][0-9]{6,7})\z")]
    private static partial Regex Number();
}
