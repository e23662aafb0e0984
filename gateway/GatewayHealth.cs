namespace Gateway;

/// <summary>
/// Answers for all: not ready (503) while any service is away or not ready, degraded (200) while one is. It says whether the platform can be used, not whether this process
/// should get traffic: that is /health/startup, for with one service away the others go on. Asked anew once a second at most, since it costs each service a look at its database.
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

static class GatewayHealth
{
    public static void MapGatewayHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => TypedResults.Ok(new { status = "live" }));
        app.MapGet("/health/startup", () => TypedResults.Ok(new { status = "started" }));
        app.MapGet("/health/ready", async (ReadyReport report) =>
        {
            var answer = await report.ReadyAsync();
            return TypedResults.Json(answer, statusCode: answer.Status is "ready" or "degraded" ? 200 : 503);
        });
    }
}
