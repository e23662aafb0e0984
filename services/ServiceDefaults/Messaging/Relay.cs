using Contracts;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using ServiceDefaults.Data;

namespace ServiceDefaults.Messaging;

/// <summary>
/// Sends committed events in order, each lane at its own pace. One relay per lane sends at a time (a session advisory
/// lock, no open transaction). A row leaves the outbox only after the broker's confirm; a crash in between sends it
/// again under the same event id. A row that fails alone is parked, and its aggregate waits. A row that reaches no
/// queue stays, and its stream pauses.
/// </summary>
sealed class Relay(
    NpgsqlDataSource source,
    Broker broker,
    EventSubscriptions subscriptions,
    TimeProvider clock,
    Limits limits,
    Schema schema,
    ILogger<Relay> log
) : Worker(schema)
{
    const int Attempts = 3;
    static readonly TimeSpan Short = TimeSpan.FromMilliseconds(500),
        Long = TimeSpan.FromSeconds(5);

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
                broker.SetPaused(lane, []);
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
        await using var publisher = await Publisher.OpenAsync(broker, $"relay {lane}", OutboxWindow.Rows, ct);
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
        Sending sending = new(db, publisher, lane, new(subscriptions, clock, limits, broker, log), new(clock));
        db.Notification += (_, notice) =>
        {
            sending.Woken = true;
            if (notice.Payload == Routing.Changed)
                sending.Prepared = 0;
        };
        await PrepareAsync(sending, ct);
        while (!ct.IsCancellationRequested)
        {
            publisher.ThrowIfClosed();
            sending.Woken = false;
            // A commit during the read may send its notification before the result: read again then.
            if (!await SendBacklogAsync(sending, ct) && !sending.Woken)
                await RestAsync(sending, ct);
        }
    }

    /// <summary>
    /// Waits until an event is committed or the broker is lost; with paused targets, at most until a pause may end.
    /// </summary>
    static async Task RestAsync(Sending sending, CancellationToken ct)
    {
        using var wake = CancellationTokenSource.CreateLinkedTokenSource(ct, sending.Publisher.Closed);
        try
        {
            await sending.Db.WaitAsync(sending.Paused.All.Count > 0 ? Short : Long, wake.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            sending.Publisher.ThrowIfClosed();
        }
    }

    async Task PrepareAsync(Sending sending, CancellationToken ct)
    {
        sending.Paused.Try(await sending.Routing.PrepareAsync(sending.Db, sending.Publisher, sending.Lane, ct));
        sending.Prepared = clock.GetTimestamp();
        broker.SetPaused(sending.Lane, sending.Paused.All);
    }

    /// <summary>Reads the next window while the one before awaits its confirms.</summary>
    async Task<bool> SendBacklogAsync(Sending sending, CancellationToken ct)
    {
        var (sent, db, lane) = (false, sending.Db, sending.Lane);
        if (sending.Paused.IsDue)
            await PrepareAsync(sending, ct);
        var rows = await OutboxWindow.ReadAsync(db, lane, 0, sending.Paused, ct);
        while (rows.Count > 0)
        {
            if (clock.GetElapsedTime(sending.Prepared) > Routing.Trusted)
            {
                await PrepareAsync(sending, ct);
                return true;
            }
            var confirms = sending.Publisher.SendAsync(rows, ct);
            var ahead = OutboxWindow.IsFull(rows)
                ? await OutboxWindow.ReadAsync(db, lane, rows[^1].Id, sending.Paused, ct)
                : [];
            var failed = await confirms;
            await TakeOutAsync(sending, failed.Count == 0 ? rows : rows.Except(failed.Select(f => f.Row)), ct);
            sent |= failed.Count < rows.Count;
            if (failed.Count > 0)
            {
                await GiveAgainAsync(sending, failed, ct);
                return true;
            }
            rows = ahead;
        }
        return sent;
    }

    /// <summary>
    /// Rows that reached no queue stay in the outbox, and their stream pauses; refused rows are sent one by one.
    /// </summary>
    async Task GiveAgainAsync(Sending sending, IReadOnlyList<Unsent> failed, CancellationToken ct)
    {
        foreach (var target in failed.Where(f => f.IsReturned).Select(f => f.Row.Target).Distinct())
            sending.Paused.Add(target);
        await PrepareAsync(sending, ct);
        await RetryAloneAsync(sending, [.. failed.Where(f => !f.IsReturned).Select(f => f.Row)], ct);
        broker.SetPaused(sending.Lane, sending.Paused.All);
    }

    /// <summary>
    /// Sends rows that were not accepted again, one by one and in order. A row refused each time is parked, and later
    /// rows of its aggregate wait. No answer from the broker counts as a lost connection.
    /// </summary>
    async Task RetryAloneAsync(Sending sending, IReadOnlyList<OutboxRow> rows, CancellationToken ct)
    {
        var (db, publisher) = (sending.Db, sending.Publisher);
        HashSet<Guid> held = [];
        HashSet<string> returned = [.. sending.Paused.Waiting];
        foreach (var row in rows)
        {
            if (held.Contains(row.AggregateId) || returned.Contains(row.Target))
                continue;
            Exception? refusal = null;
            for (var attempt = 1; attempt <= Attempts; attempt++)
            {
                refusal = await publisher.TrySendAsync(row, ct);
                if (refusal is null or PublishException { IsReturn: true })
                    break;
                if (!IsRefusal(refusal))
                    throw new TimeoutException("The broker does not answer.", refusal);
                if (refusal is OperationInterruptedException)
                    await publisher.ReopenAsync(ct);
                await Task.Delay(200 * attempt, ct);
            }
            if (refusal is null)
                await TakeOutAsync(sending, [row], ct);
            else if (refusal is PublishException { IsReturn: true })
            {
                sending.Paused.Add(row.Target);
                returned.Add(row.Target);
            }
            else
            {
                held.Add(row.AggregateId);
                await ParkAsync(db, row, refusal);
            }
        }
    }

    async Task ParkAsync(NpgsqlConnection db, OutboxRow row, Exception refusal)
    {
        log.LogError("outbox row {Id} ({Type}) parked: {Error}", row.Id, row.Type, refusal.GetType().Name);
        await db.ExecuteAsync(
            """
            insert into platform.parked_out (outbox_id, aggregate_id, error, parked_at)
            values (@Id, @AggregateId, @error, @now)
            on conflict do nothing
            """,
            new
            {
                row.Id,
                row.AggregateId,
                error = refusal.GetType().Name,
                now = clock.GetUtcNow(),
            }
        );
    }

    /// <summary>Whether the failure is the row's own: the broker refuses it, or it cannot be encoded.</summary>
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

    async Task TakeOutAsync(Sending sending, IEnumerable<OutboxRow> rows, CancellationToken ct)
    {
        var sent = rows.ToList();
        if (sent.Count == 0)
            return;
        if (sending.Paused.Release(sent))
            broker.SetPaused(sending.Lane, sending.Paused.All);
        var ids = sent.Select(r => r.Id).ToArray();
        await using var command = new NpgsqlCommand("delete from platform.outbox where id = any ($1)", sending.Db)
        {
            Parameters = { new() { Value = ids } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The state of a lane while this process sends it.</summary>
    sealed record Sending(NpgsqlConnection Db, Publisher Publisher, Lane Lane, Routing Routing, PausedTargets Paused)
    {
        /// <summary>
        /// Timestamp of the last lookup of followers and declaration of their queues; 0 after a change of followers.
        /// </summary>
        public long Prepared { get; set; }

        /// <summary>An event was committed since the last read of the outbox.</summary>
        public bool Woken { get; set; }
    }
}
