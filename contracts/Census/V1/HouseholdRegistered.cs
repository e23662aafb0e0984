namespace Contracts.Census.V1;

/// <summary>A household is on the register.</summary>
/// <param name="ScopeKey">Sort key of the division it lives in.</param>
/// <param name="Residents">How many people live in it.</param>
/// <param name="Women">Of them, female and 18 or over; null in tellings from before it was told.</param>
/// <param name="Children">Of them, under 18.</param>
/// <param name="RegisteredBy">The person who registered it.</param>
[Stream("census.household")]
public sealed record HouseholdRegistered(
    Guid HouseholdId,
    string ScopeKey,
    int Residents,
    Guid RegisteredBy,
    int? Women = null,
    int? Children = null
) : IEvent
{
    Guid IEvent.AggregateId => HouseholdId;
}
