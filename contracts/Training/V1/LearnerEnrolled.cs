namespace Contracts.Training.V1;

/// <summary>A person has a place in a class.</summary>
/// <param name="NeedId">The need that the class answers, if one is known.</param>
/// <param name="Course">Code of the course.</param>
[Stream("training.enrolment")]
public sealed record LearnerEnrolled(
    Guid EnrolmentId,
    Guid ClassId,
    Guid PersonId,
    Guid? NeedId,
    string Course,
    Guid EnrolledBy
) : IEvent
{
    Guid IEvent.AggregateId => EnrolmentId;
}
