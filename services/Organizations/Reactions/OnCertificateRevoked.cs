using Contracts.Training.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

/// <summary>
/// What the certificate gave is taken back by an entry of the same time and kind, unless that was done by hand.
/// </summary>
static class OnCertificateRevoked
{
    const string Reverse = """
        insert into point_entries (
            id, person_id, scope_key, kind, rule_version, points, source_id, reverses, occurred_at, note
        )
        select $1, person_id, scope_key, kind, rule_version, -points, source_id, id, occurred_at,
            '证书已撤销 The certificate was revoked'
        from point_entries
        where source_id = $2 and kind = 'certificate-issued' and reverses is null and points <> 0
        on conflict do nothing
        """;

    public static Task Handle(Received<CertificateRevoked> received, Session session, CancellationToken ct)
    {
        session.Defer(Reverse, Guid.CreateVersion7(session.Now), received.Event.CertificateId);
        return Task.CompletedTask;
    }
}
