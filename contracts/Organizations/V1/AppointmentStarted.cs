namespace Contracts.Organizations.V1;

/// <summary>A person holds a post over an area or in an organization.</summary>
/// <param name="Post">One of <see cref="V1.Post"/>.</param>
/// <param name="ScopeKey">Sort key of the division the post is for; null for a post in an organization only.</param>
/// <param name="ValidTo">The first moment after the appointment; null while no end is known.</param>
[Stream("organizations.appointment", Lane = Lane.Grants)]
public sealed record AppointmentStarted(
    Guid AppointmentId,
    Guid PersonId,
    string Post,
    string? ScopeKey,
    Guid? OrganizationId,
    DateTimeOffset ValidFrom,
    DateTimeOffset? ValidTo = null
) : IAccessGranted
{
    Guid IEvent.AggregateId => AppointmentId;
    Guid IAccessGranted.SubjectId => PersonId;
    string IAccessGranted.Role => Post;
    Guid? IAccessGranted.ResourceId => null;
}
