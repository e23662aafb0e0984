using Contracts.Training.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Jobs.Reactions;

/// <summary>Adds the certificate to the person's profile, also if NeedOpened has not arrived yet.</summary>
static class OnCertificateIssued
{
    const string Keep = """
        insert into certificates (id, person_id, course, course_name, number, verification, issued_on, visible_key)
        values ($1, $2, $3, $4, $5, $6, $7, (select visible_key from profiles where id = $2))
        on conflict (id)
            do nothing
        """;
    const string Show = """
        update referrals
        set certificates = shared_certificates($1), version = version + 1
        where person_id = $1 and state = 'sent'
        """;

    public static Task Handle(Received<CertificateIssued> received, Session session, CancellationToken ct)
    {
        var e = received.Event;
        session.Defer(
            "insert into skills (code, name, name_en) values ($1, $2, $1) on conflict do nothing",
            e.Course,
            e.CourseName
        );
        // Locks the profile first, so that a concurrent SetConsent runs wholly before or wholly after this transaction.
        session.Defer("update profiles set version = version + 1 where id = $1", e.PersonId);
        session.Defer(Keep, e.CertificateId, e.PersonId, e.Course, e.CourseName, e.Number, e.Verification, e.IssuedOn);
        session.Defer(Show, e.PersonId);
        session.RecordAccess(e.PersonId);
        return Task.CompletedTask;
    }
}
