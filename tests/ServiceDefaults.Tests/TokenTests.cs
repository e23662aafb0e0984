using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceDefaults.Auth;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>A token identifies the caller; a wrong token signs no caller in.</summary>
public sealed class TokenTests(ToyFixture toys)
{
    static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    readonly Guid _subject = Guid.CreateVersion7();

    async Task<Answer> With(string token)
    {
        await toys.Service.Grant(_subject, ToyService.Keeper, "a");
        return await new Client(toys.Service.Http, TestService.DevelopmentKey, null) { Token = token }.Get(
            "/toys/v1/staff"
        );
    }

    string Forge(
        string? issuer = null,
        string? audience = null,
        string? key = null,
        string? subject = null,
        DateTimeOffset? from = null,
        DateTimeOffset? to = null
    ) =>
        new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = issuer ?? Tokens.DevelopmentIssuer,
                Audience = audience ?? "platform",
                NotBefore = (from ?? Now.AddMinutes(-1)).UtcDateTime,
                Expires = (to ?? Now.AddMinutes(5)).UtcDateTime,
                Claims = new Dictionary<string, object> { ["sub"] = subject ?? _subject.ToString() },
                SigningCredentials = new(
                    new SymmetricSecurityKey(Convert.FromBase64String(key ?? TestService.DevelopmentKey))
                    {
                        KeyId = "development",
                    },
                    SecurityAlgorithms.HmacSha256
                ),
            }
        );

    [Fact]
    public async Task A_development_token_signs_its_subject_in()
    {
        (
            await With(Tokens.IssueDevelopmentToken(TestService.DevelopmentKey, _subject, Now, TimeSpan.FromMinutes(5)))
        ).Expect(200);
        (await With(Forge())).Expect(200);
    }

    [Fact]
    public async Task A_token_that_has_expired_or_is_not_yet_valid_signs_nobody_in()
    {
        (
            await With(
                Tokens.IssueDevelopmentToken(
                    TestService.DevelopmentKey,
                    _subject,
                    Now.AddHours(-1),
                    TimeSpan.FromMinutes(59)
                )
            )
        ).Expect(401);
        (await With(Forge(from: Now.AddMinutes(2)))).Expect(401);
    }

    [Fact]
    public async Task A_token_of_another_issuer_or_for_another_audience_signs_nobody_in()
    {
        (await With(Forge(issuer: "https://elsewhere.example"))).Expect(401);
        (await With(Forge(audience: "another platform"))).Expect(401);
    }

    [Fact]
    public async Task A_token_signed_with_another_key_or_altered_or_unsigned_signs_nobody_in()
    {
        (await With(Forge(key: TestService.RandomKey()))).Expect(401);
        var parts = Forge().Split('.');
        var body = Base64UrlEncoder
            .Decode(parts[1])
            .Replace(_subject.ToString(), Guid.CreateVersion7().ToString(), StringComparison.Ordinal);
        (await With($"{parts[0]}.{Base64UrlEncoder.Encode(body)}.{parts[2]}")).Expect(401);
        foreach (var algorithm in new[] { "none", "None", "NONE" })
            (await With($"{Base64UrlEncoder.Encode($$"""{"alg":"{{algorithm}}","typ":"JWT"}""")}.{parts[1]}.")).Expect(
                401
            );
    }

    [Fact]
    public async Task A_token_whose_subject_is_no_persons_id_signs_nobody_in() =>
        (await With(Forge(subject: "alice"))).Expect(401);

    [Fact]
    public async Task A_token_that_was_accepted_is_refused_once_it_has_expired()
    {
        var token = Forge(to: TimeProvider.System.GetUtcNow().AddSeconds(-8));
        // Within the tolerated ten seconds of skew it is still valid.
        (await With(token)).Expect(200);
        await Eventually.True(async () => (await With(token)).Status == 401, "expired");
    }

    [Fact]
    public async Task Tokens_of_an_authority_are_checked_with_its_keys_through_a_rotation()
    {
        using RSA first = RSA.Create(2048),
            second = RSA.Create(2048),
            strange = RSA.Create(2048);
        await using var authority = await Authority.StartAsync();
        authority.Keys = [("one", first)];
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync(
            ToyService.Setup with
            {
                Settings = new Dictionary<string, string?>
                {
                    ["Auth:Authority"] = authority.Address,
                    ["Auth:DevelopmentKey"] = "",
                },
            }
        );
        await service.Grant(_subject, ToyService.Keeper, "a");
        Task<Answer> Call(string kid, RSA key, string? issuer = null) =>
            new Client(service.Http, TestService.DevelopmentKey, null)
            {
                Token = authority.Issue(kid, key, _subject, issuer),
            }.Get("/toys/v1/staff");

        (await Call("one", first)).Expect(200);
        (await Call("one", strange)).Expect(401);
        (await Call("one", first, "https://elsewhere.example")).Expect(401);
        (await With(service, Forge())).Expect(401);

        authority.Keys = [("one", first), ("two", second)];
        await Eventually.True(async () => (await Call("two", second)).Status == 200, "the new key is fetched");
        (await Call("one", first)).Expect(200);
        (await Call("three", strange)).Expect(401);
    }

    static Task<Answer> With(TestService service, string token) =>
        new Client(service.Http, TestService.DevelopmentKey, null) { Token = token }.Get("/toys/v1/staff");

    /// <summary>
    /// The part of an OpenID Connect provider that a resource server uses: discovery document and keys.
    /// </summary>
    sealed class Authority(WebApplication app) : IAsyncDisposable
    {
        public IReadOnlyList<(string Kid, RSA Key)> Keys { get; set; } = [];
        public string Address => app.Urls.First();

        public static async Task<Authority> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Configuration.AddInMemoryCollection(
                new Dictionary<string, string?> { ["urls"] = "http://127.0.0.1:0" }
            );
            var app = builder.Build();
            var authority = new Authority(app);
            app.MapGet("/.well-known/openid-configuration", () =>
                Results.Json(new { issuer = authority.Address, jwks_uri = authority.Address + "/keys" })
            );
            app.MapGet("/keys", () => Results.Json(
                    new
                    {
                        keys = authority.Keys.Select(k =>
                            k.Key.ExportParameters(false) is var p
                                ? new
                                {
                                    kty = "RSA",
                                    use = "sig",
                                    alg = "RS256",
                                    kid = k.Kid,
                                    n = Base64UrlEncoder.Encode(p.Modulus),
                                    e = Base64UrlEncoder.Encode(p.Exponent),
                                }
                                : null
                        ),
                    }
                ));
            await app.StartAsync();
            return authority;
        }

        public string Issue(string kid, RSA key, Guid subject, string? issuer) =>
            new JsonWebTokenHandler().CreateToken(
                new SecurityTokenDescriptor
                {
                    Issuer = issuer ?? Address,
                    Audience = "platform",
                    Expires = TimeProvider.System.GetUtcNow().AddMinutes(5).UtcDateTime,
                    NotBefore = TimeProvider.System.GetUtcNow().AddMinutes(-1).UtcDateTime,
                    Claims = new Dictionary<string, object>
                    {
                        ["sub"] = subject.ToString(),
                        ["jti"] = Guid.NewGuid().ToString(),
                    },
                    SigningCredentials = new(
                        new RsaSecurityKey(key)
                        {
                            KeyId = kid,
                            CryptoProviderFactory = new() { CacheSignatureProviders = false },
                        },
                        SecurityAlgorithms.RsaSha256
                    ),
                }
            );

        public async ValueTask DisposeAsync() => await app.DisposeAsync();
    }

    [Fact]
    public void A_development_token_has_the_subject_and_no_rights()
    {
        var payload = JsonDocument
            .Parse(
                Encoding.UTF8.GetString(
                    Base64UrlEncoder.DecodeBytes(
                        Tokens
                            .IssueDevelopmentToken(TestService.DevelopmentKey, _subject, Now, TimeSpan.FromMinutes(1))
                            .Split('.')[1]
                    )
                )
            )
            .RootElement;
        Assert.Equal(
            ["aud", "exp", "iat", "iss", "jti", "nbf", "sub"],
            payload.EnumerateObject().Select(p => p.Name).Order()
        );
    }
}
