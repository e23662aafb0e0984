using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.Data;

/// <summary>
/// Number and hash of an audit row. A copy kept outside this database proves every row up to it. Written "number.hash",
/// the hash in hexadecimal.
/// </summary>
sealed record AuditHead(long Number, byte[] Hash)
{
    public static AuditHead? Parse(string text) =>
        text.Split('.') is [var number, { Length: 64 } hash]
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
        && n > 0
        && hash.All(char.IsAsciiHexDigit)
            ? new(n, Convert.FromHexString(hash))
            : null;

    public bool IsAs(AuditHead other) => Number == other.Number && Hash.AsSpan().SequenceEqual(other.Hash);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Number}.{Convert.ToHexStringLower(Hash)}");
}

/// <summary>The row that stores the head of the chain, sealed under the key of the last link.</summary>
/// <param name="Unkeyed">Number of rows chained before there was a key, by SHA-256 of the link before and the
/// content.</param>
/// <param name="Seal">Null until the writer has run once.</param>
sealed record AuditRecord(long Unkeyed, long ChainNo, byte[] Hash, string? ChainKey, byte[]? Seal)
{
    public const string Read = "select unkeyed, chain_no, hash, chain_key, seal from platform.audit_head";

    public AuditHead Head => new(ChainNo, Hash);

    /// <exception cref="CryptographicException">Its key is not configured.</exception>
    public bool IsIntact(Sealer sealer) =>
        Seal is not null
        && ChainKey is not null
        && CryptographicOperations.FixedTimeEquals(Seal, SealOf(sealer, ChainKey, Unkeyed, Head));

    public static byte[] SealOf(Sealer sealer, string key, long unkeyed, AuditHead head) =>
        sealer.AuditMac(key, [.. "head"u8, .. Number(unkeyed), .. Number(head.Number), .. head.Hash]);

    /// <summary>The link of a row: HMAC-SHA256 over its number, the link before it and its content.</summary>
    public static byte[] Next(Sealer sealer, string key, AuditHead before, string content) =>
        sealer.AuditMac(
            key,
            [.. "link"u8, .. Number(before.Number + 1), .. before.Hash, .. Encoding.UTF8.GetBytes(content)]
        );

    static byte[] Number(long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }
}
