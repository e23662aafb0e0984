namespace Contracts.Census.V1;

/// <summary>
/// The household lies in another division, because its division was split or because it was moved by hand.
/// </summary>
/// <param name="ScopeKey">Sort key of the division it lies in now.</param>
/// <param name="PersonIds">The people of the household.</param>
[Stream("census.household")]
public sealed record HouseholdMoved(Guid HouseholdId, string ScopeKey, IReadOnlyList<Guid> PersonIds) : IEvent
{
    Guid IEvent.AggregateId => HouseholdId;
}
