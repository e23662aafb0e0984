using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Contracts;

namespace ServiceDefaults.Messaging;

/// <summary>
/// An event's form on the wire: its type's full name, its stream (the exchange) and its lane (the queue).
/// </summary>
public sealed record Wire(string Type, string Stream, Lane Lane)
{
    static readonly ConcurrentDictionary<Type, Wire> Known = new();

    static readonly Dictionary<string, Lane> Lanes = typeof(IEvent)
        .Assembly.GetTypes()
        .Select(t => t.GetCustomAttribute<StreamAttribute>())
        .OfType<StreamAttribute>()
        .DistinctBy(s => s.Name)
        .ToDictionary(s => s.Name, s => s.Lane);

    /// <summary>
    /// Contracts are camelCase JSON; readers ignore unknown members, so that a publisher may add some.
    /// </summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <exception cref="InvalidOperationException">The contract has no [Stream].</exception>
    public static Wire Of(Type type) => Known.GetOrAdd(type, t =>
        {
            var stream = t.GetCustomAttribute<StreamAttribute>()
                ?? throw new InvalidOperationException($"{t.FullName} needs a [Stream].");
            return new(t.FullName!, stream.Name, stream.Lane);
        });

    /// <summary>
    /// The lane of a stream, from the contracts; a stream that no contract names uses the lane of events.
    /// </summary>
    public static Lane LaneOf(string stream) => Lanes.GetValueOrDefault(stream, Lane.Events);

    /// <summary>The service that publishes a stream.</summary>
    public static string PublisherOf(string stream) => stream.Split('.')[0];

    /// <summary>The queue of a service for a lane.</summary>
    public static string Queue(string service, Lane lane) =>
        lane == Lane.Events ? service : $"{service}.{lane.ToString().ToLowerInvariant()}";
}

/// <summary>Names of AMQP headers beside the MassTransit envelope; they carry order and trace.</summary>
static class WireHeaders
{
    public const string Type = "event-type";
    public const string Stream = "stream";
    public const string Aggregate = "aggregate";
    public const string Sequence = "sequence";
    public const string OccurredAt = "occurred-at";
    public const string TraceParent = "traceparent";
}
