using System.Net;
using System.Text.Json;
using ServiceDefaults.Auth;
using ServiceDefaults.Http;

namespace Gateway.SignIn;

/// <summary>The signed-in browsers, in the database of Organizations.</summary>
/// <remarks>Each call throws a <see cref="ProblemException"/> (PLT-0018) when Organizations does not answer.</remarks>
sealed class SignInStore(Backends backends, GatewayKey key)
{
    const string Path = "/organizations/v1/gateway/sign-ins";
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <param name="Tokens">Sealed.</param>
    /// <param name="Version">Grows with each renewal.</param>
    /// <param name="Renewing">Another replica is about to renew the tokens.</param>
    public sealed record Row(byte[] Tokens, long Version, bool Renewing);

    sealed record Claim(bool Claimed);

    /// <returns>Null: ended, or never begun.</returns>
    public Task<Row?> FindAsync(CookieSecret secret, CancellationToken ct) =>
        AskAsync<Row>(HttpMethod.Get, $"{Path}/{secret.Hash}", null, ct);

    public Task StartAsync(
        CookieSecret secret,
        Guid person,
        string device,
        byte[] tokens,
        int hours,
        CancellationToken ct
    ) =>
        AskAsync<object>(
            HttpMethod.Post,
            Path,
            new
            {
                hash = secret.HashBytes,
                personId = person,
                device,
                tokens,
                hours,
            },
            ct
        );

    /// <returns>False: another replica renews the tokens of this version, or has done it.</returns>
    public async Task<bool> ClaimRenewalAsync(CookieSecret secret, long version, CancellationToken ct) =>
        await AskAsync<Claim>(HttpMethod.Post, $"{Path}/{secret.Hash}/claims", new { version }, ct)
            is { Claimed: true };

    public Task RenewAsync(CookieSecret secret, long version, byte[] tokens, CancellationToken ct) =>
        AskAsync<object>(HttpMethod.Put, $"{Path}/{secret.Hash}", new { version, tokens }, ct);

    public Task EndAsync(CookieSecret secret, CancellationToken ct) =>
        AskAsync<object>(HttpMethod.Delete, $"{Path}/{secret.Hash}", null, ct);

    async Task<T?> AskAsync<T>(HttpMethod method, string path, object? body, CancellationToken ct)
        where T : class
    {
        var (status, json) = await backends.AskAsync(
            method,
            "organizations",
            path,
            body is null ? null : JsonContent.Create(body),
            Patience,
            ct,
            (GatewayKey.Header, key.Text)
        );
        return status switch
        {
            HttpStatusCode.OK => json?.Deserialize<T>(JsonSerializerOptions.Web),
            HttpStatusCode.NoContent or HttpStatusCode.NotFound => null,
            _ => throw new ProblemException(PlatformProblems.Unavailable) { RetryAfter = 2 },
        };
    }
}
