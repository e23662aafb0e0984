using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ServiceDefaults.Data;

namespace ServiceDefaults.Messaging.Reconcile;

/// <summary>
/// Finds and repairs the differences that a restore has left between this service, as receiver, and its publishers.
/// Their digests come by standard input: no service reads another's database. The publisher is right: missing events
/// are requested again and applied once; events that the publisher no longer has are forgotten. Projections are
/// rebuilt; other effects stay and are printed.
/// </summary>
sealed class Reconciler(SessionFactory sessions, NpgsqlDataSource source, EventSubscriptions subscriptions, Inbox inbox)
{
    const int Asked = 500,
        ThereAndBack = 15;

    /// <summary>
    /// Comparisons, a second apart, without progress after which missing events count as lost. After a repair
    /// <see cref="ThereAndBack"/> applies, since the request and the events pass through the broker.
    /// </summary>
    internal int Patience { get; init; } = 5;

    /// <summary>The operator's command: mark, digest, compare or repair.</summary>
    /// <exception cref="StartupException">Unknown step, missing file or incomplete digest.</exception>
    public static async Task<ExitCode> RunAsync(
        Session session,
        IReadOnlyList<string> args,
        IServiceProvider services,
        CancellationToken ct
    )
    {
        await session.Rollback(); // No transaction stays open while input is read.
        var (source, subscriptions) = (
            services.GetRequiredService<NpgsqlDataSource>(),
            services.GetRequiredService<EventSubscriptions>()
        );
        await using var files = new Redirection(args);
        var (input, output) = (files.Input, files.Output);
        switch (args.FirstOrDefault())
        {
            case "mark":
                await EventDigest.MarkAsync(source, subscriptions.Service, output, ct);
                return default;
            case "digest":
                await EventDigest.WriteAsync(source, subscriptions.Service, input, output, ct);
                return default;
            case "compare" or "repair":
                var reconciler = new Reconciler(
                    services.GetRequiredService<SessionFactory>(),
                    source,
                    subscriptions,
                    services.GetRequiredService<Inbox>()
                );
                return new(await reconciler.CompareAsync(input, args[0] == "repair", output, ct));
            default:
                throw new StartupException("Which step? mark, digest, compare or repair.");
        }
    }

    /// <summary>
    /// Compares with all publishers whose digests come in, prints the differences, and repairs them on request.
    /// </summary>
    /// <returns>0 where no difference is left, 1 otherwise.</returns>
    public async Task<int> CompareAsync(TextReader digests, bool repair, TextWriter output, CancellationToken ct)
    {
        List<Side> sides = [];
        while (true)
        {
            await using var comparison = new Comparison(source, subscriptions);
            if (await EventDigest.ReadAsync(digests, subscriptions.Service, comparison.TakeAsync, ct) is not { } digest)
                break;
            if (digest.Mark is null && Comparison.Followed(subscriptions, digest.Service).Any())
                throw new StartupException(
                    $"The digest of {digest.Service} has no mark of {subscriptions.Service}: pipe what "
                        + "`reconcile mark` of every receiver wrote into `reconcile digest`. Nothing was "
                        + "compared or changed."
                );
            sides.Add(new(digest, await comparison.EndAsync(digest.Service)));
        }
        if (sides.Count == 0)
            throw new StartupException(
                "Standard input holds no digest: pipe in what `reconcile digest` of the publishers wrote."
            );
        if (repair)
            await ChangeLog.BeginAnewAsync(sessions, ct);
        await SettleAsync(sides, Patience, ct);
        await PrintAsync(sides, output, ct);
        var diverged = sides.Exists(s => s.Found.Count > 0);
        if (!repair)
            await PrintLostAsync(sides, output);
        else if (diverged)
            await MendAsync(sides, output, ct);
        if (repair)
            await DrainAsync(sides, ct);
        if (!diverged || !repair)
            return diverged ? 1 : 0;
        await SettleAsync(sides, ThereAndBack, ct);
        var left = sides.Sum(s => s.Found.Count);
        await output.WriteLineAsync(
            left == 0
                ? $"{subscriptions.Service}: mended"
                : $"{subscriptions.Service}: {left} aggregates still wait for their events; are the services "
                    + "running? Then repeat"
        );
        return left == 0 ? 0 : 1;
    }

