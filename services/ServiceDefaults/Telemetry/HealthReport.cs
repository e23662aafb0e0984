using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace ServiceDefaults.Telemetry;

/// <summary>
/// Ready means: the database answers, its schema is this build's or newer, and the grants have been loaded once. A lost broker is told as degraded and answers 200,
/// for writes go on and wait in the outbox.
/// </summary>
public sealed class HealthReport(NpgsqlDataSource source, Broker broker, EventSubscriptions subscriptions)
{
    bool _schema, _grants;

    public async Task<(bool Ready, string Status, Dictionary<string, string> Checks)> ReadyAsync(CancellationToken ct)
    {
        using var quiet = Quiet.Begin();
        Dictionary<string, string> checks = [];
        try
        {
            await using var connection = await source.OpenConnectionAsync(ct);
            checks["database"] = "ok";
            if (!_schema) _schema = await SchemaAsync(connection, ct);
            checks["schema"] = _schema ? "ok" : "behind: run migrate";
            if (_schema && !_grants) _grants = await GrantsAsync(connection, ct);
            checks["grants"] = _grants ? "ok" : "loading";
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException) { checks["database"] = "away"; }
        checks["broker"] = broker.Connected ? "ok" : "away";
        var ready = checks["database"] == "ok" && _schema && _grants;
        return (ready, !ready ? "not ready" : broker.Connected ? "ready" : "degraded", checks);
    }

    async Task<bool> SchemaAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select coalesce(array_agg(id), '{}') from public.migrations", connection);
        try
        {
            var applied = (string[])(await command.ExecuteScalarAsync(ct))!;
            return Migrator.Files(subscriptions.Program).All(f => applied.Contains(f.Id));
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InsufficientPrivilege) { return false; }
    }

    async Task<bool> GrantsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var needed = subscriptions.Streams.Where(s => s.Value == Contracts.Lane.Grants && !s.Key.StartsWith("platform.", StringComparison.Ordinal)).Select(s => s.Key).ToArray();
        await using var command = new NpgsqlCommand("select count(*) from platform.subscriptions where stream = any ($1) and loaded_at is not null", connection) { Parameters = { new() { Value = needed } } };
        return (long)(await command.ExecuteScalarAsync(ct))! == needed.Length;
    }
}

public static class Health
{
    /// <summary>/health/live: the process runs. /health/startup: the schema is there. /health/ready: see <see cref="HealthReport"/>.</summary>
    public static void MapHealth(this WebApplication app)
    {
        var stopping = app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        app.MapGet("/health/live", () => TypedResults.Ok(new { status = "live" })).ExcludeFromDescription().WithMetadata(HouseRoute.Instance);
        app.MapGet("/health/ready", async (HealthReport report, CancellationToken ct) =>
        {
            var (ready, status, checks) = await report.ReadyAsync(ct);
            if (stopping.IsCancellationRequested) (ready, status) = (false, "stopping");
            return TypedResults.Json(new { status, checks }, statusCode: ready ? 200 : 503);
        }).ExcludeFromDescription().WithMetadata(HouseRoute.Instance);
        app.MapGet("/health/startup", async (HealthReport report, CancellationToken ct) =>
        {
            var (_, _, checks) = await report.ReadyAsync(ct);
            return TypedResults.Json(new { status = checks.GetValueOrDefault("schema") == "ok" ? "started" : "starting", checks }, statusCode: checks.GetValueOrDefault("schema") == "ok" ? 200 : 503);
        }).ExcludeFromDescription().WithMetadata(HouseRoute.Instance);
    }

    /// <summary>Development only: POST /dev/clock { "offsetSeconds": n } moves the service's clock, and that of its replicas.</summary>
    public static void MapDevelopmentClock(this WebApplication app) =>
        app.MapPost("/dev/clock", async (ClockMove move, MovableClock clock, CancellationToken ct) =>
        {
            await clock.MoveAsync(TimeSpan.FromSeconds(move.OffsetSeconds), ct);
            return TypedResults.Ok(new { now = clock.GetUtcNow() });
        }).ExcludeFromDescription().WithMetadata(HouseRoute.Instance);

    /// <summary>How far the clock stands ahead of the real one, in seconds.</summary>
    public sealed record ClockMove(double OffsetSeconds);
}
