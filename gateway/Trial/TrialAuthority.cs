using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using ServiceDefaults.Auth;

namespace Gateway.Trial;

/// <summary>The authority of a trial as its client sees it.</summary>
static class TrialAuthority
{
    public const string Issuer = Tokens.TrialIssuer;
    public const string AuthorizePath = "/trial/authorize";
    public const string TokenPath = "/trial/token";
    public const string ConfigurationPath = "/trial/.well-known/openid-configuration";
    public const string KeysPath = "/trial/.well-known/jwks";

    /// <summary>The only client; it is public and proves itself with PKCE.</summary>
    public const string ClientId = "console";

    /// <summary>
    /// What the client reads from another authority's metadata. The browser finds the authority at the address that it
    /// uses, and the gateway at its own.
    /// </summary>
    /// <param name="developmentKey">Auth:DevelopmentKey, base64.</param>
    public static OpenIdConnectConfiguration Of(string developmentKey) =>
        new()
        {
            Issuer = Issuer,
            AuthorizationEndpoint = AuthorizePath,
            TokenEndpoint = OwnAddress.Of(TokenPath),
            SigningKeys = { TrialKeys.IdTokens(developmentKey, isPrivate: false) },
        };
}
