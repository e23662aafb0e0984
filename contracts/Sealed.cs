namespace Contracts;

/// <summary>
/// A personal field on its way between services: AES-256-GCM under a transport key, bound to the event id and the
/// field's name.
/// </summary>
/// <param name="KeyId">The transport key it was sealed with.</param>
/// <param name="Cipher">Base64 of nonce (12 bytes), cipher text and tag (16 bytes).</param>
public sealed record Sealed(string KeyId, string Cipher);
