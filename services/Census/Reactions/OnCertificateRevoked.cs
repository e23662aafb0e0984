using Census.Features.Needs;
using Contracts.Training.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Census.Reactions;

/// <summary>
/// Adds a line to the certificate's need and takes its state back from trained, unless another certificate is valid.
/// </summary>
static class OnCertificateRevoked
{
    public static Task Handle(Received<CertificateRevoked> received, Session session, CancellationToken ct)
    {
        var e = received.Event;
        return NeedProgress.TakeBackAsync(
            session,
            e.PersonId,
            received.EventId,
            received.OccurredAt,
            "certificate-revoked",
            "certificate-issued",
            e.CertificateId,
            e.Course,
            ct
        );
    }
}
