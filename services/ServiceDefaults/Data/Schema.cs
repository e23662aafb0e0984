using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using ServiceDefaults.Messaging;

namespace ServiceDefaults.Data;

/// <summary>
/// Whether the database has this build's schema, or a newer one. Probes keep requests from a process that is ahead of
/// its database, and this keeps its workers from timers, imports and events, which on the old schema would fail and be
/// parked.
/// </summary>
public sealed class Schema(NpgsqlDataSource source, EventSubscriptions subscriptions, ILogger<Schema>? log = null)
    : BackgroundService
{
    readonly string[] _needed =
    [
        .. SqlText.Functions(subscriptions.Program).Select(f => f.Id),
        .. SqlText.Migrations(subscriptions.Program).Select(m => m.Id),
    ];
    readonly TaskCompletionSource _there = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the schema has been seen.</summary>
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
                            + "them {Migration}: is `migrate` of this very build running?",
                        _needed[^1]
                    );
                said = true;
            }
            catch (Exception)
            {
                // Readiness says that the database is away. A server that is just being set up can make the driver throw
                // anything; it must not end the process.
            }
            await Task.Delay(500, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks each time: a server may come back without what it had.</summary>
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

/// <summary>What works in the background, from the moment the schema is there.</summary>
public abstract class Worker(Schema schema) : BackgroundService
{
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.There.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stoppingToken.IsCancellationRequested)
            await WorkAsync(stoppingToken);
    }

    protected abstract Task WorkAsync(CancellationToken ct);
}
