namespace Contracts.Jobs.V1;

/// <summary>A person was hired.</summary>
/// <param name="NeedId">The need that the placement answers, if one is known.</param>
/// <param name="ReferredBy">The officer who referred the person.</param>
[Stream("jobs.placement")]
public sealed record PlacementStarted(
    Guid PlacementId,
    Guid PersonId,
    Guid? NeedId,
    Guid PostingId,
    Guid EmployerId,
    Guid ReferredBy,
    DateOnly StartedOn
) : IEvent
{
    Guid IEvent.AggregateId => PlacementId;
}
