using Contracts.Training.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Jobs.Reactions;

/// <summary>Removes the certificate from the person's profile and from every referral that shows it.</summary>
static class OnCertificateRevoked
{
    const string Hide = """
        update referrals set version = version + 1, certificates = (
            select coalesce(jsonb_agg(c order by n), '[]')
            from jsonb_array_elements(certificates) with ordinality x (c, n)
            where c ->> 'number' <> @Number)
        where person_id = @PersonId and certificates @> jsonb_build_array(jsonb_build_object('number', @Number::text))
        """;

    public static Task Handle(Received<CertificateRevoked> received, Session session, CancellationToken ct)
    {
        var e = received.Event;
        // Locks the profile first, as OnCertificateIssued and ReferCandidate do.
        session.Defer("update profiles set version = version + 1 where id = @PersonId", new { e.PersonId });
        session.Defer("delete from certificates where id = @CertificateId", new { e.CertificateId });
        session.Defer(Hide, new { e.PersonId, e.Number });
        session.RecordAccess(e.PersonId);
        return Task.CompletedTask;
    }
}
