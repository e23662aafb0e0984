namespace Contracts.Platform.V1;

/// <summary>A subscriber asks the owners of these streams to send their history to its queue.</summary>
/// <param name="RequestId">Identifies the request; an owner serves it once.</param>
/// <param name="Queue">The queue that receives the history.</param>
/// <param name="Streams">Streams by name; an owner ignores those it does not own.</param>
/// <param name="Aggregates">Only these aggregates; null for all.</param>
[Stream("platform.republish", Lane = Lane.Grants)]
public sealed record RepublishRequested(
    Guid RequestId,
    string Queue,
    IReadOnlyList<string> Streams,
    IReadOnlyList<Guid>? Aggregates = null
) : IEvent
{
    Guid IEvent.AggregateId => RequestId;
}
