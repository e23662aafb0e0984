using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using ServiceDefaults.Messaging;

namespace ServiceDefaults.Data;

/// <summary>A kind of timer.</summary>
/// <param name="name">Its name in the table of timers; unique in the service.</param>
public abstract class TimerKind(string name)
{
    internal string Name => name;

    internal abstract Task Fire(string payload, Session session, CancellationToken ct);
}

/// <summary>A kind of timer, with its payload.</summary>
/// <typeparam name="T">The payload; stored as JSON.</typeparam>
/// <param name="handle">The effect. It runs in the transaction that deletes the timer, so it takes place once.</param>
public sealed class TimerKind<T>(string name, Func<T, Session, CancellationToken, Task> handle) : TimerKind(name)
{
    internal override Task Fire(string payload, Session session, CancellationToken ct) =>
        handle(JsonSerializer.Deserialize<T>(payload, Wire.Json)!, session, ct);
}

/// <summary>The kinds of timers of this service, by name.</summary>
sealed class TimerRegistry(IEnumerable<TimerKind> kinds)
{
    readonly Dictionary<string, TimerKind> _kinds = kinds.ToDictionary(k => k.Name);

    public IReadOnlyCollection<string> Names => _kinds.Keys;

    internal TimerKind Of(string name) => _kinds[name];
}

public static class Timers
{
    /// <summary>Declares the kinds of timers of the service.</summary>
    public static WebApplicationBuilder AddTimers(this WebApplicationBuilder builder, params TimerKind[] kinds)
    {
        foreach (var kind in kinds)
            builder.Services.AddSingleton(kind);
        return builder;
    }

    /// <summary>
    /// Schedules a timer that fires once at or after the time, also after a crash and with several replicas. A second
    /// call with the same kind and key changes time and payload.
    /// </summary>
    public static Task Schedule<T>(
        this Session session,
        TimerKind<T> kind,
        string key,
        DateTimeOffset due,
        T payload,
        CancellationToken ct
    ) =>
        session.Execute(
            """
            insert into platform.timers (id, kind, key, due_at, payload) values (@id, @kind, @key, @due, @payload)
            on conflict (kind, key)
                do update set due_at = excluded.due_at, payload = excluded.payload, failures = 0, error = null,
                    parked_at = null
            """,
            new
            {
                id = Guid.CreateVersion7(session.Now),
                kind = kind.Name,
                key,
                due,
                payload = JsonSerializer.Serialize(payload, Wire.Json),
            },
            ct
        );

    /// <summary>Deletes the timer if it has not fired.</summary>
    public static Task Unschedule(this Session session, TimerKind kind, string key, CancellationToken ct) =>
        session.Execute(
            "delete from platform.timers where kind = @kind and key = @key",
            new { kind = kind.Name, key },
            ct
        );
}

/// <summary>
/// Fires the timers that are due, each in its own transaction. A timer that fails five times is parked; others are not
/// affected.
/// </summary>
sealed class TimerWorker(
    NpgsqlDataSource source,
    SessionFactory sessions,
    TimerRegistry registry,
    TimeProvider clock,
    Schema schema,
    ILogger<TimerWorker> log
) : Worker(schema)
{
    const int Attempts = 5;
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    protected override async Task WorkAsync(CancellationToken ct)
    {
        if (registry.Names.Count == 0)
            return;
        while (!ct.IsCancellationRequested)
        {
            var fired = false;
            try
            {
                fired = await IsDueAsync(ct) && await FireNextAsync(ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                log.LogWarning("timers wait: {Error}", e.Brief());
            }
            if (!fired)
                await Task.Delay(Look, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Checks without a transaction, because mostly nothing is due.</summary>
    async Task<bool> IsDueAsync(CancellationToken ct)
    {
        using var _ = Telemetry.Quiet.Begin();
        await using var command = source.CreateCommand(
            "select exists (select from platform.timers where due_at <= $1 and parked_at is null and kind = any ($2))"
        );
        command.Parameters.AddWithValue(clock.GetUtcNow());
        command.Parameters.AddWithValue(registry.Names.ToArray());
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    internal async Task<bool> FireNextAsync(CancellationToken ct)
    {
        Session session;
        Due? due;
        using (Telemetry.Quiet.Begin())
        {
            session = await sessions.SystemAsync("timer", ct, Work.Timer);
            due = await session.Find<Due>(
                """
                select id, kind, key, payload
                from platform.timers
                where due_at <= @now and parked_at is null and kind = any (@kinds)
                order by due_at
                for update skip locked
                limit 1
                """,
                new { now = session.Now, kinds = registry.Names.ToArray() },
                ct
            );
        }
        await using var _ = session;
        if (due is null)
            return false;
        try
        {
            await session.Execute("delete from platform.timers where id = @Id", new { due.Id }, ct);
            await registry.Of(due.Kind).Fire(due.Payload, session, ct);
            await session.Commit(ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is not NpgsqlException { IsTransient: true })
        {
            log.LogError("timer {Kind} failed: {Error}", due.Kind, e.GetType().Name);
            await session.Rollback();
            await session.EnterAsSystem(ct);
            await session.Execute(
                """
                update platform.timers
                set failures = failures + 1, error = @error, due_at = @retry,
                    parked_at = case when failures + 1 >= @Attempts then @now end
                where id = @Id
                """,
                new
                {
                    due.Id,
                    error = e.GetType().Name,
                    retry = session.Now.AddSeconds(5),
                    now = session.Now,
                    Attempts,
                },
                ct
            );
            await session.Commit(ct);
        }
        return true;
    }

    sealed record Due(Guid Id, string Kind, string Key, string Payload);
}
