using System.Diagnostics;
using System.Text.Json;
using Contracts;
using ServiceDefaults.Messaging;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.Data;

/// <summary>The events that one session publishes, until they are written to the database.</summary>
sealed class Outbox(Sealer sealer)
{
    public const string Publish =
        "select platform.publish(@ids, @streams, @types, @lanes, @aggregates, @bodies, @traces, @now)";

    readonly List<Outgoing> _events = [];

    public bool IsEmpty => _events.Count == 0;

    public void Add<T>(Func<EventSealer, T> make, DateTimeOffset now)
        where T : class, IEvent
    {
        var id = Guid.CreateVersion7(now);
        var e = make(new EventSealer(sealer, id));
        var wire = Wire.Of(typeof(T));
        _events.Add(
            new(
                id,
                wire.Stream,
                wire.Type,
                (short)wire.Lane,
                e.AggregateId,
                JsonSerializer.Serialize(e, Wire.Json),
                Activity.Current?.Id
            )
        );
    }

    /// <summary>
    /// The arguments of <see cref="Publish"/>. Sorted by aggregate, so that two sessions lock aggregates in the same
    /// order and cannot deadlock; the events of one aggregate keep their order.
    /// </summary>
    public object Take(DateTimeOffset now)
    {
        var events = _events.OrderBy(o => o.AggregateId).ToList();
        _events.Clear();
        return new
        {
            ids = events.Select(o => o.Id).ToArray(),
            streams = events.Select(o => o.Stream).ToArray(),
            types = events.Select(o => o.Type).ToArray(),
            lanes = events.Select(o => o.Lane).ToArray(),
            aggregates = events.Select(o => o.AggregateId).ToArray(),
            bodies = events.Select(o => o.Body).ToArray(),
            traces = events.Select(o => o.Trace).ToArray(),
            now,
        };
    }

    public void Clear() => _events.Clear();

    sealed record Outgoing(
        Guid Id,
        string Stream,
        string Type,
        short Lane,
        Guid AggregateId,
        string Body,
        string? Trace
    );
}
