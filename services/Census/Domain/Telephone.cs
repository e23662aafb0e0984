using System.Text.RegularExpressions;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace Census.Domain;

/// <summary>A mobile or fixed number of the mainland, digits only, without +86.</summary>
public sealed partial record Telephone
{
    Telephone(string text) => Text = text;

    public string Text { get; }

    public string Masked => Mask.Middle(Text, 3, 4);

    public static FieldRule? Parse(string text, out Telephone value)
    {
        value = null!;
        var digits = Separators().Replace(text, "");
        if (digits.StartsWith("+86", StringComparison.Ordinal))
            digits = digits[3..];
        if (!Shape().IsMatch(digits))
            return PlatformProblems.Format;
        value = new(digits);
        return null;
    }

    [GeneratedRegex("[ -]")]
    private static partial Regex Separators();

    [GeneratedRegex(@"^(1[3-9][0-9]{9}|0[1-9][0-9]{1,2}[2-9][0-9]{6,7})\z")]
    private static partial Regex Shape();
}
