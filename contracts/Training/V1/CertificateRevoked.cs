namespace Contracts.Training.V1;

/// <summary>A certificate was revoked: it proves nothing from now on.</summary>
/// <param name="Course">Code of the course.</param>
/// <param name="Number">Number printed on the certificate.</param>
/// <param name="ReasonCode">issued-in-error, attendance-corrected, assessment-corrected or fraud.</param>
[Stream("training.certificate")]
public sealed record CertificateRevoked(
    Guid CertificateId,
    Guid PersonId,
    Guid? NeedId,
    Guid EnrolmentId,
    string Course,
    string Number,
    DateOnly RevokedOn,
    string ReasonCode,
    Guid RevokedBy
) : IEvent
{
    Guid IEvent.AggregateId => CertificateId;
}
