using System.Security.Cryptography;
using System.Text;

namespace ServiceDefaults.Sealing;

/// <summary>AES-256-GCM (NIST SP 800-38D) with a random nonce: nonce (12 bytes), cipher text, tag (16 bytes).</summary>
public static class Box
{
    const int Nonce = 12,
        Tag = 16;

    /// <param name="key">32 bytes.</param>
    /// <param name="plain">The value.</param>
    /// <param name="bound">The place of the value: it does not open with another text here.</param>
    public static byte[] Close(byte[] key, ReadOnlySpan<byte> plain, string bound = "")
    {
        var box = new byte[Nonce + plain.Length + Tag];
        RandomNumberGenerator.Fill(box.AsSpan(0, Nonce));
        using var aes = new AesGcm(key, Tag);
        aes.Encrypt(
            box.AsSpan(0, Nonce),
            plain,
            box.AsSpan(Nonce, plain.Length),
            box.AsSpan(Nonce + plain.Length),
            Encoding.UTF8.GetBytes(bound)
        );
        return box;
    }

    /// <exception cref="CryptographicException">Closed with another key or for another place, altered, or cut
    /// off.</exception>
    public static byte[] Open(byte[] key, ReadOnlySpan<byte> box, string bound = "")
    {
        if (box.Length < Nonce + Tag)
            throw new CryptographicException("The sealed value is cut off.");
        var plain = new byte[box.Length - Nonce - Tag];
        using var aes = new AesGcm(key, Tag);
        aes.Decrypt(box[..Nonce], box[Nonce..^Tag], box[^Tag..], plain, Encoding.UTF8.GetBytes(bound));
        return plain;
    }
}
