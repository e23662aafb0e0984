using System.Globalization;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace Training.Domain;

/// <summary>
/// The printed number of a certificate: "JN", code of the county or of the area above it (6 digits), year (4), serial
/// (7) and the MOD 11-2 check character of those 17 digits.
/// </summary>
sealed record CertificateNumber(string Area, int Year, int Serial)
{
    const string Prefix = "JN";
    const int LargestSerial = 9_999_999;

    /// <exception cref="ArgumentOutOfRangeException">A part does not fit its digits.</exception>
    public override string ToString()
    {
        if (Area.Length != 6 || Area.AsSpan().ContainsAnyExceptInRange('0', '9'))
            throw new ArgumentOutOfRangeException(nameof(Area));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)Serial, (uint)LargestSerial, nameof(Serial));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)Year, 9999u, nameof(Year));
        var digits = string.Create(CultureInfo.InvariantCulture, $"{Area}{Year:0000}{Serial:0000000}");
        return Prefix + digits + CheckDigits.Mod11Of2(digits);
    }

    /// <summary>Parses a number; returns the rule that the text breaks, or null.</summary>
    public static FieldRule? Parse(string text, out CertificateNumber value)
    {
        value = null!;
        text = text.Trim().ToUpperInvariant();
        if (text.Length != 20 || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return PlatformProblems.Format;
        var digits = text.AsSpan(2, 17);
        if (digits.ContainsAnyExceptInRange('0', '9'))
            return PlatformProblems.Format;
        if (CheckDigits.Mod11Of2(digits) != text[19])
            return PlatformProblems.CheckDigit;
        value = new(
            text[2..8],
            int.Parse(text.AsSpan(8, 4), CultureInfo.InvariantCulture),
            int.Parse(text.AsSpan(12, 7), CultureInfo.InvariantCulture)
        );
        return null;
    }
}
