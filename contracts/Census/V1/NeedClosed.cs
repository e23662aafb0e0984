namespace Contracts.Census.V1;

/// <summary>A need was closed.</summary>
/// <param name="Outcome">employed, withdrawn or other.</param>
/// <param name="OpenedBy">The person who opened it.</param>
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
