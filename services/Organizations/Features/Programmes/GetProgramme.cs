using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Programmes;

/// <summary>A programme on a day: its parent, its status and its organizations.</summary>
static class GetProgramme
{
    public sealed record Partner(
        Guid Id,
        Guid OrganizationId,
        string? Name,
        [Code(nameof(CodeTables.ProgrammeRole))] string Role,
        DateOnly ValidFrom,
        LastDay? ValidTo
    );

    public sealed record Response(
        Guid Id,
        Guid? ParentId,
        Guid OwnerId,
        string? Owner,
        [Code(nameof(CodeTables.ProgrammeKind))] string Kind,
        string Name,
        string Field,
        [Code(nameof(CodeTables.ProgrammeMode))] string? Mode,
        DateOnly StartsOn,
        DateOnly EndsOn,
        [Code(nameof(CodeTables.ProgrammeStatus))] string? Status,
        decimal? Budget,
        DateOnly AsOf,
        IReadOnlyList<Partner> Organizations,
        long Version
    ) : IVersioned;

    const string Find = """
        select (
            select pp.parent_id
            from programme_parents pp
            where pp.programme_id = p.id and platform.in_force(pp.valid_from, pp.valid_to, @day)
        ) as parent_id,
            (
                select s.status
                from programme_statuses s
                where s.programme_id = p.id and s.since <= @day
                order by s.since desc
                limit 1
            ) as status,
            (select o.name from organizations o where o.id = p.owner_id) as owner
        from programmes p where p.id = @id
        """;
    const string Partners = """
        select p.id, p.organization_id, o.name, p.role, p.valid_from, p.valid_to
        from programme_organizations p
        left join organizations o on o.id = p.organization_id
        where p.programme_id = @id and platform.in_force(p.valid_from, p.valid_to, @day)
        order by p.role, o.name collate platform.pinyin, p.id
        """;

    [EndpointSummary("项目 Programme on a day (asOf)")]
    public static async Task<Ok<Response>> Handle(Guid id, DateOnly? asOf, Session session, CancellationToken ct)
    {
        var day = asOf ?? session.Today;
        var p = await Programme.ReadAsync(id, session, ct);
        var then = (await session.Find<Row>(Find, new { id, day }, ct))!;
        var partners = await session.Query<Partner>(
            Partners,
            new { id, day = asOf is null && p.StartsOn > day ? p.StartsOn : day },
            ct
        );
        return TypedResults.Ok(
            new Response(
                id,
                then.ParentId,
                p.OwnerId,
                then.Owner,
                p.Kind,
                p.Name,
                p.Field,
                p.Mode,
                p.StartsOn,
                p.EndsOn,
                then.Status,
                p.Budget,
                day,
                partners,
                p.Version
            )
        );
    }

    sealed record Row(Guid? ParentId, string? Status, string? Owner);
}
