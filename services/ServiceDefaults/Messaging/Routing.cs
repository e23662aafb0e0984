using Contracts;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;
using ServiceDefaults.Data;

namespace ServiceDefaults.Messaging;

/// <summary>
/// The queues that a relay sends to: this service's own, and those of services that have requested the history of one
/// of its streams. A message of a stream without followers may be dropped by the broker; a message of any other stream
/// that reaches no queue counts as not sent.
/// </summary>
sealed class Routing(EventSubscriptions subscriptions, TimeProvider clock, Limits limits, Broker broker, ILogger log)
{
    /// <summary>
    /// After the broker has lost its queues, the events of this period are sent again to each follower; those already
    /// applied are ignored. A follower that was further behind needs `reconcile`.
    /// </summary>
    internal static readonly TimeSpan SentAgain = TimeSpan.FromHours(48);

    /// <summary>
    /// Time after which the queues are declared again, in case they were deleted under an open connection.
    /// </summary>
    internal static readonly TimeSpan Trusted = TimeSpan.FromSeconds(30);

    /// <summary>Payload on the channel "outbox" that informs the relays of a change of followers.</summary>
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

    /// <summary>Records the service that requests a history as a follower.</summary>
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

    /// <summary>The operator's command: removes a follower that no longer exists.</summary>
    /// <exception cref="StartupException">No queue is named, or it is no follower's.</exception>
    public static async Task ForgetAsync(
        Session session,
        IReadOnlyList<string> args,
        IServiceProvider services,
        CancellationToken ct
    )
    {
        var queue = args.FirstOrDefault() ?? throw new StartupException("Which queue?");
        var known = await session.Query<string>("select distinct queue from platform.followers order by queue", ct);
        if (await session.Execute("delete from platform.followers where queue = @queue", new { queue }, ct) == 0)
            throw new StartupException($"{queue} follows nothing here. One of: {string.Join(", ", known)}");
        await session.Execute("delete from platform.outbox where destination = @queue", new { queue }, ct);
        await session.Execute("select pg_notify('outbox', @Changed)", new { Changed }, ct);
        Console.WriteLine("forgotten; now delete the queue and its exchange on the broker");
    }

    /// <summary>
    /// Declares the queues of all followers, and checks whether the broker has lost its messages since this service
    /// left its mark there.
    /// </summary>
    /// <returns>Streams that must not be sent to, because the queue of a follower is missing.</returns>
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
                "the broker has lost the messages of {Lane}: {Count} events of the last {Hours} hours are sent again",
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
