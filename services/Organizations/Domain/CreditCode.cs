using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace Organizations.Domain;

/// <summary>Unified social credit code (GB 32100): 17 characters of its alphabet and a check character.</summary>
public readonly record struct CreditCode(string Text)
{
    public static FieldRule? Read(string text, out CreditCode code)
    {
        code = default;
        text = text.ToUpperInvariant();
        if (
            text.Length != 18
            || CheckDigits.Mod31(text.AsSpan(0, 17)) is not { } digit
            || CheckDigits.Mod31(text.AsSpan(1, 17)) is null
        )
            return PlatformProblems.Format;
        if (digit != text[17])
            return PlatformProblems.CheckDigit;
        code = new(text);
        return null;
    }
}
