using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace ServiceDefaults.Telemetry;

/// <summary>
/// Ready means: the database answers, its schema is this build's or newer, and the grants have been loaded once. A lost
/// broker, or consumers not connected to it yet, are reported as degraded with 200, since writes continue and wait in
/// the outbox. The check uses its own connection, so that an exhausted pool does not look like a lost database.
/// </summary>
sealed class HealthReport(IConfiguration configuration, Broker broker, Schema schema, EventSubscriptions subscriptions)
    : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    readonly NpgsqlDataSource _source = Database.OpenOne(configuration, "App");
    bool _grants;

    public async Task<(bool Ready, string Status, Dictionary<string, string> Checks)> ReadyAsync(CancellationToken ct)
    {
        using var quiet = Quiet.Begin();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        Dictionary<string, string> checks = [];
        try
        {
            await using var connection = await AnsweringAsync(patience.Token);
            checks["database"] = "ok";
            var there = await schema.IsThereAsync(connection, patience.Token);
            checks["schema"] = there ? "ok" : "behind: run migrate";
            _grants = there && (_grants || await GrantsAsync(connection, patience.Token));
            checks["grants"] = _grants ? "ok" : "loading";
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            checks["database"] = "away";
        }
        var state =
            !broker.Connected ? "away"
            : !broker.Consuming ? "consumers are reconnecting"
            : broker.Paused is { Count: > 0 } paused ? "messages are not sent to " + string.Join(", ", paused)
            : "ok";
        checks["broker"] = state;
        var ready = checks.Count == 4 && checks["database"] == "ok" && _grants;
        return (
            ready,
            !ready ? "not ready"
            : state == "ok" ? "ready"
            : "degraded",
            checks
        );
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>
    /// A connection from before a restart of the database fails only when it is used; then a new one is opened.
    /// </summary>
    async Task<NpgsqlConnection> AnsweringAsync(CancellationToken ct)
    {
        for (var kept = true; ; kept = false)
        {
            var connection = await _source.OpenConnectionAsync(ct);
            try
            {
                await using var question = new NpgsqlCommand("select 1", connection);
                await question.ExecuteScalarAsync(ct);
                return connection;
            }
            catch (Exception e)
            {
                await connection.DisposeAsync();
                if (!kept || e is not NpgsqlException)
                    throw;
            }
        }
    }

    async Task<bool> GrantsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var needed = subscriptions
            .Streams.Where(s =>
                s.Value == Contracts.Lane.Grants && !s.Key.StartsWith("platform.", StringComparison.Ordinal)
            )
            .Select(s => s.Key)
            .ToArray();
        await using var command = new NpgsqlCommand(
            "select count(*) from platform.subscriptions where stream = any ($1) and loaded_at is not null",
            connection
        )
        {
            Parameters = { new() { Value = needed } },
        };
        return (long)(await command.ExecuteScalarAsync(ct))! == needed.Length;
    }
}

static class Health
{
    /// <summary>
    /// /health/live: the process runs. /health/startup: the schema is there. /health/ready: see <see
    /// cref="HealthReport"/>. Probes are excluded from request metrics: a pod that waits for its schema would look like
    /// a fault, and many fast answers would hide slow ones.
    /// </summary>
    public static void MapHealth(this WebApplication app)
    {
        var stopping = app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var health = app.MapGroup("/health")
            .DisableHttpMetrics()
            .ExcludeFromDescription()
            .WithMetadata(HouseRoute.Instance);
        health.MapGet("/live", () => TypedResults.Ok(new { status = "live" }));
        health.MapGet("/ready", async (HealthReport report, CancellationToken ct) =>
        {
            var (ready, status, checks) = await report.ReadyAsync(ct);
            if (stopping.IsCancellationRequested)
                (ready, status) = (false, "stopping");
            return TypedResults.Json(new { status, checks }, statusCode: ready ? 200 : 503);
        });
        health.MapGet("/startup", async (HealthReport report, CancellationToken ct) =>
        {
            var (_, _, checks) = await report.ReadyAsync(ct);
            return TypedResults.Json(
                new { status = checks.GetValueOrDefault("schema") == "ok" ? "started" : "starting", checks },
                statusCode: checks.GetValueOrDefault("schema") == "ok" ? 200 : 503
            );
        });
    }

    /// <summary>
    /// Development only: POST /dev/clock { "offsetSeconds": n } moves the service's clock, and that of its replicas.
    /// </summary>
    public static void MapDevelopmentClock(this WebApplication app) =>
        app.MapPost("/dev/clock", async (ClockMove move, MovableClock clock, CancellationToken ct) =>
            {
                await clock.MoveAsync(TimeSpan.FromSeconds(move.OffsetSeconds), ct);
                return TypedResults.Ok(new { now = clock.GetUtcNow() });
            })
            .ExcludeFromDescription()
            .WithMetadata(HouseRoute.Instance);

    /// <summary>Offset from the real clock, in seconds.</summary>
    public sealed record ClockMove(double OffsetSeconds);
}
