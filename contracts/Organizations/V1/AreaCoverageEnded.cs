namespace Contracts.Organizations.V1;

/// <summary>The person no longer answers for the area.</summary>
[Stream("organizations.area-coverage", Lane = Lane.Grants)]
public sealed record AreaCoverageEnded(Guid CoverageId, DateTimeOffset EndedAt) : IAccessEnded
{
    Guid IEvent.AggregateId => CoverageId;
}
