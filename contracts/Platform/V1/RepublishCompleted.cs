namespace Contracts.Platform.V1;

/// <summary>The history of a stream up to the request lies in the subscriber's queue ahead of this event.</summary>
/// <param name="RequestId">The request that is answered.</param>
/// <param name="Stream">The stream that was sent.</param>
/// <param name="Queue">The queue it was sent to.</param>
/// <param name="Events">How many events were sent.</param>
[Stream("platform.republished", Lane = Lane.Grants)]
public sealed record RepublishCompleted(Guid RequestId, string Stream, string Queue, long Events) : IEvent
{
    /// <summary>Each answer stands alone: no order between answers is needed.</summary>
    public Guid CompletionId { get; init; }
    Guid IEvent.AggregateId => CompletionId;
}
