using System.Collections.Concurrent;

namespace Gateway;

/// <summary>
/// Readiness of the whole platform: 503 while any service is unreachable or not ready, degraded (200) while one is
/// degraded. It reports whether the platform can be used; <see cref="Reach"/> decides whether this process gets
/// traffic, since other services still work when one is lost. Cached for a second, because each service queries its
/// database.
/// </summary>
sealed class ReadyReport(Backends backends, TimeProvider time, IHostApplicationLifetime lifetime)
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1),
        Patience = TimeSpan.FromSeconds(1.5);
    readonly Lock _lock = new();
    long _askedAt;
    Task<Answer>? _last;

    public sealed record Answer(string Status, IReadOnlyDictionary<string, string> Checks);

    public Task<Answer> ReadyAsync()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return Task.FromResult(new Answer("stopping", new Dictionary<string, string> { ["gateway"] = "stopping" }));
        lock (_lock)
        {
            if (_last is null || time.GetElapsedTime(_askedAt) > Fresh)
                (_askedAt, _last) = (time.GetTimestamp(), AskAsync());
            return _last;
        }
    }

    async Task<Answer> AskAsync()
    {
        var answers = await backends.AskAllAsync(
            HttpMethod.Get,
            "/health/ready",
            null,
            Patience,
            CancellationToken.None
        );
        var checks = new Dictionary<string, string> { ["gateway"] = "ok" };
        foreach (var (service, status, body) in answers)
            checks[service] =
                status is null ? "away"
                : body is { } b && b.TryGetProperty("status", out var text) ? text.GetString()!
                : $"answers {(int)status}";
        return new(
            checks.Values.All(c => c is "ok" or "ready") ? "ready"
                : checks.Values.All(c => c is "ok" or "ready" or "degraded") ? "degraded"
                : "not ready",
            checks
        );
    }
}

/// <summary>
/// Whether this process should get traffic: once it has reached every service, because DNS, routes and network policies
/// of a new pod come a moment later. For lost services it waits half a minute, if it reaches at least one. It stays
/// true: a service lost later is lost for all gateways, and their answer is better than none.
/// </summary>
sealed class Reach(Backends backends, TimeProvider time, IConfiguration configuration)
{
    static readonly TimeSpan OneQuestion = TimeSpan.FromSeconds(1);
    readonly TimeSpan _patience = configuration.GetValue("Forwarding:ReachWithin", TimeSpan.FromSeconds(30));
    readonly ConcurrentDictionary<string, bool> _reached = [];
    readonly long _began = time.GetTimestamp();
    volatile bool _done;

    public async Task<bool> ReachedAsync()
    {
        if (_done)
            return true;
        foreach (
            var (service, status, _) in await backends.AskAllAsync(
                HttpMethod.Get,
                "/health/live",
                null,
                OneQuestion,
                CancellationToken.None
            )
        )
            if (status is not null)
                _reached[service] = true;
        _done = _reached.Count == Backends.All.Count || (!_reached.IsEmpty && time.GetElapsedTime(_began) >= _patience);
        return _done;
    }

    public IEnumerable<string> Missing => Backends.All.Select(s => s.Name).Except(_reached.Keys);
}

static class GatewayHealth
{
    /// <summary>Probes are excluded from request metrics.</summary>
    public static void MapGatewayHealth(this WebApplication app)
    {
        var health = app.MapGroup("/health").DisableHttpMetrics();
        health.MapGet("/live", () => TypedResults.Ok(new { status = "live" }));
        health.MapGet("/startup", () => TypedResults.Ok(new { status = "started" }));
        health.MapGet("/reached", async (Reach reach) =>
            await reach.ReachedAsync()
                ? TypedResults.Json(new { status = "reached", missing = reach.Missing })
                : TypedResults.Json(new { status = "reaching", missing = reach.Missing }, statusCode: 503)
        );
        health.MapGet("/ready", async (ReadyReport report) =>
        {
            var answer = await report.ReadyAsync();
            return TypedResults.Json(answer, statusCode: answer.Status is "ready" or "degraded" ? 200 : 503);
        });
    }
}
