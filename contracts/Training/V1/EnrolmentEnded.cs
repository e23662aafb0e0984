namespace Contracts.Training.V1;

/// <summary>A person left a class before its end; the place is free again.</summary>
/// <param name="Course">Code of the course.</param>
/// <param name="ReasonCode">found-work, moved-away, health, family, entered-in-error, class-cancelled or other.</param>
[Stream("training.enrolment")]
public sealed record EnrolmentEnded(
    Guid EnrolmentId,
    Guid ClassId,
    Guid PersonId,
    Guid? NeedId,
    string Course,
    string ReasonCode,
    DateOnly EndedOn
) : IEvent
{
    Guid IEvent.AggregateId => EnrolmentId;
}
