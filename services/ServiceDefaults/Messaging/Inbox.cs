using System.Diagnostics;
using Contracts;
using Microsoft.Extensions.Logging;
using Npgsql;
using ServiceDefaults.Data;
using ServiceDefaults.Telemetry;

namespace ServiceDefaults.Messaging;

/// <summary>
/// Applies arrivals exactly once and in order. A batch is one transaction: inbox rows, effects and each aggregate's sequence commit together. An event that comes before its
/// turn waits in the database. If the batch fails it is done event by event; the one that fails alone is parked, which holds its aggregate's later events behind it and nobody else's.
/// </summary>
sealed class Inbox(SessionFactory sessions, EventSubscriptions subscriptions, ILogger<Inbox> log)
{
    const string UnreadableType = "unreadable";

    /// <summary>Applies a batch; returns when everything in it is committed, waiting or parked.</summary>
    /// <exception cref="NpgsqlException">The database is away: nothing was applied, the batch must be offered again.</exception>
    public async Task ReceiveAsync(IReadOnlyList<Arrival> batch, CancellationToken ct)
    {
        try
        {
            await ApplyAsync(batch, ct);
        }
        catch (Exception e) when (!IsTransient(e) && !ct.IsCancellationRequested)
        {
            if (batch.Count > 1)
            {
                foreach (var arrival in batch)
                    await ReceiveAsync([arrival], ct);
                return;
            }
            log.LogError("event {Type} {EventId} parked: {Error}", batch[0].Type, batch[0].EventId, e.GetType().Name);
            await ParkAsync(batch[0], Parked.Reason(e), ct);
        }
    }

    /// <summary>Applies parked or waiting events of one aggregate from its next sequence on; after a replay or a discard.</summary>
    public async Task DrainAsync(Guid aggregateId, Session session, CancellationToken ct)
    {
        if (await DrainAsync([aggregateId], [], session, ct))
            return;
        await session.TakeAloneAsync(ct);
        await DrainAsync([aggregateId], [], session, ct);
    }

