using Contracts;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;
using ServiceDefaults.Data;

namespace ServiceDefaults.Messaging;

/// <summary>
/// Where what a relay sends goes to: this service's own queue and those of everybody who has asked for the history of
/// one of its streams. A stream that nobody has asked for may be sent into the void; of every other a message that
/// reaches no queue counts as not sent.
/// </summary>
sealed class Routing(EventSubscriptions subscriptions, TimeProvider clock, Limits limits, Broker broker, ILogger log)
{
    /// <summary>
    /// What lay in a queue that was lost may have been sent long before; what was published this long ago is sent once
    /// more to each follower, and falls out where it had been applied. A follower that was further behind is mended by
    /// `reconcile`.
    /// </summary>
    internal static readonly TimeSpan SentAgain = TimeSpan.FromHours(48);

    /// <summary>A user of the broker that deletes queues under an open connection is noticed after this long.</summary>
    internal static readonly TimeSpan Trusted = TimeSpan.FromSeconds(30);

    /// <summary>What a relay is told by the channel "outbox" when there is a follower more or less.</summary>
    internal const string Changed = "followers";

    const string Again = """
        insert into platform.outbox (lane, event_position, aggregate_id, destination)
        select @lane, e.position, e.aggregate_id, f.queue
        from platform.events e
        join unnest(@streams, @queues) f (stream, queue) on f.stream = e.stream
        where e.id >= @since
            and not exists (
                select from platform.outbox o
                where o.event_position = e.position and coalesce(o.destination, f.queue) = f.queue
            )
        order by e.position
        """;

    /// <summary>Whoever asks for a history follows from now on.</summary>
    public static Task RememberAsync(string stream, string queue, Session session, CancellationToken ct) =>
        session.Execute(
            """
            with added as (
                insert into platform.followers (stream, queue)
                values (@stream, @queue)
                on conflict do nothing
                returning 1
            )
            select pg_notify('outbox', @Changed)
            from added
            """,
            new
            {
                stream,
                queue,
                Changed,
            },
            ct
        );

    /// <summary>The operator's command: a follower that is no more is not sent to any longer.</summary>
    /// <exception cref="StartupException">No queue was named, or none that follows.</exception>
    public static async Task ForgetAsync(
        Session session,
        IReadOnlyList<string> args,
        IServiceProvider services,
        CancellationToken ct
    )
    {
        var queue = args.FirstOrDefault() ?? throw new StartupException("Which queue?");
        var known = await session.Query<string>("select distinct queue from platform.followers order by queue", ct: ct);
        if (await session.Execute("delete from platform.followers where queue = @queue", new { queue }, ct) == 0)
            throw new StartupException($"{queue} follows nothing here. One of: {string.Join(", ", known)}");
        await session.Execute("delete from platform.outbox where destination = @queue", new { queue }, ct);
        await session.Execute("select pg_notify('outbox', @Changed)", new { Changed }, ct);
        Console.WriteLine("forgotten; now delete the queue and its exchange on the broker");
    }

    /// <summary>
    /// Declares everybody's queues, and finds out whether the broker has lost what it held since this service left its
    /// mark there.
    /// </summary>
    /// <returns>Streams that must not be sent to, for one of their followers would get nothing.</returns>
    public async Task<IReadOnlySet<string>> PrepareAsync(
        NpgsqlConnection db,
        Publisher publisher,
        Lane lane,
        CancellationToken ct
    )
    {
        var others = await FollowersAsync(db, lane);
        var own = subscriptions
            .Streams.Where(s => s.Value == lane)
            .Select(s => new Following(s.Key, Wire.Queue(subscriptions.Service, lane)));
        await using var topology = publisher.Topology(log);
        var mark = $"{subscriptions.Service}.{lane}.relay".ToLowerInvariant();
        var marked = await topology.HasMarkAsync(mark, ct);
        var broken = await topology.DeclareAsync(own.Union(others), ct);
        if (!marked)
            await MarkAsync(db, topology, mark, lane, others, ct);
        await publisher.ReopenAsync(ct);
        publisher.Followed = own.Union(others).Select(f => f.Stream).ToHashSet();
        return broken;
    }

    async Task<IReadOnlyList<Following>> FollowersAsync(NpgsqlConnection db, Lane lane) =>
        [
            .. (
                await db.QueryAsync<(string Stream, string Queue)>(
                    "select stream, queue from platform.followers order by stream, queue"
                )
            )
                .Where(f => Wire.LaneOf(f.Stream) == lane)
                .Select(f => new Following(f.Stream, f.Queue)),
        ];

    async Task MarkAsync(
        NpgsqlConnection db,
        Topology topology,
        string mark,
        Lane lane,
        IReadOnlyList<Following> others,
        CancellationToken ct
    )
    {
        if (
            await db.ExecuteScalarAsync<bool>(
                "select exists (select from platform.broker_marks where lane = @lane)",
                new { lane = (short)lane }
            )
        )
        {
            var again = await db.ExecuteAsync(
                new CommandDefinition(
                    Again,
                    new
                    {
                        lane = (short)lane,
                        streams = others.Select(f => f.Stream).ToArray(),
                        queues = others.Select(f => f.Queue).ToArray(),
                        since = Guid.CreateVersion7(clock.GetUtcNow() - SentAgain),
                    },
                    commandTimeout: limits.Seconds(Work.Republish),
                    cancellationToken: ct
                )
            );
            broker.Emptied();
            log.LogError(
                "the broker has lost what it held of {Lane}: {Count} events of the last {Hours} hours are sent again",
                lane,
                again,
                SentAgain.TotalHours
            );
        }
        await db.ExecuteAsync(
            """
            insert into platform.broker_marks (lane, made_at)
            values (@lane, @now)
            on conflict (lane)
                do update set made_at = excluded.made_at
            """,
            new { lane = (short)lane, now = clock.GetUtcNow() }
        );
        await topology.MarkAsync(mark, ct);
    }
}
