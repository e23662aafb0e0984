using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceDefaults.Http;

namespace ServiceDefaults.Auth;

/// <summary>
/// Bearer tokens (RFC 9068) of any OpenID Connect authority (Auth:Authority, audience Auth:Audience), or in Development
/// of POST /dev/token (Auth:DevelopmentKey). A token only identifies the caller: the claim named by Auth:SubjectClaim
/// ("sub") is the person's id (UUID). Rights come from grants.
/// </summary>
public static class Tokens
{
    /// <summary>The claim that holds the subject after validation.</summary>
    public const string SubjectClaim = "sub";
    public const string DevelopmentIssuer = "platform-development";

    /// <summary>The issuer of a trial's tokens (Auth:Trial): an address, as the standard wants; nothing answers there.</summary>
    public const string TrialIssuer = "https://platform-trial.invalid/";
    const string DefaultAudience = "platform";

    public static IHostApplicationBuilder AddTokens(this IHostApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var cache = new TokenCache();
        builder.Services.AddSingleton(cache).AddSingleton<GatewayKey>();
        builder
            .Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
            .AddJwtBearer(o =>
            {
                o.MapInboundClaims = false;
                o.Authority = configuration["Auth:Authority"];
                o.RequireHttpsMetadata =
                    !builder.Environment.IsDevelopment() && configuration.GetValue("Auth:RequireHttps", true);
                o.RefreshOnIssuerKeyNotFound = true;
                o.AutomaticRefreshInterval = TimeSpan.FromMinutes(10);
                o.RefreshInterval = TimeSpan.FromSeconds(2);
                o.TokenValidationParameters = Parameters(configuration, builder.Environment);
                o.Events = new JwtBearerEvents
                {
                    OnMessageReceived = cache.Look,
                    OnTokenValidated = c => Accept(c, configuration["Auth:SubjectClaim"] ?? SubjectClaim, cache),
                    OnAuthenticationFailed = Unjudged,
                };
            });
        // By default the library accepts a key for an hour after its authority withdrew it.
        builder.Services.PostConfigure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, o =>
        {
            if (o.ConfigurationManager is BaseConfigurationManager manager)
                manager.UseLastKnownGoodConfiguration = false;
        });
        return builder;
    }

    static TokenValidationParameters Parameters(IConfiguration configuration, IHostEnvironment environment)
    {
        var parameters = new TokenValidationParameters
        {
            ValidAudience = AudienceOf(configuration),
            ClockSkew = TimeSpan.FromSeconds(10),
            ValidAlgorithms = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"],
            NameClaimType = SubjectClaim,
        };
        if (environment.IsDevelopment() && configuration["Auth:DevelopmentKey"] is { Length: > 0 } key)
        {
            parameters.ValidAlgorithms = [.. parameters.ValidAlgorithms, "HS256"];
            parameters.ValidIssuers = [DevelopmentIssuer, TrialIssuer];
            parameters.IssuerSigningKeys = [DevelopmentSigningKey(key)];
        }
        return parameters;
    }

    /// <summary>A token for a subject, as POST /dev/token gives it. Development only.</summary>
    /// <param name="key">Auth:DevelopmentKey, base64.</param>
    /// <param name="subject">The person's or client's id.</param>
    /// <param name="now">The authority's time.</param>
    /// <param name="lifetime">How long it is valid.</param>
    public static string IssueDevelopmentToken(string key, Guid subject, DateTimeOffset now, TimeSpan lifetime) =>
        new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = DevelopmentIssuer,
                Audience = DefaultAudience,
                IssuedAt = now.UtcDateTime,
                NotBefore = now.UtcDateTime,
                Expires = (now + lifetime).UtcDateTime,
                Claims = new Dictionary<string, object>
                {
                    [SubjectClaim] = subject.ToString(),
                    ["jti"] = Guid.CreateVersion7(now).ToString(),
                },
                SigningCredentials = new(DevelopmentSigningKey(key), SecurityAlgorithms.HmacSha256),
            }
        );

    /// <summary>The key that signs tokens of Development.</summary>
    /// <param name="key">Auth:DevelopmentKey, base64.</param>
    public static SymmetricSecurityKey DevelopmentSigningKey(string key) =>
        new(Convert.FromBase64String(key)) { KeyId = "development" };

    /// <summary>The audience that a token must name.</summary>
    public static string AudienceOf(IConfiguration configuration) => configuration["Auth:Audience"] ?? DefaultAudience;

    /// <summary>
    /// If the authority has never answered, the token cannot be checked: answer that the caller should try again.
    /// </summary>
    static async Task Unjudged(AuthenticationFailedContext context)
    {
        if (context.Options.ConfigurationManager is not { } authority || context.Exception is ProblemException)
            return;
        try
        {
            await authority.GetConfigurationAsync(context.HttpContext.RequestAborted);
        }
        catch (Exception e) when (IsAuthorityAway(e))
        {
            throw new ProblemException(PlatformProblems.Unavailable) { RetryAfter = 2 };
        }
    }

    /// <summary>Whether the exception says that the authority's metadata cannot be read.</summary>
    public static bool IsAuthorityAway(Exception e) =>
        e is InvalidOperationException or IOException or HttpRequestException;

    static Task Accept(TokenValidatedContext context, string claim, TokenCache cache)
    {
        var token = (JsonWebToken)context.SecurityToken;
        if (!Guid.TryParse(context.Principal!.FindFirst(claim)?.Value, out var subject))
        {
            context.Fail("The subject is not a person id.");
            return Task.CompletedTask;
        }
        context.Principal = new ClaimsPrincipal(
            new ClaimsIdentity(
                [new Claim(SubjectClaim, subject.ToString())],
                JwtBearerDefaults.AuthenticationScheme,
                SubjectClaim,
                null
            )
        );
        cache.Keep(token, context.Principal);
        return Task.CompletedTask;
    }
}