    /// <summary>Compares again while missing events still arrive.</summary>
    async Task SettleAsync(List<Side> sides, int patience, CancellationToken ct)
    {
        for (var (same, before) = (0, -1L); ; )
        {
            await using (var session = await sessions.SystemAsync("reconcile", ct))
                await LookAsync(sides, session, ct);
            var missing = sides.Sum(s => s.Found.Sum(t => t.Missing));
            same = missing == before ? same + 1 : 0;
            if (missing == 0 || same >= patience)
                return;
            before = missing;
            await Task.Delay(1_000, ct);
        }
    }

    static async Task LookAsync(List<Side> sides, Session session, CancellationToken ct)
    {
        foreach (var side in sides)
        {
            var rows = (
                await session.Query<Row>(
                    """
                    select a.id as aggregate_id, coalesce(s.seq, 0) as applied, i.event_id, coalesce(i.seq, 0) as seq,
                        i.received_at, w.event_id is not null as waiting,
                        coalesce(
                               w.type = 'applied', i.seq < 0 and coalesce(i.effects_stay, true), false
                        ) as effects_stay
                    from unnest(@aggregates) a (id)
                    left join platform.streams s on s.aggregate_id = a.id and split_part(s.stream, '.', 1) = @Service
                    left join platform.inbox i on i.aggregate_id = a.id and split_part(i.stream, '.', 1) = @Service
                    left join platform.waiting w on w.event_id = i.event_id
                    """,
                    new { aggregates = side.Suspects.Select(s => s.AggregateId).ToArray(), side.Digest.Service },
                    ct
                )
            ).ToLookup(r => r.AggregateId);
            side.Found =
            [
                .. side
                    .Suspects.Select(s =>
                        Divergence.Find(
                            s.Stream,
                            s.AggregateId,
                            s.Published,
                            rows[s.AggregateId].FirstOrDefault()?.Applied ?? 0,
                            [
                                .. rows[s.AggregateId]
                                    .Where(r => r.EventId is not null)
                                    .Select(r => new Receipt(
                                        r.AggregateId,
                                        r.EventId!.Value,
                                        r.Seq,
                                        r.ReceivedAt!.Value,
                                        r.Waiting,
                                        r.EffectsStay
                                    )),
                            ],
                            side.Digest.Mark ?? default
                        )
                    )
                    .OfType<Divergence>(),
            ];
        }
    }

    async Task PrintAsync(List<Side> sides, TextWriter output, CancellationToken ct)
    {
        await output.WriteLineAsync(
            $"{"publisher", -14} {"receiver", -14} {"behind", 7} {"missing", 8} {"ahead", 7} {"lost", 8} "
                + $"{"outbox", 7} {"parked", 7}"
        );
        await using var session = await sessions.SystemAsync("reconcile", ct);
        foreach (var side in sides.Where(s => Comparison.Followed(subscriptions, s.Digest.Service).Any()))
        {
            var parked = await session.Find<long>(
                "select count(*) from platform.waiting where parked_at is not null and stream = any (@streams)",
                new { streams = Comparison.Followed(subscriptions, side.Digest.Service).ToArray() },
                ct
            );
            await output.WriteLineAsync(
                $"{side.Digest.Service, -14} {subscriptions.Service, -14} "
                    + $"{side.Found.Count(t => t.Missing + t.Back.Count > 0), 7} "
                    + $"{side.Found.Sum(t => t.Missing + t.Back.Count), 8} "
                    + $"{side.Found.Count(t => t.Lost.Count > 0 || t.GoesBack), 7} "
                    + $"{side.Found.Sum(t => t.Lost.Count), 8} {side.Digest.Outbox, 7} {parked, 7}"
            );
        }
        foreach (
            var gap in sides.SelectMany(s => s.Digest.Elsewhere).Where(h => subscriptions.Streams.ContainsKey(h.Stream))
        )
            await output.WriteLineAsync(
                $"hole: {gap.Stream} {gap.AggregateId} lacks #{gap.Numbers}, which went to "
                    + $"{gap.Others}; asked for again, they come too"
            );
        foreach (
            var missing in subscriptions
                .Streams.Keys.Select(s => s.Split('.')[0])
                .Where(p => p != "platform" && !sides.Exists(s => s.Digest.Service == p))
                .Distinct()
        )
            await output.WriteLineAsync(
                $"{subscriptions.Service} was not compared with {missing}: its digest was not given"
            );
    }

