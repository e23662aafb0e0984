using Contracts;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Data;

namespace ServiceDefaults.Messaging;

/// <summary>
/// Requests missing events: the whole history of a stream that the service follows for the first time or rebuilds
/// (repeated at growing intervals until the owner answers), and the missing events of an aggregate whose later events
/// have waited too long, as after the broker has lost its disk.
/// </summary>
sealed class Follower(
    SessionFactory sessions,
    EventSubscriptions subscriptions,
    Broker broker,
    TimeProvider clock,
    Schema schema,
    ILogger<Follower> log
) : Worker(schema)
{
    static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(10),
        GapTolerated = TimeSpan.FromSeconds(20),
        Soon = TimeSpan.FromSeconds(1),
        Seldom = TimeSpan.FromSeconds(5);
    readonly Dictionary<Guid, long> _askedGaps = [];

    protected override async Task WorkAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var lacks = true;
            try
            {
                // The queues must be bound before the history is requested, or events published in between would be
                // missed.
                if (broker.Consuming)
                    lacks = await AskAsync(ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                log.LogWarning("follower waits: {Error}", e.Brief());
            }
            await Task.Delay(lacks ? Soon : Seldom, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Whether a history or an event is still missing.</returns>
    internal async Task<bool> AskAsync(CancellationToken ct)
    {
        using var _ = Telemetry.Quiet.Begin();
        await using var session = await sessions.SystemAsync("follow", ct);
        var known = (
            await session.Query<State>(
                "select stream, requested_at, loaded_at, repeats from platform.subscriptions for update",
                ct
            )
        ).ToDictionary(s => s.Stream);
        var foreign = subscriptions
            .Streams.Where(s => !s.Key.StartsWith("platform.", StringComparison.Ordinal))
            .ToList();
        foreach (var lane in foreign.GroupBy(s => s.Value))
        {
            var (fresh, late) = (
                lane.Select(s => s.Key).Where(s => !known.ContainsKey(s)).ToList(),
                lane.Select(s => s.Key)
                    .Where(s => known.TryGetValue(s, out var state) && state.IsLate(session.Now))
                    .ToList()
            );
            if (fresh.Count > 0)
                Republish.Request(session, subscriptions.Service, lane.Key, fresh);
            if (late.Count > 0)
                Republish.Request(session, subscriptions.Service, lane.Key, late, isRepeated: true);
        }
        var gaps = await AskForGapsAsync(session, ct);
        await session.Commit(ct);
        return gaps || foreign.Any(s => !known.TryGetValue(s.Key, out var state) || !state.IsLoaded);
    }

    /// <returns>Whether there is a gap.</returns>
    async Task<bool> AskForGapsAsync(Session session, CancellationToken ct)
    {
        var gaps = await session.Query<Gap>(
            """
            select w.aggregate_id, min(w.lane)::smallint as lane, min(w.stream) as stream from platform.waiting w
            where w.received_at < @before
              and not exists (
                select from platform.waiting p
                where p.aggregate_id = w.aggregate_id
                    and p.parked_at is not null
                    and split_part(p.stream, '.', 1) = split_part(w.stream, '.', 1))
            group by w.aggregate_id limit 500
            """,
            new { before = session.Now - GapTolerated },
            ct
        );
        var now = clock.GetTimestamp();
        foreach (
            var group in gaps.Where(g =>
                    !_askedGaps.TryGetValue(g.AggregateId, out var at) || clock.GetElapsedTime(at, now) > GapTolerated
                )
                .GroupBy(g => (g.Lane, g.Stream))
        )
        {
            Republish.Request(
                session,
                subscriptions.Service,
                (Lane)group.Key.Lane,
                [group.Key.Stream],
                [.. group.Select(g => g.AggregateId)]
            );
            foreach (var g in group)
                _askedGaps[g.AggregateId] = now;
        }
        if (_askedGaps.Count > 10_000)
            _askedGaps.Clear();
        return gaps.Count > 0;
    }

    sealed record State(string Stream, DateTimeOffset RequestedAt, DateTimeOffset? LoadedAt, int Repeats)
    {
        public bool IsLoaded => LoadedAt >= RequestedAt;

        /// <summary>
        /// The history was requested and has not arrived. The wait doubles each time: a long history must not be sent
        /// again while it arrives.
        /// </summary>
        public bool IsLate(DateTimeOffset now) =>
            !IsLoaded && now - RequestedAt > AskAgain * (1 << Math.Min(Repeats, 6));
    }

    sealed record Gap(Guid AggregateId, short Lane, string Stream);
}
