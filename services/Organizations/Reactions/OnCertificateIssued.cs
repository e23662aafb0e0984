using Contracts.Training.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

static class OnCertificateIssued
{
    public static Task Handle(
        IReadOnlyList<Received<CertificateIssued>> received,
        Session session,
        CancellationToken ct
    ) =>
        Award.PointsAsync(
            received,
            session,
            "certificate-issued",
            r =>
                new(
                    r.EventId,
                    r.DoneAt(r.Event.IssuedOn),
                    r.Event.IssuedBy,
                    r.Event.CertificateId,
                    Served: r.Event.PersonId
                ),
            ct
        );
}
