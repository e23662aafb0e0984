using System.Globalization;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace Organizations.Domain;

/// <summary>Citizen identity number (GB 11643): 17 digits and a check character.</summary>
public readonly record struct CitizenId(string Text, DateOnly Born)
{
    public static FieldRule? Read(string text, out CitizenId id)
    {
        id = default;
        text = text.ToUpperInvariant();
        if (text.Length != 18 || text.AsSpan(0, 17).ContainsAnyExceptInRange('0', '9')) return PlatformProblems.Format;
        if (!DateOnly.TryParseExact(text.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var born)) return PlatformProblems.Format;
        if (CheckDigits.Mod11Of2(text.AsSpan(0, 17)) != text[17]) return PlatformProblems.CheckDigit;
        id = new(text, born);
        return null;
    }
}
