using ServiceDefaults.Data;
using ServiceDefaults.Http;
using Training.Domain;

namespace Training.Features.Certificates;

static class ListMyCertificates
{
    const string Sql = """
        select z.id, z.course, k.name as course_name, z.number, z.verification, z.issued_on, z.revoked_on,
            z.reason_code
        from certificates z
        join courses k on k.code = z.course
        where z.person_id = @Subject and (@after::uuid is null or z.id < @after) order by z.id desc limit @Take
        """;

    [EndpointSummary("我的证书 My certificates")]
    public static async Task<Ok<Page<Certificate>>> Handle(Paging paging, Session session, CancellationToken ct)
    {
        var rows = await session.Query<Row>(
            Sql,
            new
            {
                session.Caller.Subject,
                after = paging.After<Guid?>(),
                paging.Take,
            },
            ct
        );
        session.Saw(session.Caller.Subject);
        return TypedResults.Ok(
            paging.Of(
                [
                    .. rows.Select(r => new Certificate(
                        r.Id,
                        r.Course,
                        r.CourseName,
                        r.Number,
                        r.Verification,
                        VerificationCode.Url(r.Verification),
                        r.IssuedOn,
                        r.RevokedOn,
                        r.ReasonCode
                    )),
                ],
                c => c.Id
            )
        );
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
        string? ReasonCode
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
