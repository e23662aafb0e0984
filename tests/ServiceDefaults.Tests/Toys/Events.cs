using Contracts;

namespace ServiceDefaults.Tests.Toys;

/// <summary>An event of the toy service itself.</summary>
[Stream("toys.thing")]
public sealed record ThingNamed(Guid ThingId, string Name) : IEvent
{
    Guid IEvent.AggregateId => ThingId;
}

/// <summary>An event of the toy service on a stream that a test makes the broker refuse.</summary>
[Stream("toys.odd")]
public sealed record ThingOdd(Guid ThingId) : IEvent
{
    Guid IEvent.AggregateId => ThingId;
}

/// <summary>An event of another service; Behaviour controls the reaction.</summary>
[Stream("other.toy")]
public sealed record ToyCounted(Guid ToyId, int Number, string? Behaviour = null, Sealed? Word = null) : IEvent
{
    Guid IEvent.AggregateId => ToyId;
}

/// <summary>An event of another service, from which a table is projected.</summary>
[Stream("other.note")]
public sealed record NoteWritten(Guid NoteId, string Body) : IEvent
{
    Guid IEvent.AggregateId => NoteId;
}
