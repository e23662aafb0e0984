using System.Text.Json.Serialization;
using ServiceDefaults.Data;

namespace Organizations.Features.Charts;

/// <summary>
/// 网格化责任图: who leads a division, who answers for what in it, and the profile of the area; all of it counted from the
/// records of one day.
/// </summary>
/// <param name="Leaders">The chair; below the village whoever heads the place.</param>
/// <param name="Deputies">Vice chairs by portfolio; below the village the leaders of its women's groups.</param>
/// <param name="Members">Executive members, and whoever answers for a place in the division.</param>
/// <param name="Places">The grids; of a township and above, the divisions of the level below.</param>
sealed record Chart(
    Guid DivisionId,
    string Code,
    string Name,
    string Kind,
    int Level,
    IReadOnlyList<string> Path,
    DateOnly AsOf,
    ChartProfile Profile,
    IReadOnlyList<ChartMember> Leaders,
    IReadOnlyList<ChartMember> Deputies,
    IReadOnlyList<ChartMember> Members,
    IReadOnlyList<ChartArea> Places,
    bool TelephonesInFull
)
{
    /// <summary>Everybody on it, from the top.</summary>
    [JsonIgnore]
    public IEnumerable<ChartMember> People => Leaders.Concat(Deputies).Concat(Members);
}

/// <param name="Women">Female and 18 or over.</param>
/// <param name="Children">Under 18.</param>
/// <param name="Linkage">Who answers for the area on every level from the county down; each person once, on her highest
/// level.</param>
sealed record ChartProfile(
    long Households,
    long People,
    long Women,
    long Children,
    long Grids,
    long MicroGrids,
    long Buildings,
    long ExecutiveMembers,
    long GroupLeaders,
    ChartLinkage Linkage
);

sealed record ChartLinkage(long People, IReadOnlyList<LinkageLevel> Levels);

sealed record LinkageLevel(int Level, long People);

/// <param name="Telephone">In full for whoever leads the area, else masked.</param>
/// <param name="Photo">Path of her photo, for whoever leads the area; others see it on the sheet.</param>
sealed record ChartMember(
    Guid Id,
    string Name,
    string Post,
    string PostZh,
    string? Portfolio,
    string? Telephone,
    bool HasPhoto,
    string? Photo,
    IReadOnlyList<CoveredPlace> Covers
);

sealed record CoveredPlace(Guid PersonId, Guid DivisionId, string Name, bool Lead);

/// <param name="GroupLeaders">Who leads a women's group of this very place, by name.</param>
/// <param name="Grids">Of kind grid alone, as in the profile.</param>
/// <param name="Groups">How many lead a women's group in it and below.</param>
sealed record ChartArea(
    Guid Id,
    string Code,
    string Name,
    string Kind,
    string? Lead,
    IReadOnlyList<string> GroupLeaders,
    long Households,
    long People,
    long Women,
    long Children,
    long Grids,
    long MicroGrids,
    long ExecutiveMembers,
    long Groups
);

/// <summary>How a chart is read.</summary>
static class ChartRecords
{
    internal const int Village = 5;

    const string Levels =
        "'chair', 'vice-chair', 'executive-member', 'grid-head', 'grid-member', 'group-leader', "
        + "'building-head', 'unit-head'";
    const string Held =
        "valid_from <= @at and (valid_to is null or valid_to > @at) and (ended_at is null or ended_at > @at)";
    const string Answered = "c.valid_from <= @at and (c.ended_at is null or c.ended_at > @at)";
    const string InForce = "d.since <= @day and (d.until is null or d.until > @day)";
    const string Inside = "area_at(@key, @day) r";
    const string PlaceKey = "r.place || substr(d.now_key, length(r.root) + 1)";

    /// <summary>Where it lay on the day: itself and, step by step, everything above it.</summary>
    const string Above = """
        up as (
            select id, parent_id, level, name, 0 as step
            from division_states
            where id = @id and since <= @day and (until is null or until > @day)
            union all
            select s.id, s.parent_id, s.level, s.name, up.step + 1
            from up
            join division_states s on s.id = up.parent_id and s.since <= @day and (s.until is null or s.until > @day))
        """;

    internal const string FindDivision = $"""
        select d.id, d.code, d.name, d.kind, d.level, d.now_key as key,
            array(with recursive {Above} select name from up where step > 0 order by step desc) as path
        from division_states d
        where d.id = @id
            and {InForce}
            and exists (select from platform.ranges() r where d.now_key >= r.lo and d.now_key < r.hi)
        limit 1
        """;

    internal const string Spans = "select lo, hi, root, place from area_at(@key, @day)";

    /// <summary>
    /// Who lives where in one span, by as much of the place as is asked for. Here and in the next three, numbers only:
    /// they are the same for every viewer, whatever has left her area since.
    /// </summary>
    internal const string Homes = """
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
            where scope_key >= @lo and scope_key < @hi and since <= @at and until > @at) h
            group by 1
        """;

    internal const string Profile = $"""
        select d.*, a.* from
            (
                select count(*) filter (where d.kind = 'grid') as grids,
                count(*) filter (where d.kind = 'micro-grid') as micro_grids,
                count(*) filter (where d.kind = 'building') as buildings
             from {Inside} join division_states d on d.now_key >= r.lo and d.now_key < r.hi where {InForce}) d,
            (
                select count(distinct person_id) filter (where post = 'executive-member') as executive_members,
                count(distinct person_id) filter (where post = 'group-leader') as group_leaders
             from {Inside}
             join appointments on scope_key >= r.lo and scope_key < r.hi
             where post in ('executive-member', 'group-leader') and {Held}) a
        """;

