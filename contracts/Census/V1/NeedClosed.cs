namespace Contracts.Census.V1;

/// <summary>The need came to its end.</summary>
/// <param name="Outcome">employed, withdrawn or other.</param>
/// <param name="OpenedBy">The person who had opened it.</param>
[Stream("census.need")]
public sealed record NeedClosed(
    Guid NeedId,
    Guid PersonId,
    string ScopeKey,
    string Outcome,
    Guid OpenedBy,
    DateTimeOffset ClosedAt
) : IEvent
{
    Guid IEvent.AggregateId => NeedId;
}
