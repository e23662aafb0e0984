using Contracts;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using ServiceDefaults.Data;

namespace ServiceDefaults.Messaging;

/// <summary>
/// Sends what was committed, in order, one lane after its own pace. One relay a lane sends at a time (a session advisory lock, no open transaction); a row leaves the outbox
/// only when the broker has confirmed it, so a kill in between sends it again under the same event id. Whatever cannot be sent by itself is parked and holds its aggregate.
/// </summary>
sealed class Relay(NpgsqlDataSource source, Broker broker, TimeProvider clock, Schema schema, ILogger<Relay> log)
    : Worker(schema)
{
    internal const int Window = 2_000;
    const int Attempts = 3;

    /// <summary>A page of a large event is hundreds of times a usual one; this much of them is read at a time, and at least one.</summary>
    internal const int WindowBytes = 4 << 20;

    const string Next = """
        select id, event_id, stream, type, aggregate_id, seq, body, traceparent, occurred_at, destination from (
            select o.id, e.id as event_id, e.stream, e.type, o.aggregate_id, e.seq, e.body, e.traceparent, e.occurred_at, o.destination,
                   sum(octet_length(e.body)) over (order by o.id rows between unbounded preceding and 1 preceding) as before
            from platform.outbox o join platform.events e on e.position = o.event_position
            where o.lane = $1 and o.id > $2 and not exists (select from platform.parked_out p where p.aggregate_id = o.aggregate_id) order by o.id limit $3) w
        where coalesce(before, 0) < $4 order by id
        """;

    protected override Task WorkAsync(CancellationToken ct) =>
        Task.WhenAll(Enum.GetValues<Lane>().Select(lane => Task.Run(() => KeepSendingAsync(lane, ct), ct)));

    async Task KeepSendingAsync(Lane lane, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                using var _ = Telemetry.Quiet.Begin();
                await SendWhileLeadingAsync(lane, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                if (lane == Lane.Events)
                    broker.Connected = false;
                log.LogWarning("relay of {Lane} waits: {Error}", lane, e.Brief());
            }
            await Task.Delay(1_000, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task SendWhileLeadingAsync(Lane lane, CancellationToken ct)
    {
        await using var db = await source.OpenHolderAsync(ct);
        await using var publisher = await Publisher.OpenAsync(broker, $"relay {lane}", Window, ct);
        if (lane == Lane.Events)
            broker.Connected = true;
        while (
            !await db.ExecuteScalarAsync<bool>(
                "select pg_try_advisory_lock(hashtext('platform.relay'), @lane)",
                new { lane = (int)lane }
            )
        )
        {
            await Task.Delay(500, ct);
            publisher.ThrowIfClosed();
        }
        await db.ExecuteAsync("listen outbox");
        while (!ct.IsCancellationRequested)
        {
            publisher.ThrowIfClosed();
            if (!await SendBacklogAsync(db, publisher, lane, ct))
                await db.WaitAsync(TimeSpan.FromMilliseconds(500), ct);
        }
    }

    /// <summary>Reads the next window while the one before waits for its confirms.</summary>
    async Task<bool> SendBacklogAsync(NpgsqlConnection db, Publisher publisher, Lane lane, CancellationToken ct)
    {
        var (sent, after) = (false, 0L);
        var rows = await ReadAsync(db, lane, after, ct);
        while (rows.Count > 0)
        {
            var confirms = publisher.SendAsync(rows, ct);
            after = rows[^1].Id;
            var ahead = IsFull(rows) ? await ReadAsync(db, lane, after, ct) : [];
            var failed = await confirms;
            await RemoveAsync(db, failed.Count == 0 ? rows : rows.Except(failed), ct);
            sent |= failed.Count < rows.Count;
            if (failed.Count > 0)
            {
                await RetryAloneAsync(db, publisher, failed, ct);
                return true;
            }
            rows = ahead;
        }
        return sent;
    }

    /// <summary>What was not taken goes once more by itself, in order; a row refused each time is parked and its aggregate's later rows stay behind it. A broker that gives no answer is away.</summary>
    async Task RetryAloneAsync(
        NpgsqlConnection db,
        Publisher publisher,
        IReadOnlyList<OutboxRow> rows,
        CancellationToken ct
    )
    {
        HashSet<Guid> held = [];
        foreach (var row in rows)
        {
            if (held.Contains(row.AggregateId))
                continue;
            Exception? refusal = null;
            for (var attempt = 1; attempt <= Attempts; attempt++)
            {
                refusal = await publisher.TrySendAsync(row, ct);
                if (refusal is null)
                    break;
                if (!IsRefusal(refusal))
                    throw new TimeoutException("The broker does not answer.", refusal);
                if (refusal is OperationInterruptedException)
                    await publisher.ReopenAsync(ct);
                await Task.Delay(200 * attempt, ct);
            }
            if (refusal is null)
            {
                await RemoveAsync(db, [row], ct);
                continue;
            }
            held.Add(row.AggregateId);
            log.LogError("outbox row {Id} ({Type}) parked: {Error}", row.Id, row.Type, refusal.GetType().Name);
            await db.ExecuteAsync(
                "insert into platform.parked_out (outbox_id, aggregate_id, error, parked_at) values (@Id, @AggregateId, @error, @now) on conflict do nothing",
                new
                {
                    row.Id,
                    row.AggregateId,
                    error = refusal.GetType().Name,
                    now = clock.GetUtcNow(),
                }
            );
        }
    }

    /// <summary>The broker does not want this very row, or it can not be written; anything else says nothing about the row.</summary>
    internal static bool IsRefusal(Exception e) =>
        e switch
        {
            PublishException or ArgumentException or FormatException => true,
            OperationInterruptedException
            {
                ShutdownReason.ReplyCode: Constants.AccessRefused or Constants.NotFound or Constants.PreconditionFailed
            } => true,
            _ => false,
        };

    static async Task<List<OutboxRow>> ReadAsync(NpgsqlConnection db, Lane lane, long after, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Next, db)
        {
            Parameters =
            {
                new() { Value = (short)lane },
                new() { Value = after },
                new() { Value = Window },
                new() { Value = (long)WindowBytes },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<OutboxRow> rows = [];
        while (await reader.ReadAsync(ct))
            rows.Add(
                new(
                    reader.GetInt64(0),
                    reader.GetGuid(1),
                    reader.GetString(2),
                    reader.GetString(3),
                    reader.GetGuid(4),
                    reader.GetInt64(5),
                    reader.GetFieldValue<byte[]>(6),
                    reader.IsDBNull(7) ? null : reader.GetString(7),
                    reader.GetDateTime(8),
                    reader.IsDBNull(9) ? null : reader.GetString(9)
                )
            );
        return rows;
    }

    /// <summary>There may be more behind it.</summary>
    static bool IsFull(List<OutboxRow> rows) =>
        rows.Count == Window || rows.Sum(r => (long)r.Body.Length) >= WindowBytes;

    static async Task RemoveAsync(NpgsqlConnection db, IEnumerable<OutboxRow> rows, CancellationToken ct)
    {
        var ids = rows.Select(r => r.Id).ToArray();
        if (ids.Length == 0)
            return;
        await using var command = new NpgsqlCommand("delete from platform.outbox where id = any ($1)", db)
        {
            Parameters = { new() { Value = ids } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>One event to be sent; Destination is a queue, or null for the stream's exchange.</summary>
sealed record OutboxRow(
    long Id,
    Guid EventId,
    string Stream,
    string Type,
    Guid AggregateId,
    long Seq,
    byte[] Body,
    string? Traceparent,
    DateTime OccurredAt,
    string? Destination
);
