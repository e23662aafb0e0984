namespace Contracts.Census.V1;

/// <summary>A household is on the register.</summary>
/// <param name="ScopeKey">Sort key of the household's division.</param>
/// <param name="Residents">Number of residents.</param>
/// <param name="Women">Residents who are female and 18 or over; null in events older than this member.</param>
/// <param name="Children">Residents under 18.</param>
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
