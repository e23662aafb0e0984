using System.Globalization;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace Organizations.Domain;

/// <summary>Citizen identity number (GB 11643): 17 digits and a check character.</summary>
public readonly record struct CitizenId(string Text, DateOnly Born)
{
    /// <summary>GB/T 2261.1: unknown, male, female, not stated.</summary>
    public static readonly string[] Sexes = ["0", "1", "2", "9"];

    /// <summary>Of the bearer: male where the 17th digit is odd; unknown where there is no number.</summary>
    public string Sex =>
        Text is null ? "0"
        : (Text[16] - '0') % 2 == 1 ? "1"
        : "2";

    public static FieldRule? Read(string text, out CitizenId id)
    {
        id = default;
        text = text.ToUpperInvariant();
        if (text.Length != 18 || text.AsSpan(0, 17).ContainsAnyExceptInRange('0', '9'))
            return PlatformProblems.Format;
        if (
            !DateOnly.TryParseExact(
                text.AsSpan(6, 8),
                "yyyyMMdd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var born
            )
        )
            return PlatformProblems.Format;
        if (CheckDigits.Mod11Of2(text.AsSpan(0, 17)) != text[17])
            return PlatformProblems.CheckDigit;
        id = new(text, born);
        return null;
    }
}
