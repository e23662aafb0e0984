namespace Contracts.Organizations.V1;

/// <summary>The appointment no longer holds; what it allowed is refused from now on.</summary>
[Stream("organizations.appointment", Lane = Lane.Grants)]
public sealed record AppointmentEnded(Guid AppointmentId, Guid PersonId, DateTimeOffset EndedAt) : IAccessEnded
{
    Guid IEvent.AggregateId => AppointmentId;
}