    async Task PrintLostAsync(List<Side> sides, TextWriter output)
    {
        foreach (var d in sides.SelectMany(s => s.Found))
        foreach (var undone in d.Undone)
            await output.WriteLineAsync(
                $"lost: {d.Stream} {d.AggregateId} #{undone.Seq}, event {undone.EventId} of "
                    + $"{undone.ReceivedAt:u}, was applied by {subscriptions.Service}; "
                    + (
                        subscriptions.Projection(d.Stream) is null
                            ? "its effects stay: an operator must decide"
                            : "its effects go with the projection"
                    )
            );
    }

    /// <summary>Repairs in one transaction. The requested history arrives later; another run continues.</summary>
    async Task MendAsync(List<Side> sides, TextWriter output, CancellationToken ct)
    {
        await using var session = await sessions.SystemAsync("reconcile", ct);
        // A batch that is being applied ends first; the next sees the repair.
        await session.Execute("lock table platform.inbox, platform.streams in exclusive mode", ct);
        await LookAsync(sides, session, ct);
        await PrintLostAsync(sides, output);
        foreach (var stream in sides.SelectMany(s => s.Found).GroupBy(t => t.Stream))
        {
            if (subscriptions.Projection(stream.Key) is not null && stream.Any(t => t.GoesBack || t.Undone.Count > 0))
            {
                await Parked.RebuildAsync(stream.Key, session, subscriptions, output, ct);
                continue;
            }
            foreach (var d in stream)
                d.Forget(session);
            var lane = subscriptions.Streams[stream.Key];
            foreach (var some in stream.Where(t => t.Missing > 0).Select(t => t.AggregateId).Chunk(Asked))
                Republish.Request(session, subscriptions.Service, lane, [stream.Key], some);
        }
        await session.Commit(ct);
    }

    /// <summary>
    /// Applies waiting events that are next in their aggregate, one aggregate after the other: those just repaired or
    /// left by a broken repair.
    /// </summary>
    async Task DrainAsync(List<Side> sides, CancellationToken ct)
    {
        IReadOnlyList<Guid> ready;
        await using (var session = await sessions.SystemAsync("reconcile", ct))
            ready = await session.Query<Guid>(
                """
                select w.aggregate_id
                from platform.waiting w
                left join platform.streams s on s.aggregate_id = w.aggregate_id
                where w.seq = coalesce(s.seq, 0) + 1 and w.parked_at is null and w.stream = any (@streams)
                """,
                new { streams = sides.SelectMany(s => Comparison.Followed(subscriptions, s.Digest.Service)).ToArray() },
                ct
            );
        foreach (var aggregate in ready)
        {
            await using var session = await sessions.SystemAsync("reconcile", ct);
            await inbox.DrainAsync(aggregate, session, ct);
            await session.Commit(ct);
        }
    }

    /// <summary>One publisher, compared with this receiver.</summary>
    sealed record Side(EventDigest.Summary Digest, IReadOnlyList<Suspect> Suspects)
    {
        public IReadOnlyList<Divergence> Found { get; set; } = [];
    }

    sealed record Row(
        Guid AggregateId,
        long Applied,
        Guid? EventId,
        long Seq,
        DateTimeOffset? ReceivedAt,
        bool Waiting,
        bool EffectsStay
    );
}
