namespace Contracts.Platform.V1;

/// <summary>The history of a stream up to the request lies in the subscriber's queue ahead of this event.</summary>
/// <param name="RequestId">The request that this event answers.</param>
/// <param name="Stream">The stream that was sent.</param>
/// <param name="Queue">The queue that received it.</param>
/// <param name="Events">Number of events sent.</param>
[Stream("platform.republished", Lane = Lane.Grants)]
public sealed record RepublishCompleted(Guid RequestId, string Stream, string Queue, long Events) : IEvent
{
    /// <summary>Each answer is an aggregate of its own: answers need no order.</summary>
    public Guid CompletionId { get; init; }
    Guid IEvent.AggregateId => CompletionId;
}
