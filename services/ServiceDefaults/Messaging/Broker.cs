using System.Collections.Concurrent;
using Contracts;
using MassTransit;
using Microsoft.Extensions.Configuration;
using RabbitMQ.Client;
using ServiceDefaults.Data;

namespace ServiceDefaults.Messaging;

/// <summary>
/// The broker's address (ConnectionStrings:Broker, amqp://user:password@host:port/vhost) and the state of the
/// connections to it.
/// </summary>
sealed class Broker(IConfiguration configuration)
{
    readonly ConcurrentDictionary<Lane, string[]> _paused = new();
    int _emptied;

    public Uri Address { get; } =
        Uri.TryCreate(configuration.GetConnectionString("Broker"), UriKind.Absolute, out var uri)
        && uri.Scheme is "amqp" or "amqps"
            ? uri
            : throw new StartupException(
                "ConnectionStrings:Broker is not set. Give amqp://user:password@host:port/vhost."
            );

    /// <summary>Whether the relay's connection is open; false while the broker is unreachable.</summary>
    public bool Connected { get; internal set; }

    /// <summary>Whether this process's consumers are connected to their queues.</summary>
    public bool Consuming => Bus?.CheckHealth() is { Status: BusHealthStatus.Healthy };

    /// <summary>
    /// Streams and queues to which nothing is sent for now, because messages would not reach a follower.
    /// </summary>
    public IReadOnlyList<string> Paused => [.. _paused.Values.SelectMany(t => t).Order()];

    /// <summary>How often this process has found that the broker had lost its messages.</summary>
    public int TimesEmptied => _emptied;

    internal IBusControl? Bus { get; set; }

    internal void SetPaused(Lane lane, IEnumerable<string> targets) => _paused[lane] = [.. targets];

    internal void Emptied() => Interlocked.Increment(ref _emptied);

    internal Task<IConnection> ConnectAsync(string name, CancellationToken ct) =>
        new ConnectionFactory
        {
            Uri = Address,
            AutomaticRecoveryEnabled = false,
            RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
            ContinuationTimeout = TimeSpan.FromSeconds(10),
            RequestedHeartbeat = TimeSpan.FromSeconds(10),
            ClientProvidedName = name,
        }.CreateConnectionAsync(ct);
}
