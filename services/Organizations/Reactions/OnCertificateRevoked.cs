using Contracts.Training.V1;
using Organizations.Features.Points;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

/// <summary>
/// Reverses the certificate's points by an entry of the same time and kind, unless an officer did so already.
/// </summary>
static class OnCertificateRevoked
{
    public static Task Handle(Received<CertificateRevoked> received, Session session, CancellationToken ct)
    {
        ReversedPoints.Defer(
            received.Event.CertificateId,
            "certificate-issued",
            "证书已撤销 The certificate was revoked",
            session
        );
        return Task.CompletedTask;
    }
}
