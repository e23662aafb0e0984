namespace Contracts;

/// <summary>
/// A fact that has happened. The wire name is the type's full name; a change within V1 may only add optional members.
/// </summary>
public interface IEvent
{
    /// <summary>The aggregate whose order this event keeps: consumers see its events in sequence, each once.</summary>
    Guid AggregateId { get; }
}
