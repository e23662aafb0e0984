using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Divisions;

/// <summary>The divisions above one on a day, from the province down.</summary>
static class ListAncestors
{
    public sealed record Response(IReadOnlyList<Division> Items);

    /// <summary>One index lookup for each step up; no tree is deeper than twenty.</summary>
    const string Up = $"""
        with recursive up as (
            select {Division.Columns}, 0 as steps
            from division_states
            where id = @id and platform.in_force(since, until, @day)
            union all
            select s.id, s.code, s.name, s.kind, s.level, s.parent_id, s.key, s.valid_from, s.valid_to, s.version,
                up.steps + 1
            from up
            cross join lateral (
                select *
                from division_states s
                where s.id = up.parent_id and platform.in_force(s.since, s.until, @day)
                limit 1
            ) s
            where up.steps < 20
        ) select {Division.Columns} from up order by steps desc
        """;

    [NotAListing("The way down to one division: at most 20 rows in one order, which nobody filters or pages.")]
    [EndpointSummary("上级区划 Divisions above one, from the province down")]
    public static async Task<Ok<Response>> Handle(Guid id, DateOnly? asOf, Session session, CancellationToken ct)
    {
        var all = await session.Query<Division>(Up, new { id, day = session.Day(asOf) }, ct);
        return all.Count == 0
            ? throw new ProblemException(PlatformProblems.NotFound)
            : TypedResults.Ok(new Response([.. all.Take(all.Count - 1)]));
    }
}
