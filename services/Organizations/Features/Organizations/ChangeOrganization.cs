using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Organizations.Features.Organizations;

/// <summary>
/// Changes name, credit code or parent; a former name stays in the history. Values not given stay. Name and credit code
/// of an employer are changed in Jobs, which keeps the register of employers.
/// </summary>
static class ChangeOrganization
{
    /// <param name="From">First day of the new name; today if not given.</param>
    public sealed record Request(
        [NotEmpty, Longest(200), Example("黄龙县妇女联合会")] string? Name,
        DateOnly? From,
        [NotEmpty, Like(CreditCode.Pattern), Example("91350100M000100Y43")] string? CreditCode,
        Guid? ParentId
    );

    const string Find = """
        select kind, name, status, credit_code, parent_id, since, version from organizations where id = @id for update
        """;
    const string CodeTaken =
        "select exists (select from organizations where credit_code = @creditCode and kind = @Kind and id <> @id)";

    /// <summary>Serializes changes of parents, so that two of them cannot close a cycle.</summary>
    const string TakeTurns = "select pg_advisory_xact_lock(hashtextextended('organizations', 0))";
    const string ParentThere = "select exists (select from organizations where id = @parent and valid_to is null)";

    /// <summary>
    /// A parent must not lie below the organization; read as the system, because organizations between them may lie
    /// outside the caller's area.
    /// </summary>
    const string ParentIsFree = """
        with recursive up as (
            select id, parent_id
            from organizations
            where id = @parent
            union
            select o.id, o.parent_id
            from organizations o
            join up on o.id = up.parent_id
        )
        select bool_and(id <> @id) from up
        """;
    internal const string Remember = """
        insert into organization_history (organization_id, scope_key, name, status, valid_from, valid_to)
        select id, scope_key, name, status, since, @from
        from organizations
        where id = @id and since < @from
        """;
    const string Change = """
        update organizations
        set name = @name, since = @since, credit_code = @creditCode, parent_id = @parent, version = version + 1
        where id = @id
        """;

    [EndpointSummary("变更组织 Change name, credit code or parent of an organization")]
    public static async Task<Ok<GetOrganization.Response>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        if (request.ParentId is not null)
            await session.Execute(TakeTurns, ct);
        var row = await session.Find<Row>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        ifMatch.Check(row.Version);
        if (row.Status == "dissolved")
            throw new ProblemException(Problems.OrganizationDissolved);
        var check = new Validation();
        var name = request.Name ?? row.Name;
        var from = request.From ?? session.Today;
        check.That(from <= session.Today, "/from", PlatformProblems.InFuture);
        check.That(name == row.Name || from >= row.Since, "/from", PlatformProblems.OutOfRange);
        var creditCode = request.CreditCode is null
            ? row.CreditCode
            : check.Read<CreditCode>("/creditCode", request.CreditCode, CreditCode.Read)?.Text;
        var parent = request.ParentId ?? row.ParentId;
        if (request.ParentId is not null)
            check.That(
                !OrganizationKinds.IsOnePerDivision(row.Kind)
                    && await session.Find<bool>(ParentThere, new { parent }, ct)
                    && await session.AsSystem(() => session.Find<bool>(ParentIsFree, new { id, parent }, ct), ct),
                "/parentId",
                PlatformProblems.Unknown
            );
        check.ThrowIfInvalid();
        if (row.Kind == "employer" && (name != row.Name || creditCode != row.CreditCode))
            throw new ProblemException(
                Problems.KeptByJobs,
                Problems.OfJobs.At(name != row.Name ? "/name" : "/creditCode")
            );
        if (creditCode != row.CreditCode)
            await CheckCodeAsync(id, creditCode, row.Kind, session, ct);
        if (name != row.Name)
            await session.Execute(Remember, new { id, from }, ct);
        await session.Execute(
            Change,
            new
            {
                id,
                name,
                since = name == row.Name ? row.Since : from,
                creditCode,
                parent,
            },
            ct
        );
        return await GetOrganization.Handle(id, null, session, ct);
    }

    /// <exception cref="ProblemException">Another organization of the kind has the code.</exception>
    static async Task CheckCodeAsync(Guid id, string? creditCode, string kind, Session session, CancellationToken ct)
    {
        if (
            await session.AsSystem(
                () =>
                    session.Find<bool>(
                        CodeTaken,
                        new
                        {
                            id,
                            creditCode,
                            kind,
                        },
                        ct
                    ),
                ct
            )
        )
            throw new ProblemException(Problems.CreditCodeTaken, PlatformProblems.Duplicate.At("/creditCode"));
    }

    sealed record Row(
        string Kind,
        string Name,
        string Status,
        string? CreditCode,
        Guid? ParentId,
        DateOnly Since,
        long Version
    );
}
