using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Organizations;

/// <summary>An organization now or on a day, with its name, status, parent and charter of that day.</summary>
static class GetOrganization
{
    /// <param name="Level">Level of a federation.</param>
    /// <param name="ParentId">The superior organization; for a federation or a women's group, the federation of the
    /// nearest division above.</param>
    public sealed record Response(
        Guid Id,
        [Code(nameof(CodeTables.OrganizationKind))] string Kind,
        [Code(nameof(CodeTables.AdministrativeLevel))] string? Level,
        string Name,
        [Code(nameof(CodeTables.OrganizationStatus))] string Status,
        string? CreditCode,
        Guid? DivisionId,
        Guid? ParentId,
        string? ParentName,
        string? Charter,
        DateOnly? CharterAdoptedOn,
        DateOnly ValidFrom,
        LastDay? ValidTo,
        DateTimeOffset RegisteredAt,
        long Version
    ) : IVersioned;

    const string Find = """
        select o.id, o.kind, coalesce(h.name, o.name) as name, coalesce(h.status, o.status) as status, o.credit_code,
            o.division_id, o.parent_id, o.scope_key, o.valid_from, o.valid_to, o.registered_at, o.version, d.level,
            c.title as charter, c.adopted_on
        from organizations o left join divisions d on d.id = o.division_id
        left join lateral (
            select name, status
            from organization_history h
            where h.organization_id = o.id and h.valid_from <= @asOf and h.valid_to > @asOf
        ) h on true
        left join lateral (
            select title, adopted_on
            from charters c
            where c.organization_id = o.id and c.adopted_on <= coalesce(@asOf, @today)
            order by adopted_on desc, id desc
            limit 1
        ) c on true
        where o.id = @id
            and (@asOf::date is null or platform.in_force(o.valid_from, o.valid_to, @asOf))
        """;
    const string Stored = "select id, name from organizations where id = @ParentId";

    /// <summary>The federation above may lie outside the caller's area; its name is public.</summary>
    const string Above = """
        select id, name
        from organizations
        where kind = 'federation'
            and scope_key = any (
                select left(@ScopeKey, n) from generate_series(0, length(@ScopeKey) - (@kind = 'federation')::int) n
            )
          and platform.in_force(valid_from, valid_to, @day) order by length(scope_key) desc limit 1
        """;

    [EndpointSummary("组织 Organization")]
    public static async Task<Ok<Response>> Handle(Guid id, DateOnly? asOf, Session session, CancellationToken ct)
    {
        var r = await session.Find<Row>(
            Find,
            new
            {
                id,
                asOf,
                today = session.Today,
            },
            ct
        ) ?? throw new ProblemException(PlatformProblems.NotFound);
        var above =
            r.ParentId is not null ? await session.Find<Parent>(Stored, r, ct)
            : OrganizationKinds.IsOnePerDivision(r.Kind)
                ? await session.AsSystem(
                    () =>
                        session.Find<Parent>(
                            Above,
                            new
                            {
                                r.ScopeKey,
                                kind = r.Kind,
                                day = asOf ?? session.Today,
                            },
                            ct
                        ),
                    ct
                )
            : null;
        return TypedResults.Ok(
            new Response(
                r.Id,
                r.Kind,
                OrganizationKinds.LevelOf(r.Kind, r.Level),
                r.Name,
                r.Status,
                r.CreditCode,
                r.DivisionId,
                above?.Id,
                above?.Name,
                r.Charter,
                r.AdoptedOn,
                r.ValidFrom,
                r.ValidTo,
                r.RegisteredAt,
                r.Version
            )
        );
    }

    sealed record Parent(Guid Id, string Name);

    sealed record Row(
        Guid Id,
        string Kind,
        string Name,
        string Status,
        string? CreditCode,
        Guid? DivisionId,
        Guid? ParentId,
        string ScopeKey,
        DateOnly ValidFrom,
        LastDay? ValidTo,
        DateTimeOffset RegisteredAt,
        long Version,
        int? Level,
        string? Charter,
        DateOnly? AdoptedOn
    );
}
