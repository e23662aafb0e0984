namespace Contracts.Jobs.V1;

/// <summary>The person is still employed this many months after the hire.</summary>
/// <param name="Months">3, 6 or 12.</param>
[Stream("jobs.placement")]
public sealed record PlacementRetained(Guid PlacementId, Guid PersonId, Guid? NeedId, int Months, Guid ReferredBy)
    : IEvent
{
    Guid IEvent.AggregateId => PlacementId;
}
