using System.Diagnostics.Metrics;
using Dapper;
using Npgsql;
using ServiceDefaults.Data;

namespace ServiceDefaults.Messaging;

/// <summary>
/// Metrics of waiting work (meter Platform.Messaging): platform.outbox.waiting and platform.outbox.age, number of
/// events not yet confirmed by the broker and age of the oldest in seconds; platform.events.parked, events that an
/// operator must handle; platform.audit.age and platform.audit.head, longest wait of an audit row for its number in
/// seconds, and the last number. Every replica reports the same values, and none while the database is unreachable.
/// Only the replica that sends reports platform.streams.held, paused streams and queues, and platform.broker.emptied,
/// how often the broker had lost its messages.
/// </summary>
sealed class Backlog : Worker
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    const string Count = """
        select (select count(*) from (select from platform.outbox limit 1000000) o) as waiting,
            (
                   select count(*) from platform.waiting where parked_at is not null
               ) + (select count(*) from platform.parked_out) as parked,
               (
                   select e.occurred_at
                   from platform.outbox o
                   join platform.events e on e.position = o.event_position
                   order by o.id
                   limit 1
               ) as oldest,
               a.head as audit_head, a.oldest as audit_oldest
        from platform.audit_state() a
        """;

    readonly NpgsqlDataSource _source;
    readonly TimeProvider _clock;
    Found? _found;

    public Backlog(NpgsqlDataSource source, IMeterFactory meters, Broker broker, TimeProvider clock, Schema schema)
        : base(schema)
    {
        (_source, _clock) = (source, clock);
        var meter = meters.Create("Platform.Messaging");
        meter.CreateObservableGauge(
            "platform.outbox.waiting",
            () => Show(f => f.Waiting),
            "{event}",
            "Events committed but not yet confirmed by the broker"
        );
        meter.CreateObservableGauge(
            "platform.events.parked",
            () => Show(f => f.Parked),
            "{event}",
            "Events that could not be sent or applied and need an operator"
        );
        meter.CreateObservableGauge(
            "platform.outbox.age",
            () => Show(f => Age(f.Oldest)),
            "s",
            "Age of the oldest event waiting to be sent"
        );
        meter.CreateObservableGauge(
            "platform.audit.age",
            () => Show(f => Age(f.AuditOldest)),
            "s",
            "Age of the oldest audit row waiting to be chained"
        );
        meter.CreateObservableGauge(
            "platform.audit.head",
            () => Show(f => f.AuditHead ?? 0),
            "{row}",
            "Number of the last chained audit row"
        );
        meter.CreateObservableGauge(
            "platform.streams.held",
            () => broker.Paused.Count,
            "{stream}",
            "Paused streams and queues: messages would not reach a follower"
        );
        meter.CreateObservableCounter(
            "platform.broker.emptied",
            () => broker.TimesEmptied,
            "{time}",
            "How often the broker was found to have lost its messages"
        );
    }

    protected override async Task WorkAsync(CancellationToken ct)
    {
        using var quiet = Telemetry.Quiet.Begin();
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await LookAsync(ct);
            }
            catch (Exception) when (!ct.IsCancellationRequested)
            {
                _found = null;
            }
            await Task.Delay(Every, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal async Task LookAsync(CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        _found = await connection.QuerySingleAsync<Found>(new CommandDefinition(Count, cancellationToken: ct));
    }

    IEnumerable<Measurement<T>> Show<T>(Func<Found, T> figure)
        where T : struct => _found is { } found ? [new(figure(found))] : [];

    double Age(DateTimeOffset? since) =>
        since is { } begun ? Math.Max(0, (_clock.GetUtcNow() - begun).TotalSeconds) : 0;

    sealed record Found(
        long Waiting,
        long Parked,
        DateTimeOffset? Oldest,
        long? AuditHead,
        DateTimeOffset? AuditOldest
    );
}
