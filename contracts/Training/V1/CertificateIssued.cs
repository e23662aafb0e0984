namespace Contracts.Training.V1;

/// <summary>A person passed a class and holds its certificate.</summary>
/// <param name="Course">Code of the course, which is the skill that the certificate proves.</param>
/// <param name="Number">Number printed on the certificate.</param>
/// <param name="Verification">Unguessable part of the public verification address.</param>
[Stream("training.certificate")]
public sealed record CertificateIssued(
    Guid CertificateId,
    Guid PersonId,
    Guid? NeedId,
    Guid EnrolmentId,
    string Course,
    string CourseName,
    string Number,
    string Verification,
    DateOnly IssuedOn,
    Guid IssuedBy
) : IEvent
{
    Guid IEvent.AggregateId => CertificateId;
}
