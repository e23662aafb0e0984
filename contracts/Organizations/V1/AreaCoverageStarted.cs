namespace Contracts.Organizations.V1;

/// <summary>
/// 包联: a named person answers for a grid, compound, building or other area below a township, whatever posts that
/// person holds elsewhere.
/// </summary>
/// <param name="ScopeKey">Sort key of the division.</param>
/// <param name="Post">The post in which the person answers for it.</param>
[Stream("organizations.area-coverage", Lane = Lane.Grants)]
public sealed record AreaCoverageStarted(
    Guid CoverageId,
    Guid PersonId,
    Guid DivisionId,
    string ScopeKey,
    string Post,
    DateTimeOffset ValidFrom
) : IAccessGranted
{
    Guid IEvent.AggregateId => CoverageId;
    Guid IAccessGranted.SubjectId => PersonId;
    string IAccessGranted.Role => Post;
    Guid? IAccessGranted.OrganizationId => null;
    Guid? IAccessGranted.ResourceId => null;
    DateTimeOffset? IAccessGranted.ValidTo => null;
}
