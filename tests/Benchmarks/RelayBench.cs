using System.Diagnostics;
using System.Globalization;
using System.Text;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RabbitMQ.Client;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;
using ServiceDefaults.Sealing;

namespace Benchmarks;

/// <summary>
/// From commit to confirmed publish: the relay drains the outbox. The peer publishes the same bytes from memory to the
/// same quorum queue with the same number of unconfirmed messages.
/// </summary>
sealed class RelayBench(
    BenchEnvironment environment,
    NpgsqlDataSource app,
    NpgsqlDataSource owner,
    IConnection connection
)
{
    const int Events = 100_000,
        Aggregates = 10_000,
        ATransaction = 500,
        Rounds = 3;
    const string Queue = "relay-bench";
    readonly SessionFactory _sessions = new(
        app,
        TimeProvider.System,
        new Sealer(environment.Configuration),
        Limits.Usual
    );
    IReadOnlyList<Message> _sent = [];

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var environment = await BenchEnvironment.MakeAsync("relay");
        await using var app = Database.Open(environment.Configuration, "App");
        await using var owner = Database.Open(environment.Configuration, "Owner");
        await using var connection = await new Broker(environment.Configuration).ConnectAsync(
            "bench",
            CancellationToken.None
        );
        var bench = new RelayBench(environment, app, owner, connection);
        await using (var channel = await connection.CreateChannelAsync())
        {
            await channel.ExchangeDeclareAsync(NoteTaken.StreamName, ExchangeType.Fanout, durable: true);
            await channel.QueueDeclareAsync(
                Queue,
                durable: true,
                exclusive: false,
                autoDelete: false,
                new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }
            );
            await channel.QueueBindAsync(Queue, NoteTaken.StreamName, "");
        }
        // The relay runs first in the warm-up as well, for the peer sends the messages of the relay.
        await bench.OursAsync(0);
        var comparison = await Comparison.RunAsync(
            "relay",
            Rounds,
            new Side("ours", bench.OursAsync),
            new Side("peer", bench.PeerAsync)
        );
        return
        [
            Row.Of("relay: commit to confirmed publish", "events/s", comparison["ours"], comparison["peer"], ">= 0.7"),
        ];
    }

    async Task<double[]> OursAsync(int round)
    {
        await CommitAsync(NoteTaken.Aggregates(Aggregates, seed: 7 + round));
        EventSubscriptions subscriptions = new("bench", typeof(Relay).Assembly);
        using var schema = new Schema(app, subscriptions);
        await schema.StartAsync(CancellationToken.None);
        await schema.There;
        using var relay = new Relay(
            app,
            new Broker(environment.Configuration),
            subscriptions,
            TimeProvider.System,
            Limits.Usual,
            schema,
            NullLogger<Relay>.Instance
        );
        await using var watch = await app.OpenConnectionAsync();
        var began = Stopwatch.GetTimestamp();
        await relay.StartAsync(CancellationToken.None);
        while (await watch.ExecuteScalarAsync<bool>("select exists (select from platform.outbox)"))
            await Task.Delay(25);
        var took = Stopwatch.GetElapsedTime(began);
        await relay.StopAsync(CancellationToken.None);
        _sent = await TakeAllAsync();
        Check(_sent);
        return [Events / took.TotalSeconds];
    }

    async Task<double[]> PeerAsync(int round)
    {
        var began = Stopwatch.GetTimestamp();
        await using var publishing = await new Broker(environment.Configuration).ConnectAsync(
            "peer",
            CancellationToken.None
        );
        await using var channel = await publishing.CreateChannelAsync(
            new CreateChannelOptions(true, true, new ThrottlingRateLimiter(OutboxWindow.Rows * 2))
        );
        var unconfirmed = new Queue<Task>(OutboxWindow.Rows);
        foreach (var message in _sent)
        {
            if (unconfirmed.Count == OutboxWindow.Rows)
                await unconfirmed.Dequeue();
            unconfirmed.Enqueue(
                channel
                    .BasicPublishAsync(NoteTaken.StreamName, "", mandatory: false, message.Properties, message.Body)
                    .AsTask()
            );
        }
        await Task.WhenAll(unconfirmed);
        var took = Stopwatch.GetElapsedTime(began);
        await using var purging = await connection.CreateChannelAsync();
        var purged = await purging.QueuePurgeAsync(Queue);
        return purged == Events
            ? [Events / took.TotalSeconds]
            : throw new InvalidOperationException($"The peer's queue held {purged} messages.");
    }

    /// <summary>Commits the events as a service does, a few hundred in a transaction, aggregates alternating.</summary>
    async Task CommitAsync(Guid[] aggregates)
    {
        await using (var connection = await owner.OpenConnectionAsync())
            await connection.ExecuteAsync("truncate platform.aggregates, platform.events, platform.outbox");
        for (var first = 0; first < Events; first += ATransaction)
        {
            await using var session = await _sessions.SystemAsync("bench", CancellationToken.None);
            for (var i = first; i < first + ATransaction; i++)
                session.Publish(NoteTaken.Make(aggregates, i));
            await session.Commit(default);
        }
        await using (var connection = await owner.OpenConnectionAsync())
            await connection.ExecuteAsync("analyze platform.events, platform.outbox");
    }

    async Task<List<Message>> TakeAllAsync()
    {
        await using var channel = await connection.CreateChannelAsync();
        List<Message> messages = new(Events);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var consumer = new RabbitMQ.Client.Events.AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            messages.Add(new(new BasicProperties(delivery.BasicProperties), delivery.Body.ToArray()));
            if (messages.Count == Events)
                all.TrySetResult();
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(Queue, autoAck: true, consumer);
        await all.Task.WaitAsync(TimeSpan.FromMinutes(2));
        return messages;
    }

    /// <exception cref="InvalidOperationException">An event is missing, doubled or out of order.</exception>
    static void Check(IReadOnlyList<Message> messages)
    {
        Dictionary<string, long> last = [];
        foreach (var headers in messages.Select(m => m.Properties.Headers!))
        {
            var aggregate = Encoding.UTF8.GetString((byte[])headers[WireHeaders.Aggregate]!);
            var seq = Convert.ToInt64(headers[WireHeaders.Sequence], CultureInfo.InvariantCulture);
            if (seq != last.GetValueOrDefault(aggregate) + 1)
                throw new InvalidOperationException(
                    $"Order broken: {aggregate} has {seq} after {last.GetValueOrDefault(aggregate)}."
                );
            last[aggregate] = seq;
        }
        if (last.Count != Aggregates || last.Values.Any(s => s != Events / Aggregates))
            throw new InvalidOperationException("Not every event arrived.");
    }

    sealed record Message(BasicProperties Properties, byte[] Body);
}
