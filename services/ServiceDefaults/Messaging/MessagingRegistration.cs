using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ServiceDefaults.Messaging;

static class MessagingRegistration
{
    /// <summary>Outbox relay, inbox and consumers of one service.</summary>
    public static IHostApplicationBuilder AddMessaging(
        this IHostApplicationBuilder builder,
        EventSubscriptions subscriptions
    )
    {
        builder.Services.AddSingleton(subscriptions).AddSingleton<Broker>().AddSingleton<Inbox>();
        builder.Services.AddHostedService<Relay>();
        builder.Services.AddHostedService<Consumers>();
        builder.Services.AddHostedService<Follower>();
        builder.Services.AddHostedService<Backlog>();
        return builder;
    }
}
