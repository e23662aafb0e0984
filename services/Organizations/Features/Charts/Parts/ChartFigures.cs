using ServiceDefaults.Data;

namespace Organizations.Features.Charts;

/// <summary>Counts the figures of a chart.</summary>
static class ChartFigures
{
    const string Levels =
        "'chair', 'vice-chair', 'executive-member', 'grid-head', 'grid-member', 'group-leader', "
        + "'building-head', 'unit-head'";

    const string Profile = $"""
        select d.*, a.* from
            (
                select count(*) filter (where d.kind = 'grid') as grids,
                count(*) filter (where d.kind = 'micro-grid') as micro_grids,
                count(*) filter (where d.kind = 'building') as buildings
             from {ChartDay.Inside} join division_states d on d.now_key >= r.lo and d.now_key < r.hi where {ChartDay.InForce}) d,
            (
                select count(distinct person_id) filter (where post = 'executive-member') as executive_members,
                count(distinct person_id) filter (where post = 'group-leader') as group_leaders
             from {ChartDay.Inside}
             join appointments on scope_key >= r.lo and scope_key < r.hi
             where post in ('executive-member', 'group-leader') and {ChartDay.Held}) a
        """;

    const string Linkage = $"""
        with recursive {ChartDay.Above},
        places as (
            select id, level
            from up
            where level >= 3
            union
            select d.id, d.level
            from {ChartDay.Inside}
            join divisions d on d.key >= r.lo and d.key < r.hi
            where d.level >= 3
        ),
        who as (
            select a.person_id, p.level
            from appointments a
            join places p on p.id = a.division_id
            where a.post in ({Levels}) and {ChartDay.Held}
            union
            select c.person_id, p.level
            from {ChartDay.Inside}
            join coverages c on c.scope_key >= r.lo and c.scope_key < r.hi
            join places p on p.id = c.division_id
            where {ChartDay.Answered})
        select level, count(*) as people
        from (select person_id, min(level) as level from who group by person_id) w
        group by grouping sets ((level), ())
        order by level nulls last
        """;

    /// <summary>Figures of each place, by its own area of the day.</summary>
    const string PlaceFigures = $"""
        select now.id,
            g.grids, g.micro_grids, w.executive_members, w.groups
        from divisions now
        cross join lateral (
            select count(*) filter (where d.kind = 'grid') as grids,
                count(*) filter (where d.kind = 'micro-grid') as micro_grids
            from area_at(now.key, @day) r
            join division_states d on d.now_key >= r.lo and d.now_key < r.hi
            where d.id <> now.id and {ChartDay.InForce}) g
        cross join lateral (
            select count(distinct person_id) filter (where post = 'executive-member') as executive_members,
                count(distinct person_id) filter (where post = 'group-leader') as groups
            from area_at(now.key, @day) r
            join appointments on scope_key >= r.lo and scope_key < r.hi
            where post in ('executive-member', 'group-leader') and {ChartDay.Held}) w
        where now.id = any (@places)
        """;

    /// <summary>Figures are the same for every viewer: the session must be the system's.</summary>
    /// <param name="depth">Length of the prefix of a home's key.</param>
    public static async Task<Counted> CountAsync(
        ChartQuestion asked,
        Guid[] places,
        int depth,
        Session session,
        CancellationToken ct
    )
    {
        var homes = await ChartHomes.ReadAsync(asked.Key, asked.Day, asked.At, depth, session, ct);
        var figures = await session.Query<FigureRow>(
            PlaceFigures,
            new
            {
                places,
                asked.At,
                asked.Day,
            },
            ct
        );
        var profile = (await session.Find<ProfileRow>(Profile, asked, ct))!;
        var linkage = await session.Query<LinkageRow>(Linkage, asked, ct);
        return new(
            homes,
            figures.ToDictionary(f => f.Id),
            new(
                homes.Sum(h => h.Households),
                homes.Sum(h => h.People),
                homes.Sum(h => h.Women),
                homes.Sum(h => h.Children),
                profile.Grids,
                profile.MicroGrids,
                profile.Buildings,
                profile.ExecutiveMembers,
                profile.GroupLeaders,
                new(
                    linkage.FirstOrDefault(l => l.Level is null)?.People ?? 0,
                    [.. linkage.Where(l => l.Level is not null).Select(l => new LinkageLevel(l.Level!.Value, l.People))]
                )
            )
        );
    }

    internal sealed record Counted(
        IReadOnlyList<ChartHomes.HomeRow> Homes,
        IReadOnlyDictionary<Guid, FigureRow> Places,
        ChartProfile Profile
    );

    internal sealed record FigureRow(Guid Id, long Grids, long MicroGrids, long ExecutiveMembers, long Groups);

    sealed record ProfileRow(long Grids, long MicroGrids, long Buildings, long ExecutiveMembers, long GroupLeaders);

    sealed record LinkageRow(int? Level, long People);
}
