namespace Organizations.Features.Charts;

/// <summary>Queries of a chart.</summary>
static class ChartRecords
{
    internal const int Village = 5;

    const string PlaceKey = "r.place || substr(d.now_key, length(r.root) + 1)";

    internal const string FindDivision = $"""
        select d.id, d.code, d.name, d.kind, d.level, d.now_key as key,
            array(with recursive {ChartDay.Above} select name from up where step > 0 order by step desc) as path
        from division_states d
        where d.id = @id
            and {ChartDay.InForce}
            and exists (select from platform.ranges() r where d.now_key >= r.lo and d.now_key < r.hi)
        limit 1
        """;

    internal const string Places = $"""
        select d.id, d.code, d.name, d.kind, {PlaceKey} as key, l.name as lead,
            array(
                   select p.name
                   from appointments x
                   join people p on p.id = x.person_id
                   where x.scope_key = d.now_key and x.post = 'group-leader' and {ChartDay.Held}
                   order by x.valid_from, p.id
               ) as group_leaders
        from {ChartDay.Inside} join division_states d on d.now_key >= r.lo and d.now_key < r.hi
        left join lateral (
            select p.name from (
                select x.person_id, 0 as place, x.valid_from
                from coverage_leads x_l
                join coverages x on x.id = x_l.coverage_id
                where x_l.division_id = d.id and platform.in_force(x_l.valid_from, x_l.ended_at, @at)
                union all
                select person_id, 1, valid_from
                from appointments
                where scope_key = d.now_key
                    and post in ('chair', 'grid-head', 'building-head', 'unit-head', 'group-leader')
                    and {ChartDay.Held}) w
            join people p on p.id = w.person_id order by w.place, w.valid_from, p.id limit 1) l on true
        where {ChartDay.InForce} and (case when @below then d.parent_id = @id else d.id <> @id and d.kind = any (@kinds) end)
        order by {PlaceKey} collate "C"
        """;

    /// <summary>
    /// Holders of a post there, each in the highest one, followed by people who only answer for a place in it.
    /// </summary>
    internal const string People = $"""
        with who as (
            select person_id, post, portfolio, valid_from, true as held
            from appointments
            where scope_key = @key and post = any (@posts) and {ChartDay.Held}
            union all
            select person_id, post, null, valid_from, true
            from {ChartDay.Inside}
            join appointments on scope_key >= r.lo and scope_key < r.hi
            where @level = 5 and post = 'group-leader' and {ChartDay.Held}
            union all
            select c.person_id, c.post, null, min(c.valid_from), false
            from {ChartDay.Inside}
            join coverages c on c.scope_key >= r.lo and c.scope_key < r.hi
            where c.division_id is not null and @level >= 5 and {ChartDay.Answered} group by c.person_id, c.post),
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
                   where l.coverage_id = c.id and platform.in_force(l.valid_from, l.ended_at, @at)
               ) as lead
        from {ChartDay.Inside}
        join coverages c on c.scope_key >= r.lo and c.scope_key < r.hi
        join divisions d on d.id = c.division_id
        where c.person_id = any (@people) and {ChartDay.Answered} order by d.key
        """;

    internal const string Leads = """
        select exists (
            select from platform.grants
            where subject_id = @subject
                and role = any (@roles)
                and starts_with(@key, scope_key)
                and platform.in_force(valid_from, valid_to, @Now)
        )
        """;
}
