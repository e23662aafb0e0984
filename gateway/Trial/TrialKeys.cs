using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Trial;

/// <summary>
/// The keys of the trial's authority, derived from Auth:DevelopmentKey: all replicas have the same, and a restart keeps
/// them.
/// </summary>
static class TrialKeys
{
    const int Length = 32;

    /// <summary>The order of the curve P-256: a private key is a number from 1 below it.</summary>
    static readonly BigInteger Order = new(
        Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"),
        isUnsigned: true,
        isBigEndian: true
    );

    /// <summary>Encrypts codes and refresh tokens.</summary>
    public static SymmetricSecurityKey Encryption(string developmentKey) =>
        new(Derive(developmentKey, "encryption")) { KeyId = "trial-encryption" };

    /// <summary>Signs id tokens, for which the standard of the client wants an asymmetric key.</summary>
    public static ECDsaSecurityKey IdTokens(string developmentKey, bool isPrivate)
    {
        var attempt = 0;
        byte[] number;
        do number = Derive(developmentKey, $"id token {attempt++}");
        while (new BigInteger(number, isUnsigned: true, isBigEndian: true) is var d && (d.IsZero || d >= Order));
        var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = number });
        if (!isPrivate)
            key = ECDsa.Create(key.ExportParameters(includePrivateParameters: false));
        return new(key) { KeyId = "trial-id-token" };
    }

    static byte[] Derive(string developmentKey, string use) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Convert.FromBase64String(developmentKey),
            Length,
            info: Encoding.UTF8.GetBytes("trial " + use)
        );
}
