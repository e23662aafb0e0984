using System.Diagnostics;
using Contracts;
using Microsoft.Extensions.Logging;
using Npgsql;
using ServiceDefaults.Data;
using ServiceDefaults.Telemetry;

namespace ServiceDefaults.Messaging;

/// <summary>
/// Applies arrivals exactly once and in order. A batch is one transaction: inbox rows, effects and each aggregate's
/// sequence commit together. An event that arrives before its predecessor waits in the database. If a batch fails, its
/// events are applied one by one; an event that fails alone is parked, and only later events of its aggregate wait
/// behind it.
/// </summary>
sealed class Inbox(SessionFactory sessions, EventSubscriptions subscriptions, ILogger<Inbox> log)
{
    const string UnreadableType = "unreadable";

    /// <summary>How often an event that exceeds the statement limit is tried alone before it is parked.</summary>
    internal const int Attempts = 3;

    /// <summary>Applies a batch; returns when each event is applied, waiting or parked.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable: nothing was applied, and the batch must be
    /// offered again.</exception>
    public async Task ReceiveAsync(IReadOnlyList<Arrival> batch, CancellationToken ct)
    {
        if (batch.Count > 1)
            try
            {
                await ApplyAsync(batch, ct);
                return;
            }
            catch (Exception e) when (!IsTransient(e) && !ct.IsCancellationRequested)
            {
                log.LogWarning("{Count} events are applied one by one: {Error}", batch.Count, e.Brief());
            }
        // Events that were too slow are tried again after the others.
        for (var (attempt, left) = (1, batch); left.Count > 0; attempt++)
        {
            List<Arrival> again = [];
            foreach (var arrival in left)
                if (!await ApplyAloneAsync(arrival, attempt == Attempts, ct))
                    again.Add(arrival);
            left = again;
        }
    }

