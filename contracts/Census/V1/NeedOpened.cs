namespace Contracts.Census.V1;

/// <summary>A person needs something that another service can give: a class, a job.</summary>
/// <param name="PersonId">The person in need; the same id in every service.</param>
/// <param name="Kind">work, the only kind so far.</param>
/// <param name="Name">Sealed as "name".</param>
/// <param name="Hours">The hours in which the person can work; empty for any time.</param>
/// <param name="Skills">Course codes of what the person can do or wants to learn.</param>
[Stream("census.need")]
public sealed record NeedOpened(
    Guid NeedId,
    Guid PersonId,
    Guid HouseholdId,
    string ScopeKey,
    string Kind,
    Sealed Name,
    IReadOnlyList<WorkingHours> Hours,
    IReadOnlyList<string> Skills,
    Guid OpenedBy
) : IEvent
{
    Guid IEvent.AggregateId => NeedId;
}
