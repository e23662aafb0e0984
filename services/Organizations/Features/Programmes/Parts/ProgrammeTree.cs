using Contracts.Organizations.V1;

namespace Organizations.Features.Programmes;

/// <summary>Queries of the reach of a programme's tree up to a day.</summary>
static class ProgrammeTree
{
    const string Tree = """
        with recursive tree as (
            select @id::uuid as id, null::uuid as parent_id, 0 as depth, array[@id::uuid] as path
            union all
            select h.programme_id, h.parent_id, t.depth + 1, t.path || h.programme_id from tree t
            join programme_parents h on h.parent_id = t.id
                and platform.in_force(h.valid_from, h.valid_to, @day))
        """;

    /// <summary>
    /// Participations are read once, together with their session: a join of the CTE with itself would have no index and
    /// no statistics.
    /// </summary>
    const string Seen = $"""
        {Tree},
        sat as materialized (
            select s.id, t.path, s.programme_id, exists (select from tree c where c.parent_id = t.id) as holds_others,
                s.host_id, s.headcount
            from tree t join programme_sessions s on s.programme_id = t.id and s.held_on <= @day),
        seen as materialized (
            select s.*, p.beneficiary from sat s join programme_participations p on p.session_id = s.id
        ),
        held as materialized (
            select id, path, programme_id, holds_others, host_id, headcount, sum(n)::bigint as known
            from (
                select sat.*, 0 as n
                from sat
                union all
                select id, path, programme_id, holds_others, host_id, headcount, 1
                from seen
            ) x
            group by id, path, programme_id, holds_others, host_id, headcount)
        """;

    /// <summary>
    /// Each session and each person counts once for every programme above, and once for its own programme if that has
    /// others below: for a leaf, own and tree are equal.
    /// </summary>
    internal const string Count = $"""
        {Seen},
        counted as (
            select unnest(path) as above, false as own, headcount, known
            from held
            union all
            select programme_id, true, headcount, known
            from held
            where holds_others
        ),
        people as (
            select above, own, count(*) as distinct_known from (
                select distinct above, own, beneficiary
                from (
                    select unnest(path) as above, false as own, beneficiary
                    from seen
                    union all
                    select programme_id, true, beneficiary
                    from seen
                    where holds_others
                ) x) y
            group by above, own)
        select c.above as id, c.own, count(*) as sessions, sum(c.known)::bigint as participations,
            sum(c.headcount)::bigint as headcount, coalesce(max(p.distinct_known), 0) as distinct_known,
            max(c.known + c.headcount) as largest
        from counted c left join people p on p.above = c.above and p.own = c.own group by c.above, c.own
        """;

    internal const string Nodes = $"""
        {Tree}
        select t.id, case when t.depth = 0 then p.parent_id else t.parent_id end as parent_id, t.depth, p.kind,
            p.name, p.mode,
            (
                select s.status
                from programme_statuses s
                where s.programme_id = t.id and s.since <= @day
                order by s.since desc
                limit 1
            ) as status,
            p.budget
        from tree t join programmes p on p.id = t.id order by t.depth, p.starts_on, t.id
        """;

    internal const string Roles = $"""
        {Tree} select o.role, count(distinct o.organization_id) as count from tree t
        join programme_organizations o on o.programme_id = t.id
            and platform.in_force(o.valid_from, o.valid_to, @day)
        group by o.role
        order by o.role
        """;

    internal const string Hosts = $"""
        {Seen}
        select h.host_id, o.name, count(*) as sessions, sum(h.headcount + h.known)::bigint as person_times,
            coalesce(max(d.distinct_known), 0) as distinct_known
        from held h join organizations o on o.id = h.host_id
            left join (
                select host_id, count(distinct beneficiary) as distinct_known from seen group by host_id
            ) d on d.host_id = h.host_id
        group by h.host_id, o.name
        order by o.name collate platform.pinyin, h.host_id
        """;

    internal const string Staffed = $"""
        {Tree}
        select count(*) as times, count(distinct w.id) as people,
            count(*) filter (where w.executive) as executive_times,
            count(distinct w.id) filter (where w.executive) as executives
        from tree t join programme_sessions s on s.programme_id = t.id and s.held_on <= @day
        cross join lateral (
            select x.id,
                exists (
                    select from appointments a
                    where a.person_id = x.id
                        and a.post = '{Post.ExecutiveMember}'
                        and a.valid_from < (s.held_on + 1)::timestamp at time zone 'Asia/Shanghai'
                and coalesce(
                    least(a.valid_to, a.ended_at), 'infinity'
                ) > s.held_on::timestamp at time zone 'Asia/Shanghai') as executive
            from (select distinct unnest(s.staff_ids) as id) x) w
        """;
}
