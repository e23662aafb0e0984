using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using ServiceDefaults.Data;
using ServiceDefaults.Sealing;

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

    /// <exception cref="StartupException">SignIn:Key is not 32 bytes in base64.</exception>
    public GatewayKey(IConfiguration configuration)
    {
        _key = configuration["SignIn:Key"] is { Length: > 0 } text
            ? Sealer.Key("SignIn:Key", text)
            : OfTrial(configuration);
        Text = _key is null ? "" : Convert.ToHexString(Derive("header"));
    }

    public bool IsSet => _key is not null;

    /// <summary>The value of the header.</summary>
    public string Text { get; }

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
        && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(headers[Header].ToString()),
            Encoding.UTF8.GetBytes(Text)
        );

    static byte[]? OfTrial(IConfiguration configuration) =>
        configuration.GetValue(TrialSetting.Name, false) && configuration["Auth:DevelopmentKey"] is { Length: > 0 } key
            ? HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(key), 32, info: "sign-in"u8.ToArray())
            : null;
}
