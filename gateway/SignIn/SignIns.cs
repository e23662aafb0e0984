using System.Collections.Concurrent;
using ServiceDefaults.Http;

namespace Gateway.SignIn;

/// <summary>
/// The access token of a signed-in browser. A replica remembers it for 30 s, so that an ended sign-in ends everywhere
/// within that time. Shortly before the token expires, one request of one replica renews it.
/// </summary>
sealed class SignIns(SignInStore store, TokenRenewal renewal, TimeProvider clock)
{
    const int Most = 20_000;
    static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);

    /// <summary>The last part of a token's life, in which it is still good and is renewed.</summary>
    static readonly TimeSpan Renewed = TimeSpan.FromSeconds(60);

    /// <summary>How often and how long a request waits for the renewal by another replica.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200),
        Patience = TimeSpan.FromSeconds(10);

    readonly ConcurrentDictionary<CookieSecret, Known> _known = new();
    readonly ConcurrentDictionary<CookieSecret, Lazy<Task<Known?>>> _asked = new();

    sealed record Known(SignInTokens Tokens, string Authorization, DateTimeOffset Until);

    /// <returns>The value of the Authorization header; null: the browser is not signed in.</returns>
    /// <exception cref="ProblemException">PLT-0018: Organizations, or the authority when the token has expired, does
    /// not answer.</exception>
    public async ValueTask<string?> AuthorizationAsync(CookieSecret secret, CancellationToken ct) =>
        (await FindAsync(secret, ct))?.Authorization;

    /// <returns>The tokens; null: the browser is not signed in.</returns>
    /// <inheritdoc cref="AuthorizationAsync" path="/exception"/>
    public async ValueTask<SignInTokens?> TokensAsync(CookieSecret secret, CancellationToken ct) =>
        (await FindAsync(secret, ct))?.Tokens;

    public async Task<CookieSecret> StartAsync(
        Guid person,
        string device,
        SignInTokens tokens,
        int hours,
        CancellationToken ct
    )
    {
        var secret = CookieSecret.New();
        await store.StartAsync(secret, person, device, tokens.Seal(secret), hours, ct);
        return secret;
    }

    public async Task EndAsync(CookieSecret secret, CancellationToken ct)
    {
        await store.EndAsync(secret, ct);
        Forget(secret);
    }

    ValueTask<Known?> FindAsync(CookieSecret secret, CancellationToken ct) =>
        _known.TryGetValue(secret, out var known) && known.Until > clock.GetUtcNow()
            ? new(known)
            : new(AskAsync(secret, ct));

    /// <summary>Asks once for all requests that wait for the same browser.</summary>
    async Task<Known?> AskAsync(CookieSecret secret, CancellationToken ct)
    {
        // The work goes on when the request that began it is gone: a refresh token is used once.
        var asked = _asked.GetOrAdd(secret, s => new(() => ReadAsync(s)));
        try
        {
            return await asked.Value.WaitAsync(ct);
        }
        finally
        {
            if (asked.Value.IsCompleted)
                _asked.TryRemove(new(secret, asked));
        }
    }

    async Task<Known?> ReadAsync(CookieSecret secret)
    {
        var begun = clock.GetTimestamp();
        while (true)
        {
            if (
                await store.FindAsync(secret, CancellationToken.None) is not { } row
                || SignInTokens.Open(row.Tokens, secret) is not { } tokens
            )
                return Forget(secret);
            var left = tokens.ExpiresAt - clock.GetUtcNow();
            if (left > Renewed)
                return Keep(secret, tokens, Remembered);
            if (tokens.Refresh is null)
                return left > TimeSpan.Zero ? Keep(secret, tokens, left) : await EndedAsync(secret);
            if (!row.Renewing && await store.ClaimRenewalAsync(secret, row.Version, CancellationToken.None))
                return await RenewAsync(secret, row.Version, tokens);
            if (left > TimeSpan.Zero)
                return Keep(secret, tokens, left < Pause ? left : Pause);
            if (clock.GetElapsedTime(begun) > Patience)
                throw new ProblemException(PlatformProblems.Unavailable) { RetryAfter = 2 };
            await Task.Delay(Pause, clock);
        }
    }

    async Task<Known?> RenewAsync(CookieSecret secret, long version, SignInTokens tokens)
    {
        var (outcome, renewed) = await renewal.AskAsync(tokens);
        switch (outcome)
        {
            case TokenRenewal.Outcome.Renewed:
                await store.RenewAsync(secret, version, renewed!.Seal(secret), CancellationToken.None);
                return Keep(secret, renewed, Remembered);
            case TokenRenewal.Outcome.Refused:
                return await EndedAsync(secret);
            default:
                return tokens.ExpiresAt > clock.GetUtcNow()
                    ? Keep(secret, tokens, Pause)
                    : throw new ProblemException(PlatformProblems.Unavailable) { RetryAfter = 2 };
        }
    }

    async Task<Known?> EndedAsync(CookieSecret secret)
    {
        await EndAsync(secret, CancellationToken.None);
        return null;
    }

    Known Keep(CookieSecret secret, SignInTokens tokens, TimeSpan time)
    {
        if (_known.Count >= Most)
            _known.Clear();
        return _known[secret] = new(tokens, "Bearer " + tokens.Access, clock.GetUtcNow() + time);
    }

    Known? Forget(CookieSecret secret)
    {
        _known.TryRemove(secret, out _);
        return null;
    }
}
