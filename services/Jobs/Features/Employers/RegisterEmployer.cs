using Contracts.Jobs.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Jobs.Features.Employers;

static class RegisterEmployer
{
    // Credit codes are public, so a 409 for one registered in another area discloses nothing.
    const string Sql = """
        insert into employers (
            id, credit_code, name, division_id, scope_key, contact_sealed, registered_by, registered_at
        )
        values (@id, @Text, @Name, @DivisionId, @Key, @contact, @Subject, @Now)
        on conflict on constraint employers_credit_code
            do nothing
        """;

    public sealed record Request(
        [Required, Like(CreditCode.Pattern), Example("91350100M000100Y43")] string CreditCode,
        [Required, Longest(100), Example("延安好帮手家政服务有限公司")] string Name,
        [Required] Guid? DivisionId,
        [Longest(100), Example("李经理 138 0013 8000")] string? Contact
    );

    [EndpointSummary("登记用人单位 Register an employer")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var code = check.Read<CreditCode>("/creditCode", request.CreditCode, CreditCode.Read);
        var area = await session.FindAreaInScope(request.DivisionId!.Value, ct);
        check.That(area is not null, "/divisionId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();

        var id = Guid.CreateVersion7(session.Now);
        var values = new
        {
            id,
            code.Text,
            request.Name,
            request.DivisionId,
            area!.Key,
            contact = request.Contact is null ? null : session.Sealer.Seal(request.Contact, "employers", id, "contact"),
            session.Caller.Subject,
            session.Now,
        };
        if (await session.Execute(Sql, values, ct) == 0)
            throw new ProblemException(Problems.CreditCodeTaken);
        session.Publish(new EmployerRegistered(id, code.Text, request.Name, area.Key));
        return TypedResults.Created($"/jobs/v1/employers/{id}", new Response(id, 1));
    }

    public sealed record Response(Guid Id, long Version) : IVersioned;
}
