using ServiceDefaults.Data;
using ServiceDefaults.Http;
using Training.Domain;

namespace Training.Features.Certificates;

/// <summary>One certificate, valid or revoked, for staff and its holder.</summary>
static class GetCertificate
{
    const string Sql = """
        select z.id, z.enrolment_id, z.person_id, z.need_id, z.course, k.name as course_name, z.number,
            z.verification, z.issued_on, z.revoked_on, z.reason_code, z.version
        from certificates z join courses k on k.code = z.course where z.id = @id
        """;

    [EndpointSummary("证书 One certificate")]
    public static async Task<Ok<Response>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<Row>(Sql, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(row.PersonId);
        return TypedResults.Ok(
            new Response(
                row.Id,
                row.EnrolmentId,
                row.PersonId,
                row.NeedId,
                row.Course,
                row.CourseName,
                row.Number,
                VerificationCode.Url(row.Verification),
                row.IssuedOn,
                row.RevokedOn,
                row.ReasonCode,
                row.Version
            )
        );
    }

    /// <param name="RevokedOn">The day it was revoked; null while it is valid.</param>
    /// <param name="ReasonCode">Why it was revoked.</param>
    public sealed record Response(
        Guid Id,
        Guid EnrolmentId,
        Guid PersonId,
        Guid NeedId,
        string Course,
        string CourseName,
        string Number,
        string VerifyUrl,
        DateOnly IssuedOn,
        DateOnly? RevokedOn,
        [Code(nameof(CodeTables.RevocationReason))] string? ReasonCode,
        long Version
    ) : IVersioned;

    sealed record Row(
        Guid Id,
        Guid EnrolmentId,
        Guid PersonId,
        Guid NeedId,
        string Course,
        string CourseName,
        string Number,
        string Verification,
        DateOnly IssuedOn,
        DateOnly? RevokedOn,
        string? ReasonCode,
        long Version
    );
}
