using System.Security.Cryptography;

namespace Gateway.SignIn;

/// <summary>AES-256-GCM (NIST SP 800-38D) with a random nonce: nonce, cipher text, tag.</summary>
static class Box
{
    const int Nonce = 12,
        Tag = 16;

    public static byte[] Close(byte[] key, ReadOnlySpan<byte> plain)
    {
        var box = new byte[Nonce + plain.Length + Tag];
        RandomNumberGenerator.Fill(box.AsSpan(0, Nonce));
        using var aes = new AesGcm(key, Tag);
        aes.Encrypt(box.AsSpan(0, Nonce), plain, box.AsSpan(Nonce, plain.Length), box.AsSpan(Nonce + plain.Length));
        return box;
    }

    /// <exception cref="CryptographicException">Closed with another key, altered, or cut off.</exception>
    public static byte[] Open(byte[] key, ReadOnlySpan<byte> box)
    {
        if (box.Length < Nonce + Tag)
            throw new CryptographicException("The sealed value is cut off.");
        var plain = new byte[box.Length - Nonce - Tag];
        using var aes = new AesGcm(key, Tag);
        aes.Decrypt(box[..Nonce], box[Nonce..^Tag], box[^Tag..], plain);
        return plain;
    }
}
