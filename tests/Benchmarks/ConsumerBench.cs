using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using Dapper;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;
using ServiceDefaults.Sealing;

namespace Benchmarks;

/// <summary>
/// Consumes the events waiting in a queue, from the start of the consumer to the last commit of inbox and effect. The
/// peer takes the same messages from the same queue with RabbitMQ.Client, writes the same rows in an NpgsqlBatch and
/// acknowledges each batch at once. Two more peers have the rows in memory and measure the database alone: NpgsqlBatch,
/// and arrays with unnest.
/// </summary>
sealed class ConsumerBench(BenchEnvironment environment, NpgsqlDataSource app, NpgsqlDataSource owner)
{
    /// <summary>Enough that the start of our consumer, about 170 ms, is a small part of the time.</summary>
    const int Events = 200_000,
        Aggregates = 5_000,
        ATransaction = 500,
        Prefetch = 2_000,
        Rounds = 3;
    const string Effects = """
        create table public.effects (
            event_id uuid primary key, aggregate_id uuid not null, number int not null,
            scope_key text collate "C" not null, kind text not null, taken_at timestamptz not null
        )
        """;
    const string InsertEffect = """
        insert into effects (event_id, aggregate_id, number, scope_key, kind, taken_at)
        values (@EventId, @NoteId, @Number, @ScopeKey, @Kind, @TakenAt)
        """;
    const string InsertInbox =
        "insert into platform.inbox (event_id, aggregate_id, seq, stream, received_at) values ($1, $2, $3, $4, $5)";
    const string UnnestEffects = """
        insert into effects (event_id, aggregate_id, number, scope_key, kind, taken_at)
        select *
        from unnest(
            @eventIds::uuid[], @noteIds::uuid[], @numbers::int[], @scopeKeys::text[], @kinds::text[],
            @times::timestamptz[]
        )
        """;
    const string UnnestInbox = """
        insert into platform.inbox (event_id, aggregate_id, seq, stream, received_at)
        select *, $5
        from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[])
        """;

