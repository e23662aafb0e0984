using Contracts;
using MassTransit;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Data;

namespace ServiceDefaults.Messaging;

/// <summary>
/// Keeps a consumer on each of the service's two quorum queues (events, and grants, which do not wait behind a backlog
/// of events). MassTransit waits up to 30 seconds between attempts, and never retries a consumer that was refused while
/// the broker was loading its users. Therefore, if the relay is connected and the bus is not, the bus is replaced.
/// </summary>
sealed class Consumers(
    Broker broker,
    Inbox inbox,
    EventSubscriptions subscriptions,
    TimeProvider clock,
    Schema schema,
    ILoggerFactory logs
) : Worker(schema)
{
    const int BatchSize = 1_000;
    static readonly TimeSpan Attempt = TimeSpan.FromMilliseconds(100),
        Look = TimeSpan.FromSeconds(1),
        Patience = TimeSpan.FromSeconds(5),
        ToStart = TimeSpan.FromSeconds(15),
        ToStop = TimeSpan.FromSeconds(10);
    readonly ILogger _log = logs.CreateLogger<Consumers>();

    protected override async Task WorkAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            // A bus started while the broker is starting can hang half started: one of its consumers occupies its queue
            // and cannot be stopped.
            if (!broker.Connected)
            {
                await Task.Delay(Attempt, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }
            var bus = broker.Bus = Make();
            try
            {
                using (var start = CancellationTokenSource.CreateLinkedTokenSource(ct))
                {
                    start.CancelAfter(ToStart);
                    await bus.StartAsync(start.Token);
                }
                await WatchAsync(ct);
                _log.LogWarning("consumers are restarted: {State}", bus.CheckHealth().Description);
            }
            catch (Exception e)
            {
                if (!ct.IsCancellationRequested)
                    _log.LogWarning("consumers wait: {Error}", e.Brief());
            }
            await StopAsync(bus);
            await Task.Delay(Look, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Returns when the bus does not reconnect by itself.</summary>
    async Task WatchAsync(CancellationToken ct)
    {
        for (var waited = TimeSpan.Zero; waited < Patience; await Task.Delay(Look, ct))
            waited = broker.Connected && !broker.Consuming ? waited + Look : TimeSpan.Zero;
    }

    async Task StopAsync(IBusControl bus)
    {
        using var stop = new CancellationTokenSource(ToStop);
        try
        {
            await bus.StopAsync(stop.Token);
        }
        catch (Exception e)
        {
            _log.LogWarning("consumers did not stop cleanly: {Error}", e.Brief());
        }
    }

    IBusControl Make()
    {
        LogContext.ConfigureCurrentLogContext(logs);
        return Bus.Factory.CreateUsingRabbitMq(bus =>
        {
            bus.Host(broker.Address, h => h.Heartbeat(TimeSpan.FromSeconds(10)));
            foreach (var lane in Enum.GetValues<Lane>())
                Receive(bus, lane);
        });
    }

    void Receive(IRabbitMqBusFactoryConfigurator bus, Lane lane) =>
        bus.ReceiveEndpoint(Wire.Queue(subscriptions.Service, lane), e =>
        {
            e.ConfigureConsumeTopology = false;
            e.SetQuorumQueue();
            e.SingleActiveConsumer = true;
            e.PrefetchCount = BatchSize * 2;
            e.ConcurrentMessageLimit = 1; // in the order of the queue
            foreach (var stream in subscriptions.Streams.Where(s => s.Value == lane))
                e.Bind(stream.Key, b => (b.ExchangeType, b.Durable, b.AutoDelete) = ("fanout", true, false));
            var consumer = new Consumer(inbox, lane, BatchSize, clock, logs.CreateLogger<Consumer>());
            e.ConfigureChannel(c => c.UseFilter(consumer));
        });
}
