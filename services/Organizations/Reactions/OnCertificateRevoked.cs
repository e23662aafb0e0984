using Contracts.Training.V1;
using Organizations.Features.Points;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

/// <summary>
/// What the certificate gave is taken back by an entry of the same time and kind, unless that was done by hand.
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