    internal const string Linkage = $"""
        with recursive {Above},
        places as (
            select id, level
            from up
            where level >= 3
            union
            select d.id, d.level
            from {Inside}
            join divisions d on d.key >= r.lo and d.key < r.hi
            where d.level >= 3
        ),
        who as (
            select a.person_id, p.level
            from appointments a
            join places p on p.id = a.division_id
            where a.post in ({Levels}) and {Held}
            union
            select c.person_id, p.level
            from {Inside}
            join coverages c on c.scope_key >= r.lo and c.scope_key < r.hi
            join places p on p.id = c.division_id
            where {Answered})
        select level, count(*) as people
        from (select person_id, min(level) as level from who group by person_id) w
        group by grouping sets ((level), ())
        order by level nulls last
        """;

    /// <summary>Of each place, by its own area of the day.</summary>
    internal const string PlaceFigures = $"""
        select now.id,
            g.grids, g.micro_grids, w.executive_members, w.groups
        from divisions now
        cross join lateral (
            select count(*) filter (where d.kind = 'grid') as grids,
                count(*) filter (where d.kind = 'micro-grid') as micro_grids
            from area_at(now.key, @day) r
            join division_states d on d.now_key >= r.lo and d.now_key < r.hi
            where d.id <> now.id and {InForce}) g
        cross join lateral (
            select count(distinct person_id) filter (where post = 'executive-member') as executive_members,
                count(distinct person_id) filter (where post = 'group-leader') as groups
            from area_at(now.key, @day) r
            join appointments on scope_key >= r.lo and scope_key < r.hi
            where post in ('executive-member', 'group-leader') and {Held}) w
        where now.id = any (@places)
        """;

    internal const string Places = $"""
        select d.id, d.code, d.name, d.kind, {PlaceKey} as key, l.name as lead,
            array(
                   select p.name
                   from appointments x
                   join people p on p.id = x.person_id
                   where x.scope_key = d.now_key and x.post = 'group-leader' and {Held}
                   order by x.valid_from, p.id
               ) as group_leaders
        from {Inside} join division_states d on d.now_key >= r.lo and d.now_key < r.hi
        left join lateral (
            select p.name from (
                select x.person_id, 0 as place, x.valid_from
                from coverage_leads x_l
                join coverages x on x.id = x_l.coverage_id
                where x_l.division_id = d.id and x_l.valid_from <= @at and (x_l.ended_at is null or x_l.ended_at > @at)
                union all
                select person_id, 1, valid_from
                from appointments
                where scope_key = d.now_key
                    and post in ('chair', 'grid-head', 'building-head', 'unit-head', 'group-leader')
                    and {Held}) w
            join people p on p.id = w.person_id order by w.place, w.valid_from, p.id limit 1) l on true
        where {InForce} and (case when @below then d.parent_id = @id else d.id <> @id and d.kind = any (@kinds) end)
        order by {PlaceKey} collate "C"
        """;

    /// <summary>
    /// Who holds a post there, each in her highest one, and after them who only answers for a place in it.
    /// </summary>
    internal const string People = $"""
        with who as (
            select person_id, post, portfolio, valid_from, true as held
            from appointments
            where scope_key = @key and post = any (@posts) and {Held}
            union all
            select person_id, post, null, valid_from, true
            from {Inside}
            join appointments on scope_key >= r.lo and scope_key < r.hi
            where @level = 5 and post = 'group-leader' and {Held}
            union all
            select c.person_id, c.post, null, min(c.valid_from), false
            from {Inside}
            join coverages c on c.scope_key >= r.lo and c.scope_key < r.hi
            where c.division_id is not null and @level >= 5 and {Answered} group by c.person_id, c.post),
        best as (
            select distinct on (person_id) *
            from who
            order by person_id, held desc, array_position(@posts, post) nulls last, valid_from
        )
        select p.id, p.name, b.post, b.portfolio, p.telephone, b.held,
            exists (select from person_photos f where f.id = p.id) as has_photo
        from best b
        join people p on p.id = b.person_id
        order by held desc, array_position(@posts, b.post) nulls last, b.valid_from, p.id
        """;

    internal const string Photos = "select id, content from person_photos where id = any (@people)";

    internal const string Covers = $"""
        select c.person_id, c.division_id, d.name,
            exists (
                   select from coverage_leads l
                   where l.coverage_id = c.id and l.valid_from <= @at and (l.ended_at is null or l.ended_at > @at)
               ) as lead
        from {Inside}
        join coverages c on c.scope_key >= r.lo and c.scope_key < r.hi
        join divisions d on d.id = c.division_id
        where c.person_id = any (@people) and {Answered} order by d.key
        """;

    internal const string Leads = """
        select exists (
            select from platform.grants
            where subject_id = @subject
                and role = any (@roles)
                and starts_with(@key, scope_key)
                and valid_from <= @Now
                and (valid_to is null or valid_to > @Now)
        )
        """;

    /// <summary>
    /// Span by span: there is one, unless something was moved since, and for that one the database finds the best way.
    /// </summary>
    internal static async Task<List<HomeRow>> HomesAsync(
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
