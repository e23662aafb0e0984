using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace Jobs.Domain;

/// <summary>Unified social credit code (GB 32100): 18 characters of its own alphabet, digits for the region in places 3 to 8, the last a MOD 31 check character.</summary>
sealed record CreditCode
{
    CreditCode(string text) => Text = text;

    public string Text { get; }

    public override string ToString() => Text;

    /// <summary>Reads a code, small letters too; the rule it breaks, or null.</summary>
    public static FieldRule? Parse(string text, out CreditCode value)
    {
        value = null!;
        text = text.Trim().ToUpperInvariant();
        if (
            text.Length != 18
            || text.AsSpan(2, 6).ContainsAnyExceptInRange('0', '9')
            || CheckDigits.Mod31(text.AsSpan(0, 17)) is not { } expected
        )
            return PlatformProblems.Format;
        // The last place may hold only what a check character can be.
        if (CheckDigits.Mod31($"{new string('0', 16)}{text[17]}") is null)
            return PlatformProblems.Format;
        if (text[17] != expected)
            return PlatformProblems.CheckDigit;
        value = new(text);
        return null;
    }
}
