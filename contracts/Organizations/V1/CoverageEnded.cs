namespace Contracts.Organizations.V1;

/// <summary>The person no longer answers for the household.</summary>
[Stream("organizations.coverage", Lane = Lane.Grants)]
public sealed record CoverageEnded(Guid CoverageId, DateTimeOffset EndedAt) : IAccessEnded
{
    Guid IEvent.AggregateId => CoverageId;
}
