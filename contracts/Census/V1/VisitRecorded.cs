namespace Contracts.Census.V1;

/// <summary>民情日记: a home visit, call or chat was recorded.</summary>
/// <param name="Kind">visit, call or chat.</param>
[Stream("census.visit")]
public sealed record VisitRecorded(
    Guid VisitId,
    Guid HouseholdId,
    string ScopeKey,
    string Kind,
    Guid VisitorId,
    DateTimeOffset VisitedAt
) : IEvent
{
    Guid IEvent.AggregateId => VisitId;
}
