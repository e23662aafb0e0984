using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using ServiceDefaults.Auth;
using ServiceDefaults.Sealing;

namespace Gateway.SignIn;

/// <summary>
/// Protects the state of a sign-in under way with a key of SignIn:Key, which all replicas have: another replica may
/// receive the browser when it comes back from the authority.
/// </summary>
sealed class SharedProtection(GatewayKey key, string purpose) : IDataProtector
{
    public IDataProtector CreateProtector(string inner) => new SharedProtection(key, $"{purpose}|{inner}");

    public byte[] Protect(byte[] plaintext) => Box.Close(key.Derive(purpose), plaintext);

    /// <exception cref="CryptographicException">Protected for another purpose or by another key, or altered.</exception>
    public byte[] Unprotect(byte[] protectedData) => Box.Open(key.Derive(purpose), protectedData);
}
