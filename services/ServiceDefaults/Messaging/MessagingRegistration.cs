using Contracts;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ServiceDefaults.Messaging;

public static class MessagingRegistration
{
    const int BatchSize = 500;

    /// <summary>Outbox relay, inbox and the service's two quorum queues (events, and grants ahead of any backlog), each with a single active consumer.</summary>
    public static IHostApplicationBuilder AddMessaging(this IHostApplicationBuilder builder, EventSubscriptions subscriptions)
    {
        builder.Services.AddSingleton(subscriptions).AddSingleton<Broker>().AddSingleton<Inbox>();
        builder.Services.AddHostedService<Relay>();
        builder.Services.AddMassTransit(x =>
        {
            x.DisableUsageTelemetry();
            x.UsingRabbitMq((context, bus) =>
            {
                bus.Host(context.GetRequiredService<Broker>().Address, h => h.Heartbeat(TimeSpan.FromSeconds(10)));
                foreach (var lane in Enum.GetValues<Lane>()) Receive(bus, context, subscriptions, lane);
            });
        });
        builder.Services.Configure<MassTransitHostOptions>(o => (o.WaitUntilStarted, o.StopTimeout) = (false, TimeSpan.FromSeconds(10)));
        builder.Services.AddHostedService<Follower>();
        return builder;
    }

    static void Receive(IRabbitMqBusFactoryConfigurator bus, IBusRegistrationContext context, EventSubscriptions subscriptions, Lane lane) =>
        bus.ReceiveEndpoint(Wire.Queue(subscriptions.Service, lane), e =>
        {
            e.ConfigureConsumeTopology = false;
            e.SetQuorumQueue();
            e.SingleActiveConsumer = true;
            e.PrefetchCount = BatchSize * 4;
            foreach (var stream in subscriptions.Streams.Where(s => s.Value == lane)) e.Bind(stream.Key, b => (b.ExchangeType, b.Durable, b.AutoDelete) = ("fanout", true, false));
            var consumer = new Consumer(context.GetRequiredService<Inbox>(), lane, BatchSize, context.GetRequiredService<TimeProvider>(), context.GetRequiredService<ILogger<Consumer>>());
            e.ConfigureReceive(r => r.UseFilter(consumer));
        });
}
