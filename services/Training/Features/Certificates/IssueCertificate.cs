using Contracts.Training.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;
using Training.Domain;

namespace Training.Features.Certificates;

static class IssueCertificate
{
    const string Lock = """
        select e.person_id, e.need_id, e.scope_key, e.name_sealed, e.state, e.course, k.name as course_name,
            k.name_en as course_name_en
        from enrolments e join courses k on k.code = e.course where e.id = @id for update of e
        """;
    const string FindIssuingArea = """
        select rpad(left(code, 6), 6, '0') as code, name from platform.areas
        where key = any (@prefixes) and level <= 3 and code ~ '^[0-9]+$' order by level desc, valid_from desc limit 1
        """;
    const string NextNumber = """
        insert into certificate_numbers as n (area, year, last)
        values (@area, @year, 1)
        on conflict (area, year)
            do update set last = n.last + 1
        returning last
        """;
    const string Insert = """
        insert into certificates (
            id, enrolment_id, person_id, need_id, scope_key, course, number, verification, issued_on, issued_by, turn
        )
        select @certificate, @id, @PersonId, @NeedId, @ScopeKey, @Course, @number, @verification, @Today, @Subject,
            count(*) + 1
        from certificates
        where enrolment_id = @id
        on conflict (need_id, course) where revoked_on is null and not again do nothing
        """;
    const string Show = """
        insert into verifications (
            verification, number, course, course_name, course_name_en, masked_name, issued_on, issuer
        )
        values (@verification, @number, @Course, @CourseName, @CourseNameEn, @maskedName, @Today, @issuer)
        """;

    public sealed record Request;

    [EndpointSummary("颁发证书 Issue the certificate")]
    public static async Task<Created<Response>> Handle(Guid id, Request? request, Session session, CancellationToken ct)
    {
        var passed = await session.Find<Enrolment>(Lock, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        if (passed.State == "certified")
            throw new ProblemException(Problems.IssuedAlready);
        if (passed.State != "passed")
            throw new ProblemException(Problems.NotPassed);
        var prefixes = Enumerable.Range(1, passed.ScopeKey.Length).Select(n => passed.ScopeKey[..n]).ToArray();
        var area = await session.Find<IssuingArea>(FindIssuingArea, new { prefixes }, ct)
            ?? throw new ProblemException(Problems.NoIssuingArea);

        var serial = await session.Find<int>(NextNumber, new { area = area.Code, year = session.Today.Year }, ct);
        var number = new CertificateNumber(area.Code, session.Today.Year, serial).ToString();
        var (certificate, verification) = (Guid.CreateVersion7(session.Now), VerificationCode.Create());
        var values = new
        {
            certificate,
            id,
            passed.PersonId,
            passed.NeedId,
            passed.ScopeKey,
            passed.Course,
            number,
            verification,
            session.Today,
            session.Caller.Subject,
        };
        if (await session.Execute(Insert, values, ct) == 0)
            throw new ProblemException(Problems.CertifiedForNeed);
        DeferShown(session, id, passed, number, verification, area);
        DeferStates(session, id, passed.NeedId);
        session.RecordAccess(passed.PersonId);
        session.Publish(
            new CertificateIssued(
                certificate,
                passed.PersonId,
                passed.NeedId,
                id,
                passed.Course,
                passed.CourseName,
                number,
                verification,
                session.Today,
                session.Caller.Subject
            )
        );
        return TypedResults.Created(
            VerificationCode.Url(verification),
            new Response(certificate, number, verification, VerificationCode.Url(verification), 1)
        );
    }

    static void DeferShown(
        Session session,
        Guid id,
        Enrolment passed,
        string number,
        string verification,
        IssuingArea area
    ) =>
        session.Defer(
            Show,
            new
            {
                verification,
                number,
                passed.Course,
                passed.CourseName,
                passed.CourseNameEn,
                maskedName = Mask.Name(session.Sealer.Open(passed.NameSealed, "enrolments", id, "name")),
                session.Today,
                issuer = area.Name + "妇女联合会",
            }
        );

    static void DeferStates(Session session, Guid id, Guid need)
    {
        session.Defer("update enrolments set state = 'certified', version = version + 1 where id = @id", new { id });
        session.Defer(
            """
            update learners
            set state = 'certified', version = version + 1
            where id = @need and state in ('waiting', 'enrolled')
            """,
            new { need }
        );
    }

    public sealed record Response(Guid Id, string Number, string Verification, string VerifyUrl, long Version)
        : IVersioned;

    sealed record Enrolment(
        Guid PersonId,
        Guid NeedId,
        string ScopeKey,
        byte[] NameSealed,
        string State,
        string Course,
        string CourseName,
        string CourseNameEn
    );

    sealed record IssuingArea(string Code, string Name);
}
