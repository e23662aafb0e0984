using ServiceDefaults.Data;

namespace Organizations.Features.Charts;

/// <summary>Counts the residents of a chart's places.</summary>
static class ChartHomes
{
    const string Spans = "select lo, hi, root, place from area_at(@key, @day)";

    /// <summary>
    /// Residents of one span, grouped by a prefix of the key. The counts are the same for every viewer, also for people
    /// who have left the viewer's area since.
    /// </summary>
    const string Homes = """
        select left(@place || substr(scope_key, length(@root) + 1), @depth) as key, count(*) as households,
            coalesce(sum(residents), 0)::bigint as people, coalesce(sum(women), 0)::bigint as women,
            coalesce(sum(children), 0)::bigint as children
        from (
            select scope_key, residents, women, children
            from households
            where scope_key >= @lo and scope_key < @hi and registered_at <= @at
            union all
            select scope_key, residents, women, children
            from household_stays
            where scope_key >= @lo and scope_key < @hi and since <= @at and until > @at
        ) h
        group by 1
        """;

    /// <summary>
    /// One query for each span: there is one span unless divisions were moved since, and one span lets the planner use
    /// the index.
    /// </summary>
    public static async Task<List<HomeRow>> ReadAsync(
        string key,
        DateOnly day,
        DateTimeOffset at,
        int depth,
        Session session,
        CancellationToken ct
    )
    {
        List<HomeRow> homes = [];
        foreach (var s in await session.Query<SpanRow>(Spans, new { key, day }, ct))
            homes.AddRange(
                await session.Query<HomeRow>(
                    Homes,
                    new
                    {
                        s.Lo,
                        s.Hi,
                        s.Root,
                        s.Place,
                        at,
                        depth,
                    },
                    ct
                )
            );
        return homes;
    }

    internal sealed record HomeRow(string Key, long Households, long People, long Women, long Children);

    sealed record SpanRow(string Lo, string Hi, string Root, string Place);
}
