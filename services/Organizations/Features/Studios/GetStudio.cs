using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>A studio on a day: leader, members, levels, and figures from its records.</summary>
static class GetStudio
{
    public sealed record Member(
        Guid Id,
        Guid PersonId,
        string? Name,
        [Code(nameof(CodeTables.StudioRole))] string Role,
        DateOnly ValidFrom,
        LastDay? ValidTo
    );

    public sealed record Level(
        [Code(nameof(CodeTables.StudioLevel))] string Name,
        int Year,
        string? Title,
        DateOnly AwardedOn
    );

    /// <param name="ClosedOn">The last day of the studio.</param>
    public sealed record Response(
        Guid Id,
        string Name,
        Guid DivisionId,
        Guid? OwnerId,
        string Field,
        DateOnly FoundedOn,
        LastDay? ClosedOn,
        DateOnly AsOf,
        IReadOnlyList<Member> Members,
        IReadOnlyList<Level> Levels,
        StudioFigures Figures,
        long Version
    ) : IVersioned;

    const string Name = "select name from organizations where id = @id";
    const string Members = """
        select m.id, m.person_id, p.name, m.role, m.valid_from, m.valid_to
        from studio_members m
        left join people p on p.id = m.person_id
        where m.studio_id = @id and platform.in_force(m.valid_from, m.valid_to, @day)
        order by m.role, m.valid_from, m.id
        """;
    const string Levels = """
        select level as name, year, title, awarded_on
        from studio_levels
        where studio_id = @id and awarded_on <= @day
        order by year, level
        """;

    [EndpointSummary("工作室 Studio on a day (asOf): members, levels, figures")]
    public static async Task<Ok<Response>> Handle(Guid id, DateOnly? asOf, Session session, CancellationToken ct)
    {
        var day = asOf ?? session.Today;
        var studio = await Studio.ReadAsync(id, session, ct);
        var members = await session.Query<Member>(Members, new { id, day }, ct);
        var levels = await session.Query<Level>(Levels, new { id, day }, ct);
        var figures = (await StudioFigures.ReadAsync([id], day, session, ct))[id];
        session.RecordAccess(members.Select(m => m.PersonId));
        return TypedResults.Ok(
            new Response(
                id,
                await session.Find<string>(Name, new { id }, ct) ?? "",
                studio.DivisionId,
                studio.OwnerId,
                studio.Field,
                studio.FoundedOn,
                studio.ClosedOn is { } next ? LastDay.Before(next) : null,
                day,
                members,
                levels,
                figures,
                studio.Version
            )
        );
    }
}