    /// <returns>False where another attempt may be fast enough.</returns>
    async Task<bool> ApplyAloneAsync(Arrival arrival, bool isLast, CancellationToken ct)
    {
        try
        {
            await ApplyAsync([arrival], ct);
        }
        catch (Exception e) when (!IsTransient(e) && !ct.IsCancellationRequested)
        {
            if (!isLast && e is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled })
            {
                log.LogWarning("event {Type} {EventId} takes too long", arrival.Type, arrival.EventId);
                return false;
            }
            log.LogError("event {Type} {EventId} parked: {Error}", arrival.Type, arrival.EventId, e.GetType().Name);
            await ParkAsync(arrival, Parked.Reason(e), ct);
        }
        return true;
    }

    /// <summary>
    /// Applies parked and waiting events of one aggregate from its next sequence on, after a replay or a discard.
    /// </summary>
    public async Task DrainAsync(Guid aggregateId, Session session, CancellationToken ct)
    {
        if (await DrainAsync(await StreamPositions.OfAsync(aggregateId, session, ct), [], session, ct) is null)
            return;
        await session.LockTree(ct);
        await DrainAsync(await StreamPositions.OfAsync(aggregateId, session, ct), [], session, ct);
    }

    /// <summary>
    /// A message without platform headers has no order: it is parked alone until an operator discards it.
    /// </summary>
    internal static Arrival Unreadable(Lane lane, Guid id, string body, DateTimeOffset at) =>
        new(id, (short)lane, "", UnreadableType, id, 0, body, null, at);

    internal static bool IsTransient(Exception e) =>
        e switch
        {
            PostgresException p => p.IsTransient
                || p.SqlState
                    is PostgresErrorCodes.AdminShutdown
                        or PostgresErrorCodes.CrashShutdown
                        or PostgresErrorCodes.CannotConnectNow,
            NpgsqlException or TimeoutException or IOException or ObjectDisposedException => true,
            _ => false,
        };

    async Task ApplyAsync(IReadOnlyList<Arrival> batch, CancellationToken ct)
    {
        await using var session = await sessions.SystemAsync("consume", ct, Work.Consume);
        if (await TryApplyAsync(batch, session, ct) is not { } moved)
            return;
        // The next event moves areas. It is applied alone: first the rows are moved, then, under the exclusive tree
        // lock, the tree and the rest.
        await session.Rollback();
        if (batch.Count > 1)
        {
            foreach (var arrival in batch)
                await ReceiveAsync([arrival], ct);
            return;
        }
        await session.Enter(CallerClaim.SystemLater, ct);
        await session.MoveAheadAsync(moved.TreeVersion, moved.Moves, ct);
        await session.LockTree(ct);
        await TryApplyAsync(batch, session, ct);
    }

    /// <returns>As the overload of DrainAsync that takes arrivals.</returns>
    async Task<IAreasMoved?> TryApplyAsync(IReadOnlyList<Arrival> batch, Session session, CancellationToken ct)
    {
        foreach (var stranger in batch.Where(a => a.Type == UnreadableType))
            DeferPark(stranger, "no platform headers", session);
        List<Arrival> readable = [.. batch.Where(a => a.Type != UnreadableType)];
        if (readable.Count > 0)
        {
            var (fresh, state) = await StreamPositions.WithAsync(readable, session, ct);
            if (await DrainAsync(state, fresh, session, ct) is { } moved)
                return moved;
        }
        await session.Commit(ct);
        return null;
    }

    /// <returns>The first event that moves areas, with nothing applied, where the session lacks the exclusive tree
    /// lock; otherwise null.</returns>
    async Task<IAreasMoved?> DrainAsync(
        StreamPositions state,
        IReadOnlyList<Arrival> arrived,
        Session session,
        CancellationToken ct
    )
    {
        var (positions, waiting) = state;
        // Each publisher numbers its own aggregates: an event whose aggregate id belongs to another publisher is never
        // applied.
        Dictionary<Guid, string> owners = positions.ToDictionary(p => p.Key, p => p.Value.Stream);
        foreach (var a in waiting.Select(w => w.Arrival).Concat(arrived))
            owners.TryAdd(a.AggregateId, a.Stream);
        bool IsStrange(Arrival a) =>
            owners[a.AggregateId] is var stream && a.Stream != stream && a.Publisher != Wire.PublisherOf(stream);
        var own = waiting.Where(w => !IsStrange(w.Arrival)).ToList();
        var open = waiting.Where(w => w.ParkedAt is null).Select(w => w.Arrival).Concat(arrived).ToList();
        var ordered = ArrivalOrder.Of(
            open.FindAll(a => !IsStrange(a)),
            positions.ToDictionary(p => p.Key, p => p.Value.Seq),
            own.Where(w => w.ParkedAt is not null).Select(w => (w.AggregateId, w.Seq)).ToHashSet(),
            out var early
        );

        if (!session.HasLockedTree && ordered.Find(a => subscriptions.Find(a.Type)?.Moves is not null) is { } moving)
            return subscriptions.Find(moving.Type)!.Moves!(moving);

        foreach (var stranger in open.Where(IsStrange))
            DeferPark(stranger, $"the id belongs to {owners[stranger.AggregateId]}", session);
        foreach (var group in ArrivalOrder.Runs(ordered))
            await ReactAsync(group, session, ct);

        // The last event of each aggregate.
        var reached = ordered
            .Where((a, i) => i == ordered.Count - 1 || ordered[i + 1].AggregateId != a.AggregateId)
            .ToDictionary(a => a.AggregateId);
        if (reached.Count > 0)
            DeferReached(reached.Values, session);
        var applied = own.Where(w =>
                w.ParkedAt is null
                && w.Seq
                    <= (
                        reached.GetValueOrDefault(w.AggregateId)?.Seq ?? positions.GetValueOrDefault(w.AggregateId)?.Seq
                    )
            )
            .Select(w => w.EventId)
            .ToArray();
        if (applied.Length > 0)
            session.Defer("delete from platform.waiting where event_id = any (@applied)", new { applied });
        var known = waiting.Select(w => w.EventId).ToHashSet();
        foreach (var a in early.Where(a => !known.Contains(a.EventId)))
            DeferWait(a, session);
        return null;
    }

    static void DeferReached(IEnumerable<Arrival> reached, Session session)
    {
        var rows = reached.OrderBy(a => a.AggregateId).ToList();
        session.Defer(
            """
            insert into platform.streams (aggregate_id, stream, seq)
            select unnest(@aggregateIds), unnest(@streams), unnest(@seqs)
            on conflict (aggregate_id)
                do update set seq = excluded.seq
            """,
            new
            {
                aggregateIds = rows.Select(a => a.AggregateId).ToArray(),
                streams = rows.Select(a => a.Stream).ToArray(),
                seqs = rows.Select(a => a.Seq).ToArray(),
            }
        );
    }

    async Task ReactAsync(List<Arrival> run, Session session, CancellationToken ct)
    {
        if (subscriptions.Find(run[0].Type) is not { } subscription)
            return;
        foreach (var part in subscription.Alone ? run.Select(a => new List<Arrival> { a }) : [run])
        {
            ActivityContext.TryParse(part[0].Traceparent, null, out var parent);
            using var activity = TelemetryRegistration.Source.StartActivity(
                $"consume {part[0].Type}",
                ActivityKind.Consumer,
                parent
            );
            await subscription.React(part, session, ct);
        }
    }

    async Task ParkAsync(Arrival arrival, string error, CancellationToken ct)
    {
        await using var session = await sessions.SystemAsync("park", ct);
        await StreamPositions.RememberAsync([arrival], session, ct);
        DeferPark(arrival, error, session);
        await session.Commit(ct);
    }

    static void DeferPark(Arrival arrival, string error, Session session)
    {
        DeferWait(arrival, session);
        session.Defer(
            """
            update platform.waiting
            set parked_at = @Now, error = @error
            where aggregate_id = @AggregateId and seq = @Seq and split_part(stream, '.', 1) = @Publisher
            """,
            new
            {
                arrival.AggregateId,
                session.Now,
                error,
                arrival.Seq,
                arrival.Publisher,
            }
        );
    }

    static void DeferWait(Arrival a, Session session) =>
        session.Defer(
            """
            insert into platform.waiting (
                event_id, lane, stream, type, aggregate_id, seq, body, traceparent, occurred_at, received_at
            )
            values (@EventId, @Lane, @Stream, @Type, @AggregateId, @Seq, @Body, @Traceparent, @OccurredAt, @Now)
            on conflict do nothing
            """,
            new
            {
                a.EventId,
                a.Lane,
                a.Stream,
                a.Type,
                a.AggregateId,
                a.Seq,
                a.Body,
                a.Traceparent,
                a.OccurredAt,
                session.Now,
            }
        );
}
