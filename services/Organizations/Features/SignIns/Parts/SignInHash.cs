using System.Buffers.Text;

namespace Organizations.Features.SignIns;

/// <summary>SHA-256 of the secret in a browser's cookie; in addresses base64url (RFC 4648, section 5).</summary>
readonly record struct SignInHash(byte[] Bytes)
{
    public static bool TryParse(string? text, out SignInHash hash)
    {
        var ok = text is { Length: 43 } && Base64Url.IsValid(text);
        hash = new(ok ? Base64Url.DecodeFromChars(text) : []);
        return ok;
    }
}
