using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.Standards;

/// <summary>
/// 统一社会信用代码 (GB 32100): 18 characters of its own alphabet (no I, O, S, V, Z), digits for the region in places 3 to 8,
/// the last a MOD 31 check character.
/// </summary>
public sealed record CreditCode
{
    /// <summary>The form of a code; small letters are accepted.</summary>
    public const string Pattern = "^[0-9A-HJ-NP-RTUW-Ya-hj-np-rtuw-y]{2}[0-9]{6}[0-9A-HJ-NP-RTUW-Ya-hj-np-rtuw-y]{10}$";

    CreditCode(string text) => Text = text;

    /// <summary>The 18 characters, in upper case.</summary>
    public string Text { get; }

    /// <summary>
    /// Parses a code; small letters are accepted. PLT-1006 for another form, PLT-1005 for a wrong check character.
    /// </summary>
    public static FieldRule? Read(string text, out CreditCode code)
    {
        code = null!;
        text = text.Trim().ToUpperInvariant();
        if (
            text.Length != 18
            || text.AsSpan(2, 6).ContainsAnyExceptInRange('0', '9')
            || CheckDigits.Mod31(text.AsSpan(0, 17)) is not { } expected
            // The last place must be a possible check character.
            || CheckDigits.Mod31(text.AsSpan(1, 17)) is null
        )
            return PlatformProblems.Format;
        if (text[17] != expected)
            return PlatformProblems.CheckDigit;
        code = new(text);
        return null;
    }
}
