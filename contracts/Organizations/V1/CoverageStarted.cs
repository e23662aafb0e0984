namespace Contracts.Organizations.V1;

/// <summary>包联: a named person answers for a named household, wherever it lies.</summary>
/// <param name="Post">The post in which the person answers for it.</param>
[Stream("organizations.coverage", Lane = Lane.Grants)]
public sealed record CoverageStarted(
    Guid CoverageId,
    Guid PersonId,
    Guid HouseholdId,
    string Post,
    DateTimeOffset ValidFrom
) : IAccessGranted
{
    Guid IEvent.AggregateId => CoverageId;
    Guid IAccessGranted.SubjectId => PersonId;
    string IAccessGranted.Role => Post;
    string? IAccessGranted.ScopeKey => null;
    Guid? IAccessGranted.OrganizationId => null;
    Guid? IAccessGranted.ResourceId => HouseholdId;
    DateTimeOffset? IAccessGranted.ValidTo => null;
}
