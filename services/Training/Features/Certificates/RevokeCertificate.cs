using Contracts.Training.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using Training.Domain;

namespace Training.Features.Certificates;

/// <summary>
/// Revokes a certificate. Its row, number and public address stay and show the revocation. Its enrolment is open again,
/// so that attendance can be corrected and the learner assessed again.
/// </summary>
static class RevokeCertificate
{
    const string Find =
        "select enrolment_id, person_id, need_id, course, number, verification from certificates where id = @id";

    // Locks the enrolment first, as IssueCertificate and RecordAttendance do.
    const string Lock = "select id from enrolments where id = @EnrolmentId for update";
    const string Revoke = """
        update certificates
        set revoked_on = @Today, revoked_by = @Subject, reason_code = @ReasonCode, version = version + 1
        where id = @id and revoked_on is null
        """;
    const string Reopen = """
        update enrolments
        set state = 'enrolled', score = null, assessed_by = null, assessed_at = null, version = version + 1
        where id = @EnrolmentId and state = 'certified'
        """;
    const string Unmark = """
        update learners l set state = 'enrolled', version = version + 1
        where id = @NeedId
            and state = 'certified'
            and not exists (select from certificates c where c.need_id = l.id and c.revoked_on is null)
        """;

    public sealed record Request([Required, Code(nameof(CodeTables.RevocationReason))] string ReasonCode);

    [EndpointSummary("撤销证书 Revoke a certificate, with a reason")]
    public static async Task<Ok<GetCertificate.Response>> Handle(
        Guid id,
        Request request,
        Session session,
        CancellationToken ct
    )
    {
        var certificate = await session.Find<Certificate>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        await session.Find<Guid>(Lock, certificate, ct);
        var values = new
        {
            id,
            session.Today,
            session.Caller.Subject,
            request.ReasonCode,
        };
        if (await session.Execute(Revoke, values, ct) == 0)
            throw new ProblemException(Problems.RevokedAlready);
        session.Defer(Reopen, new { certificate.EnrolmentId });
        session.Defer(Unmark, new { certificate.NeedId });
        session.Defer(
            "update verifications set revoked_on = @Today where verification = @Verification",
            new { certificate.Verification, session.Today }
        );
        session.Publish(
            new CertificateRevoked(
                id,
                certificate.PersonId,
                certificate.NeedId,
                certificate.EnrolmentId,
                certificate.Course,
                certificate.Number,
                session.Today,
                request.ReasonCode,
                session.Caller.Subject
            )
        );
        return await GetCertificate.Handle(id, session, ct);
    }

    sealed record Certificate(
        Guid EnrolmentId,
        Guid PersonId,
        Guid NeedId,
        string Course,
        string Number,
        string Verification
    );
}
