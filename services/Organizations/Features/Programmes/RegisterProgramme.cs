using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Programmes;

/// <summary>Registers a plan, action, platform or project in its organization's area.</summary>
static class RegisterProgramme
{
    public sealed record Partner(
        [Required] Guid? OrganizationId,
        [Required, Code(nameof(CodeTables.ProgrammeRole))] string Role
    );

    /// <param name="Mode">Mode of a project: cooperation needs a partner or department, purchased a purchaser.</param>
    /// <param name="Budget">Yuan.</param>
    public sealed record Request(
        Guid? ParentId,
        [Required] Guid? OwnerId,
        [Required, Code(nameof(CodeTables.ProgrammeKind))] string Kind,
        [Required, Longest(200), Example("家庭教育进社区")] string Name,
        [Required, Longest(100), Example("家庭教育")] string Field,
        [Code(nameof(CodeTables.ProgrammeMode))] string? Mode,
        [Required] DateOnly? StartsOn,
        [Required] DateOnly? EndsOn,
        [Code(nameof(CodeTables.ProgrammeStatus))] string? Status,
        [Between(0, (double)Yuan.Most)] decimal? Budget,
        [Items(500), Distinct] Partner[]? Organizations
    );

    public sealed record Response(Guid Id, long Version) : IVersioned;

    const string FindOwner = "select scope_key, division_id from organizations where id = @OwnerId";
    const string Insert = """
        insert into programmes (
            id, scope_key, division_id, parent_id, owner_id, kind, name, field, mode, starts_on, ends_on, status,
            budget, registered_at
        )
        values (
            @id, @ScopeKey, @DivisionId, @ParentId, @OwnerId, @Kind, @Name, @Field, @Mode, @from, @to, @status,
            @Budget, @Now
        )
        """;
    const string InsertParent = """
        insert into programme_parents (programme_id, parent_id, scope_key, valid_from)
        values (@id, @ParentId, @ScopeKey, least(@from, @today))
        """;
    const string InsertStatus = """
        insert into programme_statuses (programme_id, status, scope_key, since)
        values (@id, @status, @ScopeKey, least(@from, @today))
        """;
    const string InsertPartners = """
        insert into programme_organizations (id, scope_key, programme_id, organization_id, role, valid_from)
        select i, @ScopeKey, @id, o, r, @from from unnest(@ids, @organizations, @roles) as t (i, o, r)
        """;

    [EndpointSummary("登记项目 Register a plan, action, platform or project")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var (from, to) = (request.StartsOn!.Value, request.EndsOn!.Value);
        check.That(to >= from, "/endsOn", PlatformProblems.OutOfRange);
        check.That(request.Kind != "project" || request.Mode is not null, "/mode", PlatformProblems.Required);
        check.That(request.Kind == "project" || request.Mode is null, "/mode", PlatformProblems.OutOfRange);
        check.Yuans("/budget", request.Budget);
        var partners = request.Organizations ?? [];
        check.ThrowIfInvalid();
        var owner = await session.Find<Owner>(FindOwner, new { request.OwnerId }, ct);
        check.That(owner is not null, "/ownerId", PlatformProblems.Unknown);
        await Partners.CheckKnownAsync(partners, check, session, ct);
        check.ThrowIfInvalid();
        if (!ProgrammeRules.IsBorneOut(request.Mode, partners.Select(p => p.Role)))
            throw new ProblemException(Problems.ModeNotMet, PlatformProblems.Required.At("/organizations"));
        await Programme.LockTreesAsync(session, ct);
        if (request.ParentId is { } parentId)
            await MoveProgramme.CheckAsync(parentId, null, request.Kind, from, to, session, ct);

        var (id, status) = (Guid.CreateVersion7(session.Now), request.Status ?? "draft");
        await session.Execute(
            Insert,
            new
            {
                id,
                owner!.ScopeKey,
                owner.DivisionId,
                request.ParentId,
                request.OwnerId,
                request.Kind,
                request.Name,
                request.Field,
                request.Mode,
                from,
                to,
                status,
                request.Budget,
                session.Now,
            },
            ct
        );
        await InsertAroundAsync(id, request, owner, status, from, partners, session, ct);
        return TypedResults.Created($"/organizations/v1/programmes/{id}", new Response(id, 1));
    }

    /// <summary>Stores parent, status and organizations.</summary>
    static async Task InsertAroundAsync(
        Guid id,
        Request request,
        Owner owner,
        string status,
        DateOnly from,
        Partner[] partners,
        Session session,
        CancellationToken ct
    )
    {
        var first = new
        {
            id,
            request.ParentId,
            status,
            owner.ScopeKey,
            from,
            today = session.Today,
        };
        await session.Execute(InsertParent, first, ct);
        await session.Execute(InsertStatus, first, ct);
        await session.Execute(
            InsertPartners,
            new
            {
                id,
                owner.ScopeKey,
                from,
                ids = partners.Select(_ => Guid.CreateVersion7(session.Now)).ToArray(),
                organizations = partners.Select(p => p.OrganizationId!.Value).ToArray(),
                roles = partners.Select(p => p.Role).ToArray(),
            },
            ct
        );
    }

    sealed record Owner(string ScopeKey, Guid? DivisionId);
}
