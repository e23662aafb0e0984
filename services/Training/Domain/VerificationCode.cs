using System.Security.Cryptography;

namespace Training.Domain;

/// <summary>
/// The random last segment of a certificate's public address: 130 bits as 26 characters of a base-32 alphabet without
/// look-alikes.
/// </summary>
static class VerificationCode
{
    public const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    public const int Length = 26;

    public static string Create() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>The normal form of a typed code, or null if the text is no code.</summary>
    public static string? Normalise(string text)
    {
        var code = text.Trim().ToLowerInvariant();
        return code.Length == Length && !code.AsSpan().ContainsAnyExcept(Alphabet) ? code : null;
    }

    public static string Url(string code) => "/verify/" + code;
}
