using Census.Domain;
using Contracts.Training.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Census.Reactions;

/// <summary>Noted at the need that had the certificate, which is trained no longer unless another certificate says so.</summary>
static class OnCertificateRevoked
{
    const string Find = """
        select n.id from needs n join need_timeline t on t.need_id = n.id
        where n.resident_id = @PersonId and t.event = 'certificate-issued' and t.reference = @CertificateId for update of n
        """;

    public static async Task Handle(Received<CertificateRevoked> received, Session session, CancellationToken ct)
    {
        var e = received.Event;
        if (await session.Find<Guid?>(Find, new { e.PersonId, e.CertificateId }, ct) is not { } need)
            return;
        NeedProgress.Note(
            session,
            need,
            received.EventId,
            received.OccurredAt,
            "certificate-revoked",
            e.CertificateId,
            e.Course
        );
        NeedProgress.Untrain(session, need);
    }
}
