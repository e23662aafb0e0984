namespace Contracts.Census.V1;

/// <summary>A household is on the register.</summary>
/// <param name="ScopeKey">Sort key of the division it lives in.</param>
/// <param name="RegisteredBy">The person who registered it.</param>
[Stream("census.household")]
public sealed record HouseholdRegistered(
    Guid HouseholdId, string ScopeKey, int Residents, Guid RegisteredBy) : IEvent
{
    Guid IEvent.AggregateId => HouseholdId;
}
