using Contracts.Training.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Jobs.Reactions;

/// <summary>Adds the certificate to the person's profile, also if NeedOpened has not arrived yet.</summary>
static class OnCertificateIssued
{
    const string Keep = """
        insert into certificates (id, person_id, course, course_name, number, verification, issued_on, visible_key)
        values (
            @CertificateId, @PersonId, @Course, @CourseName, @Number, @Verification, @IssuedOn,
            (select visible_key from profiles where id = @PersonId)
        )
        on conflict (id)
            do nothing
        """;
    const string Show = """
        update referrals
        set certificates = shared_certificates(@PersonId), version = version + 1
        where person_id = @PersonId and state = 'sent'
        """;

    public static Task Handle(Received<CertificateIssued> received, Session session, CancellationToken ct)
    {
        var e = received.Event;
        session.Defer(
            "insert into skills (code, name, name_en) values (@Course, @CourseName, @Course) on conflict do nothing",
            new { e.Course, e.CourseName }
        );
        // Locks the profile first, so that a concurrent SetConsent runs wholly before or wholly after this transaction.
        session.Defer("update profiles set version = version + 1 where id = @PersonId", new { e.PersonId });
        session.Defer(
            Keep,
            new
            {
                e.CertificateId,
                e.PersonId,
                e.Course,
                e.CourseName,
                e.Number,
                e.Verification,
                e.IssuedOn,
            }
        );
        session.Defer(Show, new { e.PersonId });
        session.RecordAccess(e.PersonId);
        return Task.CompletedTask;
    }
}
