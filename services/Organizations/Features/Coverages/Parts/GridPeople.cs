using ServiceDefaults.Data;

namespace Organizations.Features.Coverages;

/// <summary>Counts the people of an area's grids.</summary>
static class GridPeople
{
    /// <summary>
    /// Counts only, read as the system: people of a grid that has moved to another area since still count.
    /// </summary>
    const string Counted = """
        select d.id, coalesce((
            select sum(h.residents) from area_at(d.now_key, @day) a cross join lateral (
                select residents from households where scope_key >= a.lo and scope_key < a.hi and registered_at <= @at
                union all
                select residents
                from household_stays
                where scope_key >= a.lo
                    and scope_key < a.hi
                    and since <= @at
                    and until > @at) h), 0)::bigint as people
        from area_at(@key, @day) r join division_states d on d.now_key >= r.lo and d.now_key < r.hi
        where d.kind = any (@Kinds) and platform.in_force(d.since, d.until, @day)
        """;

    public static Task<IReadOnlyList<Grid>> CountAsync(
        string key,
        DateTimeOffset at,
        DateOnly day,
        string[] kinds,
        Session session,
        CancellationToken ct
    ) =>
        session.Query<Grid>(
            Counted,
            new
            {
                key,
                at,
                day,
                kinds,
            },
            ct
        );

    internal sealed record Grid(Guid Id, long People);
}