    /// <summary>A message nobody can order: it stands alone, parked, until an operator discards it.</summary>
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
        await using var session = await sessions.SystemAsync("consume", ct);
        if (await TryApplyAsync(batch, session, ct))
            return;
        // An event whose turn has come moves areas: all of it once more, with nobody else writing.
        await session.RollbackAsync();
        await session.EnterAsync(Entrance.SystemAlone, ct);
        await TryApplyAsync(batch, session, ct);
    }

    async Task<bool> TryApplyAsync(IReadOnlyList<Arrival> batch, Session session, CancellationToken ct)
    {
        foreach (var stranger in batch.Where(a => a.Type == UnreadableType))
            DeferPark(stranger, "no platform headers", session);
        var fresh = await RememberAsync([.. batch.Where(a => a.Type != UnreadableType)], session, ct);
        if (
            fresh.Count > 0
            && !await DrainAsync([.. fresh.Select(a => a.AggregateId).Distinct().Order()], fresh, session, ct)
        )
            return false;
        await session.CommitAsync(ct);
        return true;
    }

    /// <summary>Writes the inbox rows; a repeated delivery finds its row and falls out. When it came is told by the database's clock, the one that all who receive here share.</summary>
    static async Task<List<Arrival>> RememberAsync(IReadOnlyList<Arrival> batch, Session session, CancellationToken ct)
    {
        var fresh = (
            await session.Query<Guid>(
                """
                insert into platform.inbox (event_id, aggregate_id, seq, stream, received_at)
                select * from (select unnest(@ids) as id, unnest(@aggregates), unnest(@seqs), unnest(@streams), statement_timestamp()) x order by id on conflict do nothing returning event_id
                """,
                new
                {
                    ids = batch.Select(a => a.EventId).ToArray(),
                    aggregates = batch.Select(a => a.AggregateId).ToArray(),
                    seqs = batch.Select(a => a.Seq).ToArray(),
                    streams = batch.Select(a => a.Stream).ToArray(),
                },
                ct
            )
        ).ToHashSet();
        return [.. batch.Where(a => fresh.Remove(a.EventId))];
    }

    /// <returns>False, with nothing done, where an event moves areas and this session does not hold the tree alone.</returns>
    async Task<bool> DrainAsync(
        Guid[] aggregates,
        IReadOnlyList<Arrival> arrived,
        Session session,
        CancellationToken ct
    )
    {
        var positions = (
            await session.Query<Position>(
                "select aggregate_id, stream, seq from platform.streams where aggregate_id = any (@aggregates) order by aggregate_id for update",
                new { aggregates },
                ct
            )
        ).ToDictionary(p => p.AggregateId);
        var waiting = await session.Query<Waiting>(
            "select event_id, lane, stream, type, aggregate_id, seq, body, traceparent, occurred_at, parked_at from platform.waiting where aggregate_id = any (@aggregates) order by received_at",
            new { aggregates },
            ct
        );
        var last = positions.ToDictionary(p => p.Key, p => p.Value.Seq);
        // Each publisher counts for itself: what comes under an id that another's events have come under is never applied to it.
        var owners = waiting
            .Select(w => w.Arrival)
            .Concat(arrived)
            .GroupBy(a => a.AggregateId)
            .ToDictionary(g => g.Key, g => positions.GetValueOrDefault(g.Key)?.Stream ?? g.First().Stream);
        bool IsStrange(Arrival a) => a.Publisher != Wire.PublisherOf(owners[a.AggregateId]);
        var own = waiting.Where(w => !IsStrange(w.Arrival)).ToList();
        var open = waiting.Where(w => w.ParkedAt is null).Select(w => w.Arrival).Concat(arrived).ToList();
        var ordered = Order(
            [.. open.Where(a => !IsStrange(a))],
            aggregates,
            last,
            own.Where(w => w.ParkedAt is not null).Select(w => (w.AggregateId, w.Seq)).ToHashSet(),
            out var early
        );

        if (!session.IsAlone && ordered.Exists(a => subscriptions.Find(a.Type)?.MovesAreas == true))
            return false;

        foreach (var stranger in open.Where(IsStrange))
            DeferPark(stranger, $"the id belongs to {owners[stranger.AggregateId]}", session);
        foreach (var group in Consecutive(ordered))
            await ReactAsync(group, session, ct);

        if (ordered.Count > 0)
        {
            var reached = ordered
                .GroupBy(a => a.AggregateId)
                .Select(g => g.MaxBy(a => a.Seq)!)
                .OrderBy(a => a.AggregateId)
                .ToList();
            session.Defer(
                "insert into platform.streams (aggregate_id, stream, seq) select unnest($1), unnest($2), unnest($3) on conflict (aggregate_id) do update set seq = excluded.seq",
                reached.Select(a => a.AggregateId).ToArray(),
                reached.Select(a => a.Stream).ToArray(),
                reached.Select(a => a.Seq).ToArray()
            );
        }
        var applied = own.Where(w =>
                w.ParkedAt is null
                && w.Seq
                    <= (
                        ordered.LastOrDefault(o => o.AggregateId == w.AggregateId)?.Seq
                        ?? last.GetValueOrDefault(w.AggregateId)
                    )
            )
            .Select(w => w.EventId)
            .ToArray();
        if (applied.Length > 0)
            session.Defer("delete from platform.waiting where event_id = any ($1)", applied);
        var known = waiting.Select(w => w.EventId).ToHashSet();
        foreach (var a in early.Where(a => !known.Contains(a.EventId)))
            DeferWait(a, session);
        return true;
    }

    /// <summary>The events whose turn it is: from each aggregate's next sequence on without a gap, stopping before a parked one.</summary>
    static List<Arrival> Order(
        List<Arrival> all,
        Guid[] aggregates,
        Dictionary<Guid, long> last,
        HashSet<(Guid, long)> parked,
        out List<Arrival> early
    )
    {
        early = [];
        var bySeq = all.GroupBy(a => a.AggregateId)
            .ToDictionary(g => g.Key, g => g.DistinctBy(a => a.Seq).ToDictionary(a => a.Seq));
        var turn = new HashSet<(Guid, long)>();
        foreach (var id in aggregates)
        {
            if (!bySeq.TryGetValue(id, out var events))
                continue;
            var next = last.GetValueOrDefault(id) + 1;
            while (events.ContainsKey(next) && !parked.Contains((id, next)))
                turn.Add((id, next++));
            early.AddRange(events.Values.Where(a => a.Seq >= next));
        }
        // Between aggregates the order of arrival stays; within one it is the sequence.
        return
        [
            .. all.Where(a => turn.Contains((a.AggregateId, a.Seq)))
                .DistinctBy(a => (a.AggregateId, a.Seq))
                .GroupBy(a => a.AggregateId)
                .SelectMany(g => g.OrderBy(a => a.Seq)),
        ];
    }

    static IEnumerable<List<Arrival>> Consecutive(List<Arrival> ordered)
    {
        List<Arrival> run = [];
        foreach (var arrival in ordered)
        {
            if (run.Count > 0 && run[^1].Type != arrival.Type)
            {
                yield return run;
                run = [];
            }
            run.Add(arrival);
        }
        if (run.Count > 0)
            yield return run;
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
        await RememberAsync([arrival], session, ct);
        DeferPark(arrival, error, session);
        await session.CommitAsync(ct);
    }

    static void DeferPark(Arrival arrival, string error, Session session)
    {
        DeferWait(arrival, session);
        session.Defer(
            "update platform.waiting set parked_at = $2, error = $3 where aggregate_id = $1 and seq = $4 and split_part(stream, '.', 1) = $5",
            arrival.AggregateId,
            session.Now,
            error,
            arrival.Seq,
            arrival.Publisher
        );
    }

    static void DeferWait(Arrival a, Session session) =>
        session.Defer(
            """
            insert into platform.waiting (event_id, lane, stream, type, aggregate_id, seq, body, traceparent, occurred_at, received_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing
            """,
            a.EventId,
            a.Lane,
            a.Stream,
            a.Type,
            a.AggregateId,
            a.Seq,
            a.Body,
            a.Traceparent,
            a.OccurredAt,
            session.Now
        );

    sealed record Position(Guid AggregateId, string Stream, long Seq);

    sealed record Waiting(
        Guid EventId,
        short Lane,
        string Stream,
        string Type,
        Guid AggregateId,
        long Seq,
        string Body,
        string? Traceparent,
        DateTimeOffset OccurredAt,
        DateTimeOffset? ParkedAt
    )
    {
        public Arrival Arrival => new(EventId, Lane, Stream, Type, AggregateId, Seq, Body, Traceparent, OccurredAt);
    }
}
