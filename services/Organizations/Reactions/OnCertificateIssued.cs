using Contracts.Training.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

static class OnCertificateIssued
{
    public static Task Handle(Received<CertificateIssued> r, Session session, CancellationToken ct) =>
        Award.PointsAsync(session, r.Event.IssuedBy, "certificate-issued", r.EventId, r.Event.CertificateId, r.OccurredAt);
}
