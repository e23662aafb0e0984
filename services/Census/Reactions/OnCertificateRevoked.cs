using Census.Features.Needs;
using Contracts.Training.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Census.Reactions;

/// <summary>
/// Noted at the need that had the certificate, which is trained no longer unless another certificate says so.
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
