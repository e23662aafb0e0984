namespace Contracts;

/// <summary>
/// A person may act from now on. Every service keeps the grants it needs and denies what no grant allows.
/// </summary>
public interface IAccessGranted : IEvent
{
    Guid SubjectId { get; }
    string Role { get; }

    /// <summary>Sort-key prefix of the area; null where the grant names an organization or a single resource.</summary>
    string? ScopeKey { get; }
    Guid? OrganizationId { get; }
    Guid? ResourceId { get; }
    DateTimeOffset ValidFrom { get; }

    /// <summary>The first moment after the grant: on the wire ranges are half-open.</summary>
    DateTimeOffset? ValidTo { get; }
}

/// <summary>The grant with this aggregate id no longer holds.</summary>
public interface IAccessEnded : IEvent
{
    DateTimeOffset EndedAt { get; }
}
