using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Data;

namespace ServiceDefaults.Sealing;

/// <summary>
/// Seals personal values with AES-256-GCM (NIST SP 800-38D), bound to table, row, column and key id, so that a copied
/// value does not open elsewhere; finds them by a keyed blind index (HMAC-SHA256). Keys come from configuration:
/// Sealing:Keys:{id} (base64, 32 bytes; several may be in use), Sealing:Current, Sealing:IndexKey,
/// Sealing:Transport:Keys:{id}, Sealing:Transport:Current for fields that cross services, and Sealing:Audit:Keys:{id},
/// Sealing:Audit:Current for the chain of the audit; without these the chain uses a key derived from Sealing:IndexKey,
/// with the id "index".
/// </summary>
public sealed class Sealer
{
    const string Derived = "index";

    readonly Dictionary<string, byte[]> _keys;
    readonly string _current;
    readonly byte[] _indexKey;
    readonly Dictionary<string, byte[]> _transportKeys;
    readonly string _transportCurrent;
    readonly Dictionary<string, byte[]> _auditKeys;

    readonly ILogger? _log;
    readonly Counter<long>? _unreadable;

    /// <param name="configuration">The keys.</param>
    /// <param name="log">Receives table, row and column of a value that does not open.</param>
    /// <param name="meters">Meter Platform.Sealing: platform.sealing.unreadable counts values that did not
    /// open.</param>
    public Sealer(IConfiguration configuration, ILogger<Sealer>? log = null, IMeterFactory? meters = null)
    {
        _log = log;
        _unreadable = meters
            ?.Create("Platform.Sealing")
            .CreateCounter<long>(
                "platform.sealing.unreadable",
                "{value}",
                "Sealed values that did not open for an answer"
            );
        _keys = Ring(configuration.GetSection("Sealing:Keys"));
        _current = Current(configuration, "Sealing:Current", _keys);
        _indexKey = Key("Sealing:IndexKey", configuration["Sealing:IndexKey"]);
        _transportKeys = Ring(configuration.GetSection("Sealing:Transport:Keys"));
        _transportCurrent = Current(configuration, "Sealing:Transport:Current", _transportKeys);
        _auditKeys = Ring(configuration.GetSection("Sealing:Audit:Keys"));
        _auditKeys.TryAdd(Derived, HKDF.DeriveKey(HashAlgorithmName.SHA256, _indexKey, 32, info: "audit"u8.ToArray()));
        AuditKey =
            _auditKeys.Count == 1 && configuration["Sealing:Audit:Current"] is null
                ? Derived
                : Current(configuration, "Sealing:Audit:Current", _auditKeys);
    }

    /// <summary>The id of the current key, as it precedes sealed values.</summary>
    internal byte[] CurrentKey => Encoding.ASCII.GetBytes(_current);

    /// <summary>Seals a value for one place.</summary>
    /// <returns>Key id length, key id, nonce, cipher text, tag.</returns>
    public byte[] Seal(string value, string table, Guid row, string column) =>
        SealBytes(Encoding.UTF8.GetBytes(value), $"{table}|{row:N}|{column}");

    /// <summary>Opens a value sealed for this place.</summary>
    /// <exception cref="CryptographicException">The value was sealed for another place or altered, or its key is not
    /// configured.</exception>
    public string Open(byte[] cipher, string table, Guid row, string column) =>
        Encoding.UTF8.GetString(OpenBytes(cipher, $"{table}|{row:N}|{column}"));

    /// <returns>Null where <see cref="Open"/> would throw; the place is logged then, but not the value.</returns>
    internal string? TryOpen(byte[] cipher, string table, Guid row, string column)
    {
        try
        {
            return Open(cipher, table, row, column);
        }
        catch (CryptographicException e)
        {
            _log?.LogError("{Table} {Row}: {Column} does not open ({Error})", table, row, column, e.GetType().Name);
            _unreadable?.Add(1);
            return null;
        }
    }

    internal byte[] SealBytes(byte[] plain, string place)
    {
        var id = Encoding.ASCII.GetBytes(_current);
        return [(byte)id.Length, .. id, .. Box.Close(_keys[_current], plain, $"{place}|{_current}")];
    }

    internal byte[] OpenBytes(byte[] cipher, string place)
    {
        if (cipher.Length == 0 || cipher.Length < 1 + cipher[0])
            throw new CryptographicException("The sealed value is cut off.");
        var id = Encoding.ASCII.GetString(cipher, 1, cipher[0]);
        return Box.Open(Find(_keys, id), cipher.AsSpan(1 + cipher[0]), $"{place}|{id}");
    }

    /// <summary>
    /// The blind index of a value in a column: equal values have equal tags, which cannot be computed without the key.
    /// The value must be in normal form.
    /// </summary>
    public byte[] Index(string value, string table, string column) =>
        HMACSHA256.HashData(_indexKey, Encoding.UTF8.GetBytes($"{table}|{column}|{value}"));

    /// <summary>The id of the key for new links of the audit chain.</summary>
    internal string AuditKey { get; }

    /// <exception cref="CryptographicException">No such key is configured.</exception>
    internal byte[] AuditMac(string key, ReadOnlySpan<byte> content) =>
        HMACSHA256.HashData(Find(_auditKeys, key), content);

    internal byte[] Mac(ReadOnlySpan<byte> content) => HMACSHA256.HashData(_indexKey, content);

    internal Sealed SealForTransport(string value, Guid eventId, string field) =>
        new(
            _transportCurrent,
            Convert.ToBase64String(
                Box.Close(
                    _transportKeys[_transportCurrent],
                    Encoding.UTF8.GetBytes(value),
                    $"{eventId:N}|{field}|{_transportCurrent}"
                )
            )
        );

    internal string OpenFromTransport(Sealed value, Guid eventId, string field) =>
        Encoding.UTF8.GetString(
            Box.Open(
                Find(_transportKeys, value.KeyId),
                Convert.FromBase64String(value.Cipher),
                $"{eventId:N}|{field}|{value.KeyId}"
            )
        );

    static byte[] Find(Dictionary<string, byte[]> keys, string id) =>
        keys.TryGetValue(id, out var key)
            ? key
            : throw new CryptographicException($"Sealing key '{id}' is not configured.");

    static Dictionary<string, byte[]> Ring(IConfigurationSection section) =>
        section.GetChildren().ToDictionary(k => k.Key, k => Key(k.Path, k.Value));

    static string Current(IConfiguration configuration, string name, Dictionary<string, byte[]> keys) =>
        configuration[name] is { } id && keys.ContainsKey(id)
            ? id
            : throw new StartupException(
                $"{name} must name one of the configured keys ({string.Join(", ", keys.Keys)})."
            );

    /// <exception cref="StartupException">The setting is not 32 bytes in base64.</exception>
    internal static byte[] Key(string name, string? text)
    {
        var bytes = new byte[32];
        if (text is null || !Convert.TryFromBase64String(text, bytes, out var length) || length != 32)
            throw new StartupException($"{name} must be 32 random bytes in base64.");
        return bytes;
    }
}

/// <summary>Seals the fields of one event.</summary>
public sealed class EventSealer(Sealer sealer, Guid eventId)
{
    /// <summary>Seals a personal field; the receiver names the same field to open it.</summary>
    public Sealed Seal(string field, string value) => sealer.SealForTransport(value, eventId, field);
}

static class SealingRegistration
{
    public static IHostApplicationBuilder AddSealing(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Sealer>();
        return builder;
    }
}