/// <summary>
/// Caches validated tokens for at most a minute, never past their expiry, so that a token's signature is not checked at
/// every request.
/// </summary>
public sealed class TokenCache
{
    const int Most = 20_000;
    const string Scheme = "Bearer ";
    static readonly TimeSpan Kept = TimeSpan.FromSeconds(60);
    readonly ConcurrentDictionary<string, (ClaimsPrincipal Principal, long Until)> _known = new(new BySignature());
    readonly ConcurrentDictionary<string, (ClaimsPrincipal Principal, long Until)>.AlternateLookup<
        ReadOnlySpan<char>
    > _bySpan;

    public TokenCache() => _bySpan = _known.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>
    /// The principal of an Authorization header's token; null when it is not in the cache and must be validated.
    /// </summary>
    public ClaimsPrincipal? Find(ReadOnlySpan<char> authorization)
    {
        if (
            !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || !_bySpan.TryGetValue(authorization[Scheme.Length..], out var entry)
        )
            return null;
        if (entry.Until > Environment.TickCount64)
            return entry.Principal;
        _bySpan.TryRemove(authorization[Scheme.Length..], out _);
        return null;
    }

    /// <summary>Empties the cache, as when a key is withdrawn.</summary>
    public void Forget() => _known.Clear();

    internal Task Look(MessageReceivedContext context)
    {
        if (Find(context.Request.Headers.Authorization.ToString()) is { } principal)
        {
            context.Principal = principal;
            context.Success();
        }
        return Task.CompletedTask;
    }

    internal void Keep(JsonWebToken token, ClaimsPrincipal principal)
    {
        if (_known.Count >= Most)
            _known.Clear();
        var left = token.ValidTo - TimeProvider.System.GetUtcNow().UtcDateTime;
        _known[token.EncodedToken] = (
            principal,
            Environment.TickCount64 + (long)Math.Min(Kept.TotalMilliseconds, left.TotalMilliseconds)
        );
    }

    /// <summary>
    /// Hashes only the last characters of a token: they are its signature and differ between tokens. Equality compares
    /// the whole token.
    /// </summary>
    sealed class BySignature : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<char>, string>
    {
        const int Hashed = 32;

        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public bool Equals(ReadOnlySpan<char> alternate, string other) => alternate.SequenceEqual(other);

        public int GetHashCode(string obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<char> alternate) =>
            string.GetHashCode(alternate[Math.Max(0, alternate.Length - Hashed)..]);

        public string Create(ReadOnlySpan<char> alternate) => alternate.ToString();
    }
}
