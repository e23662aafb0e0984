using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using ServiceDefaults.Messaging;

namespace ServiceDefaults.Data;

/// <summary>
/// Waits until the database has this build's schema or a newer one. Until then probes keep requests away, and workers
/// start no timers, imports or consumers, which would fail on the old schema and be parked.
/// </summary>
sealed class Schema(NpgsqlDataSource source, EventSubscriptions subscriptions, ILogger<Schema>? log = null)
    : BackgroundService
{
    readonly string[] _needed =
    [
        .. SqlText.Functions(subscriptions.Program).Select(f => f.Id),
        .. SqlText.Migrations(subscriptions.Program).Select(m => m.Id),
    ];
    readonly TaskCompletionSource _there = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the schema has been found.</summary>
    internal Task There => _there.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var quiet = Telemetry.Quiet.Begin();
        var said = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(stoppingToken);
                if (await IsThereAsync(connection, stoppingToken))
                    return;
                if (!said)
                    log?.LogWarning(
                        "waits for migrations of this build that its database does not have, the last of "
                            + "them {Migration}: is `migrate` of this build running?",
                        _needed[^1]
                    );
                said = true;
            }
            catch (Exception)
            {
                // Readiness reports an unreachable database. While a server is being set up, the driver can throw any
                // exception; it must not end the process.
            }
            await Task.Delay(500, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Queries the database each time: a server may come back empty.</summary>
    internal async Task<bool> IsThereAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select coalesce(array_agg(id), '{}') from public.migrations",
            connection
        );
        try
        {
            var applied = (string[])(await command.ExecuteScalarAsync(ct))!;
            if (_needed.Except(applied).Any())
                return false;
        }
        catch (PostgresException e)
            when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InsufficientPrivilege)
        {
            return false;
        }
        _there.TrySetResult();
        return true;
    }
}

/// <summary>A background service that starts once the schema is there.</summary>
abstract class Worker(Schema schema) : BackgroundService
{
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.There.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stoppingToken.IsCancellationRequested)
            await WorkAsync(stoppingToken);
    }

    protected abstract Task WorkAsync(CancellationToken ct);
}
