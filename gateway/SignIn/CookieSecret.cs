using System.Buffers.Text;
using System.Security.Cryptography;

namespace Gateway.SignIn;

/// <summary>
/// The content of a signed-in browser's cookie: 32 random bytes in base64url (RFC 4648, section 5). Only the browser
/// has it. Organizations keeps its hash, and the tokens sealed with a key derived from it, so that neither the
/// database nor the keys of the services open them.
/// </summary>
readonly record struct CookieSecret(string Text)
{
    public const string Cookie = "__Host-session";
    const int Length = 32,
        Letters = 43;

    public static CookieSecret New() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Length)));

    /// <returns>Null: no cookie, or one that this gateway never made.</returns>
    public static CookieSecret? Of(HttpRequest request) =>
        request.Cookies.TryGetValue(Cookie, out var text) && text.Length == Letters && Base64Url.IsValid(text)
            ? new(text)
            : null;

    /// <summary>SHA-256.</summary>
    public byte[] HashBytes => SHA256.HashData(Bytes);

    /// <summary>The hash in base64url, for addresses.</summary>
    public string Hash => Base64Url.EncodeToString(HashBytes);

    public byte[] Key() => HKDF.DeriveKey(HashAlgorithmName.SHA256, Bytes, 32, info: "tokens"u8.ToArray());

    byte[] Bytes => Base64Url.DecodeFromChars(Text);

    /// <summary>The secret is personal: it does not reach a log.</summary>
    public override string ToString() => nameof(CookieSecret);
}
