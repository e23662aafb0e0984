using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ServiceDefaults.Data;

namespace ServiceDefaults.Messaging;

/// <summary>The operator's commands for events that could not be sent (out) or applied (in).</summary>
static class Parked
{
    const string List = """
        select 'in' as direction, event_id, type, aggregate_id, seq, parked_at, error,
            (
                   select count(*) from platform.waiting b where b.aggregate_id = w.aggregate_id and b.seq > w.seq
               ) as behind
        from platform.waiting w where parked_at is not null
        union all
        select 'out', e.id, e.type, e.aggregate_id, e.seq, p.parked_at, p.error,
            (select count(*) from platform.outbox b where b.aggregate_id = p.aggregate_id and b.id > p.outbox_id)
        from platform.parked_out p
        join platform.outbox o on o.id = p.outbox_id
        join platform.events e on e.position = o.event_position
        order by parked_at
        """;

    public static async Task ListAsync(
        Session session,
        IReadOnlyList<string> args,
        IServiceProvider services,
        CancellationToken ct
    )
    {
        var rows = await session.Query<Row>(List, ct);
        foreach (var r in rows)
            Console.WriteLine(
                $"{r.Direction, -3} {r.EventId} {r.Type} aggregate {r.AggregateId} #{r.Seq} at "
                    + $"{r.ParkedAt:u}, {r.Behind} behind: {r.Error}"
            );
        Console.WriteLine($"{rows.Count} parked");
    }

    public static async Task ReplayAsync(
        Session session,
        IReadOnlyList<string> args,
        IServiceProvider services,
        CancellationToken ct
    )
    {
        var id = Id(args);
        if (
            await session.Execute(
                """
                delete
                from platform.parked_out p
                using platform.outbox o, platform.events e
                where o.id = p.outbox_id and e.position = o.event_position and e.id = @id
                """,
                new { id },
                ct
            ) > 0
        )
        {
            await session.Execute("select pg_notify('outbox', '')", ct);
            Console.WriteLine("will be sent again");
            return;
        }
        var aggregate = await session.Find<Guid?>(
            """
            update platform.waiting
            set parked_at = null, error = null
            where event_id = @id and parked_at is not null
            returning aggregate_id
            """,
            new { id },
            ct
        ) ?? throw new StartupException($"No parked event {id}.");
        await services.GetRequiredService<Inbox>().DrainAsync(aggregate, session, ct);
        Console.WriteLine("applied");
    }

    public static async Task DiscardAsync(
        Session session,
        IReadOnlyList<string> args,
        IServiceProvider services,
        CancellationToken ct
    )
    {
        var id = Id(args);
        var outgoing = await session.Find<long?>(
            """
            select p.outbox_id
            from platform.parked_out p
            join platform.outbox o on o.id = p.outbox_id
            join platform.events e on e.position = o.event_position
            where e.id = @id
            """,
            new { id },
            ct
        );
        if (outgoing is not null)
        {
            await session.Execute("delete from platform.outbox where id = @outgoing", new { outgoing }, ct);
            await session.Execute("delete from platform.parked_out where outbox_id = @outgoing", new { outgoing }, ct);
            await session.Execute("select pg_notify('outbox', '')", ct);
            Console.WriteLine("discarded; its followers will see a gap and ask for it: discard it there too");
            return;
        }
        var row = await session.Find<Gone>(
            """
            delete
            from platform.waiting
            where event_id = @id and parked_at is not null
            returning aggregate_id, stream, seq
            """,
            new { id },
            ct
        ) ?? throw new StartupException($"No parked event {id}.");
        await session.Execute(
            """
            insert into platform.streams (aggregate_id, stream, seq) values (@AggregateId, @Stream, @Seq)
            on conflict (aggregate_id) do update set seq = greatest(streams.seq, excluded.seq)
            where split_part(streams.stream, '.', 1) = split_part(excluded.stream, '.', 1)
            """,
            row,
            ct
        );
        await services.GetRequiredService<Inbox>().DrainAsync(row.AggregateId, session, ct);
        Console.WriteLine("discarded");
    }

    public static async Task RebuildAsync(
        Session session,
        IReadOnlyList<string> args,
        IServiceProvider services,
        CancellationToken ct
    )
    {
        var subscriptions = services.GetRequiredService<EventSubscriptions>();
        var stream = args.FirstOrDefault()
            ?? throw new StartupException("Which stream? One of: " + string.Join(", ", subscriptions.Streams.Keys));
        await RebuildAsync(stream, session, subscriptions, Console.Out, ct);
    }

    /// <summary>Empties the projections of a stream and requests its history from its owner.</summary>
    /// <exception cref="StartupException">The stream has no declared projection.</exception>
    public static async Task RebuildAsync(
        string stream,
        Session session,
        EventSubscriptions subscriptions,
        TextWriter output,
        CancellationToken ct
    )
    {
        var tables = subscriptions.Projection(stream)
            ?? throw new StartupException(
                $"{stream} has effects that must not happen twice; only declared projections can be republished."
            );
        // Waits for a batch that is being applied: otherwise its effects would survive the emptying and be applied
        // again with the history.
        await session.Execute("lock table platform.inbox, platform.streams in exclusive mode", ct);
        foreach (var table in tables)
            await session.Execute($"delete from {table}", new { stream }, ct);
        await session.Execute("delete from platform.waiting where stream = @stream", new { stream }, ct);
        await session.Execute("delete from platform.inbox where stream = @stream", new { stream }, ct);
        await session.Execute("delete from platform.streams where stream = @stream", new { stream }, ct);
        Republish.Request(session, subscriptions.Service, subscriptions.Streams[stream], [stream]);
        await output.WriteLineAsync($"{stream}: emptied, history asked for");
    }

    /// <summary>Type and code of an exception; never its message, which may contain personal data.</summary>
    internal static string Reason(Exception e) =>
        e switch
        {
            PostgresException p => $"PostgreSQL {p.SqlState} {p.ConstraintName} {p.TableName}".TrimEnd(),
            JsonException j => $"JSON at {j.Path}",
            CryptographicException => "a sealed field does not open",
            Http.ProblemException p => p.Problem.Code,
            ForeignRowException => e.Message,
            _ => $"{e.GetType().Name} at {e.TargetSite?.DeclaringType?.Name}.{e.TargetSite?.Name}",
        };

    static Guid Id(IReadOnlyList<string> args) =>
        Guid.TryParse(args.FirstOrDefault(), out var id)
            ? id
            : throw new StartupException("Give the event id that `parked` lists.");

    sealed record Row(
        string Direction,
        Guid EventId,
        string Type,
        Guid AggregateId,
        long Seq,
        DateTimeOffset ParkedAt,
        string Error,
        long Behind
    );

    sealed record Gone(Guid AggregateId, string Stream, long Seq);
}
