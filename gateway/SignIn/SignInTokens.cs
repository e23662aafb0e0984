using System.Security.Cryptography;
using System.Text.Json;
using ServiceDefaults.Sealing;

namespace Gateway.SignIn;

/// <summary>The tokens of one browser, as the authority gave them.</summary>
/// <param name="Access">Sent to the services as bearer token.</param>
/// <param name="Refresh">Null: the authority gives none, and the browser must sign in again at ExpiresAt.</param>
/// <param name="Id">Shown to the authority at sign-out.</param>
/// <param name="ExpiresAt">When the access token expires.</param>
sealed record SignInTokens(string Access, string? Refresh, string? Id, DateTimeOffset ExpiresAt)
{
    public byte[] Seal(CookieSecret secret) => Box.Close(secret.Key(), JsonSerializer.SerializeToUtf8Bytes(this));

    /// <returns>Null: the value was sealed for another cookie, or altered.</returns>
    public static SignInTokens? Open(byte[] value, CookieSecret secret)
    {
        try
        {
            return JsonSerializer.Deserialize<SignInTokens>(Box.Open(secret.Key(), value));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
