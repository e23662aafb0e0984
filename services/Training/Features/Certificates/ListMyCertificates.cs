using ServiceDefaults.Data;
using ServiceDefaults.Http;
using Training.Domain;
using Training.Features.Classes;

namespace Training.Features.Certificates;

static class ListMyCertificates
{
    const string Source = """
        select z.id, z.course, k.name as course_name, z.number, z.verification, z.issued_on, z.revoked_on,
            z.reason_code
        from certificates z
        join courses k on k.code = z.course
        where z.person_id = @Subject
        """;

    static readonly Listing<Row, Certificate> List = Listing.Of<Row, Certificate>(
        "certificates",
        Source,
        (r, _) =>
            new(
                r.Id,
                r.Course,
                r.CourseName,
                r.Number,
                r.Verification,
                VerificationCode.Url(r.Verification),
                r.IssuedOn,
                r.RevokedOn,
                r.ReasonCode
            ),
        new("id", "编号"),
        new("course", "课程") { Recorded = CourseCodes.ReadAsync },
        new("courseName", "课程名称") { Search = true },
        new("number", "证书号"),
        new("verification", "验证码"),
        new("verifyUrl", "验证网址") { Plain = true },
        new("issuedOn", "发证日期"),
        new("revokedOn", "撤销日期"),
        new("reasonCode", "撤销原因") { Table = CodeTables.RevocationReason }
    ) with
    {
        DefaultSort = "-id",
    };

    [EndpointSummary("我的证书 My certificates; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<Certificate>> Handle(ListQuery query, Session session, CancellationToken ct)
    {
        session.RecordAccess(session.Caller.Subject);
        return List.AnswerAsync(query, session, new { session.Caller.Subject }, ct);
    }

    /// <param name="RevokedOn">The day it was revoked; null while it is valid.</param>
    public sealed record Certificate(
        Guid Id,
        string Course,
        string CourseName,
        string Number,
        string Verification,
        string VerifyUrl,
        DateOnly IssuedOn,
        DateOnly? RevokedOn,
        [Code(nameof(CodeTables.RevocationReason))] string? ReasonCode
    );

    sealed record Row(
        Guid Id,
        string Course,
        string CourseName,
        string Number,
        string Verification,
        DateOnly IssuedOn,
        DateOnly? RevokedOn,
        string? ReasonCode
    );
}
