using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using ServiceDefaults.Data;

namespace ServiceDefaults.Auth;

/// <summary>
/// The secret that gateway and services share (SignIn:Key, base64, 32 bytes; in a trial derived from
/// Auth:DevelopmentKey). By it the gateway shows that a request is its own, not one that it forwards. Without the
/// setting no request is.
/// </summary>
public sealed class GatewayKey
{
    /// <summary>Holds a text derived from the key; the gateway removes it from requests of others.</summary>
    public const string Header = "Platform-Gateway";
    readonly byte[]? _key;
    readonly byte[] _text;

    /// <exception cref="StartupException">SignIn:Key is not 32 bytes in base64.</exception>
    public GatewayKey(IConfiguration configuration)
    {
        _key = configuration["SignIn:Key"] is { Length: > 0 } text ? Read(text) : OfTrial(configuration);
        _text = _key is null ? [] : Encoding.ASCII.GetBytes(Convert.ToHexString(Derive("header")));
    }

    public bool IsSet => _key is not null;

    /// <summary>The value of the header.</summary>
    public string Text => Encoding.ASCII.GetString(_text);

    /// <summary>A key for one purpose, 32 bytes (HKDF, RFC 5869).</summary>
    /// <exception cref="InvalidOperationException">No key is set.</exception>
    public byte[] Derive(string purpose) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            _key ?? throw new InvalidOperationException("SignIn:Key is not set."),
            32,
            info: Encoding.UTF8.GetBytes(purpose)
        );

    internal bool IsIn(IHeaderDictionary headers) =>
        _key is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(headers[Header].ToString()), _text);

    static byte[]? OfTrial(IConfiguration configuration) =>
        configuration.GetValue("Auth:Trial", false) && configuration["Auth:DevelopmentKey"] is { Length: > 0 } key
            ? HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(key), 32, info: "sign-in"u8.ToArray())
            : null;

    static byte[] Read(string text)
    {
        var bytes = new byte[32];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == 32
            ? bytes
            : throw new StartupException("SignIn:Key must be 32 random bytes in base64.");
    }
}