    int _reacted;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var environment = await BenchEnvironment.MakeAsync("consumer");
        await using var app = Database.Open(environment.Configuration, "App");
        await using var owner = Database.Open(environment.Configuration, "Owner");
        await using (var connection = await owner.OpenConnectionAsync())
        {
            await connection.ExecuteAsync(Effects);
            await connection.ExecuteAsync(
                $"grant all on effects to {new NpgsqlConnectionStringBuilder(environment.App).Username}"
            );
            // Marks the stream as loaded: no owner runs here that could republish its history.
            await connection.ExecuteAsync(
                "insert into platform.subscriptions values (@stream, gen_random_uuid(), now(), now())",
                new { stream = NoteTaken.StreamName }
            );
        }
        var bench = new ConsumerBench(environment, app, owner);
        var comparison = await Comparison.RunAsync(
            "consumer",
            Rounds,
            new Side("ours", _ => bench.OursAsync(s => s.On<NoteTaken>(bench.ReactAsync))),
            new Side("ours by set", _ => bench.OursAsync(s => s.OnMany<NoteTaken>(bench.ReactToManyAsync))),
            new Side("raw client", _ => bench.RawAsync()),
            new Side("batch", _ => bench.PeerAsync(BatchAsync)),
            new Side("unnest", _ => bench.PeerAsync(UnnestAsync))
        );
        return
        [
            Row.Of(
                "consumer: take, apply, acknowledge; raw client",
                "events/s",
                comparison["ours"],
                comparison["raw client"],
                ">= 0.7"
            ),
            Row.Of("consumer: peer without a broker, NpgsqlBatch", "events/s", comparison["ours"], comparison["batch"]),
            Row.Of(
                "consumer: effects by set, peer by unnest",
                "events/s",
                comparison["ours by set"],
                comparison["unnest"]
            ),
        ];
    }

    async Task<double[]> OursAsync(Action<EventSubscriptions> subscribe)
    {
        await ClearAsync();
        await FillAsync();
        _reacted = 0;
        using var host = Host(subscribe);
        await using var watch = await app.OpenConnectionAsync();
        var began = Stopwatch.GetTimestamp();
        await host.StartAsync();
        while (Volatile.Read(ref _reacted) < Events)
            await Task.Delay(10);
        while (await watch.ExecuteScalarAsync<int>("select count(*) from effects") < Events)
            await Task.Delay(10);
        var took = Stopwatch.GetElapsedTime(began);
        await host.StopAsync();
        await CheckAsync();
        return [Events / took.TotalSeconds];
    }

    /// <summary>A consumer without ordering, parking, traces and limits.</summary>
    async Task<double[]> RawAsync()
    {
        await ClearAsync();
        await FillAsync();
        await using var broker = await new Broker(environment.Configuration).ConnectAsync(
            "bench",
            CancellationToken.None
        );
        await using var channel = await broker.CreateChannelAsync();
        await channel.BasicQosAsync(0, Prefetch, global: false);
        var arrived = Channel.CreateUnbounded<(ulong Tag, Arrival Arrival)>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
            await arrived.Writer.WriteAsync((delivery.DeliveryTag, Read(delivery)));
        await using var connection = await app.OpenConnectionAsync();
        var began = Stopwatch.GetTimestamp();
        await channel.BasicConsumeAsync("bench", autoAck: false, consumer);
        List<(ulong Tag, Arrival Arrival)> batch = new(ATransaction);
        for (var done = 0; done < Events; done += batch.Count)
        {
            batch.Clear();
            batch.Add(await arrived.Reader.ReadAsync());
            while (batch.Count < ATransaction && arrived.Reader.TryRead(out var more))
                batch.Add(more);
            await using var transaction = await connection.BeginTransactionAsync();
            await BatchAsync(connection, transaction, [.. batch.Select(b => b.Arrival)]);
            await transaction.CommitAsync();
            await channel.BasicAckAsync(batch[^1].Tag, multiple: true);
        }
        var took = Stopwatch.GetElapsedTime(began);
        await CheckAsync();
        return [Events / took.TotalSeconds];

        static Arrival Read(BasicDeliverEventArgs delivery)
        {
            using var envelope = JsonDocument.Parse(delivery.Body);
            var e = envelope.RootElement.GetProperty("message").Deserialize<NoteTaken>(Wire.Json)!;
            return new(e, Guid.Parse(delivery.BasicProperties.MessageId!), e.Number + 1);
        }
    }

    async Task<double[]> PeerAsync(Func<NpgsqlConnection, NpgsqlTransaction, Arrival[], Task> write)
    {
        await ClearAsync();
        var batches = Arrivals().Chunk(ATransaction).ToList();
        var began = Stopwatch.GetTimestamp();
        await using (var connection = await app.OpenConnectionAsync())
            foreach (var batch in batches)
            {
                await using var transaction = await connection.BeginTransactionAsync();
                await write(connection, transaction, batch);
                await transaction.CommitAsync();
            }
        var took = Stopwatch.GetElapsedTime(began);
        await CheckAsync();
        return [Events / took.TotalSeconds];
    }

    static async Task BatchAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Arrival[] rows)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var (e, id, seq) in rows)
        {
            batch.BatchCommands.Add(
                new(InsertInbox) { Parameters = { P(id), P(e.NoteId), P(seq), P(NoteTaken.StreamName), P(e.TakenAt) } }
            );
            batch.BatchCommands.Add(
                new(InsertEffect)
                {
                    Parameters = { P(id), P(e.NoteId), P(e.Number), P(e.ScopeKey), P(e.Kind), P(e.TakenAt) },
                }
            );
        }
        await batch.ExecuteNonQueryAsync();

        static NpgsqlParameter<T> P<T>(T value) => new() { TypedValue = value };
    }

    static async Task UnnestAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Arrival[] rows)
    {
        var ids = rows.Select(r => r.Id).ToArray();
        var aggregates = rows.Select(r => r.Event.NoteId).ToArray();
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new(UnnestInbox)
                {
                    Parameters =
                    {
                        P(ids),
                        P(aggregates),
                        P(rows.Select(r => r.Seq).ToArray()),
                        P(rows.Select(_ => NoteTaken.StreamName).ToArray()),
                        P(rows[0].Event.TakenAt),
                    },
                },
                new(UnnestEffects)
                {
                    Parameters =
                    {
                        P(ids),
                        P(aggregates),
                        P(rows.Select(r => r.Event.Number).ToArray()),
                        P(rows.Select(r => r.Event.ScopeKey).ToArray()),
                        P(rows.Select(r => r.Event.Kind).ToArray()),
                        P(rows.Select(r => r.Event.TakenAt).ToArray()),
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync();

        static NpgsqlParameter<T> P<T>(T value) => new() { TypedValue = value };
    }

    Task ReactAsync(Received<NoteTaken> received, Session session, CancellationToken ct)
    {
        var e = received.Event;
        session.Defer(
            InsertEffect,
            new
            {
                received.EventId,
                e.NoteId,
                e.Number,
                e.ScopeKey,
                e.Kind,
                e.TakenAt,
            }
        );
        Interlocked.Increment(ref _reacted);
        return Task.CompletedTask;
    }

    Task ReactToManyAsync(IReadOnlyList<Received<NoteTaken>> received, Session session, CancellationToken ct)
    {
        session.Defer(
            UnnestEffects,
            new
            {
                eventIds = received.Select(r => r.EventId).ToArray(),
                noteIds = received.Select(r => r.Event.NoteId).ToArray(),
                numbers = received.Select(r => r.Event.Number).ToArray(),
                scopeKeys = received.Select(r => r.Event.ScopeKey).ToArray(),
                kinds = received.Select(r => r.Event.Kind).ToArray(),
                times = received.Select(r => r.Event.TakenAt).ToArray(),
            }
        );
        Interlocked.Add(ref _reacted, received.Count);
        return Task.CompletedTask;
    }

    IHost Host(Action<EventSubscriptions> subscribe)
    {
        var builder = new HostApplicationBuilder(
            new HostApplicationBuilderSettings { EnvironmentName = Environments.Production }
        );
        builder.Configuration.AddInMemoryCollection(environment.Settings);
        builder.Logging.ClearProviders();
        var subscriptions = new EventSubscriptions("bench", typeof(ConsumerBench).Assembly);
        subscribe(subscriptions);
        builder.AddSealing().AddDatabase().AddMessaging(subscriptions);
        return builder.Build();
    }

    /// <summary>Publishes the events as the relay does; a first start of the consumer has declared the queue.</summary>
    async Task FillAsync()
    {
        await using var connection = await new Broker(environment.Configuration).ConnectAsync(
            "bench",
            CancellationToken.None
        );
        await using (var channel = await connection.CreateChannelAsync())
            await channel.QueueDeclareAsync(
                "bench",
                durable: true,
                exclusive: false,
                autoDelete: false,
                new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-single-active-consumer"] = true }
            );
        await using var publisher = await Publisher.OpenAsync(
            new Broker(environment.Configuration),
            "bench",
            OutboxWindow.Rows,
            CancellationToken.None
        );
        foreach (var part in Arrivals().Chunk(OutboxWindow.Rows))
        {
            var rows = part.Select(a => new OutboxRow(
                    0,
                    a.Id,
                    NoteTaken.StreamName,
                    typeof(NoteTaken).FullName!,
                    a.Event.NoteId,
                    a.Seq,
                    JsonSerializer.SerializeToUtf8Bytes(a.Event, Wire.Json),
                    null,
                    a.Event.TakenAt.UtcDateTime,
                    "bench"
                ))
                .ToList();
            if ((await publisher.SendAsync(rows, CancellationToken.None)).Count > 0)
                throw new InvalidOperationException("The broker did not take the events.");
        }
    }

    static IEnumerable<Arrival> Arrivals()
    {
        var aggregates = NoteTaken.Aggregates(Aggregates, seed: 7);
        return Enumerable
            .Range(0, Events)
            .Select(i => NoteTaken.Make(aggregates, i))
            .Select(e => new Arrival(e, Guid.CreateVersion7(e.TakenAt), e.Number + 1));
    }

    async Task ClearAsync()
    {
        await using var connection = await owner.OpenConnectionAsync();
        await connection.ExecuteAsync("truncate effects, platform.inbox, platform.streams, platform.waiting");
    }

    /// <exception cref="InvalidOperationException">An effect is missing.</exception>
    async Task CheckAsync()
    {
        await using var connection = await owner.OpenConnectionAsync();
        var (effects, inbox, waiting) = await connection.QuerySingleAsync<(int, int, int)>(
            """
            select (select count(*) from effects)::int, (select count(*) from platform.inbox)::int,
                (select count(*) from platform.waiting)::int
            """
        );
        if ((effects, inbox, waiting) != (Events, Events, 0))
            throw new InvalidOperationException(
                $"{effects} effects, {inbox} inbox rows and {waiting} waiting of {Events} events."
            );
    }

    sealed record Arrival(NoteTaken Event, Guid Id, long Seq);
}
