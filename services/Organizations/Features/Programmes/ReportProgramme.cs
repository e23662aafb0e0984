using Contracts.Organizations.V1;
using Organizations.Domain;
using ServiceDefaults.Data;

namespace Organizations.Features.Programmes;

/// <summary>
/// What a programme and each one below it had reached by a day: by itself and with all that lies below. The tree is
/// that of the day. Whoever may see a programme sees all its tree has reached; of what lies outside her area she sees
/// no line of its own.
/// </summary>
static class ReportProgramme
{
    public sealed record Figures(
        long Sessions,
        long PersonTimes,
        long Participations,
        long Headcount,
        long DistinctKnown,
        long DistinctAtLeast,
        long DistinctAtMost
    );

    /// <param name="Own">At its own sessions.</param>
    /// <param name="Tree">At these and all below.</param>
    public sealed record Node(
        Guid Id,
        Guid? ParentId,
        int Depth,
        string Kind,
        string Name,
        string? Mode,
        string? Status,
        decimal? Budget,
        Figures Own,
        Figures Tree
    );

    public sealed record Host(Guid HostId, string? Name, long Sessions, long PersonTimes, long DistinctKnown);

    /// <summary>
    /// 人次 and 人数 of those who ran the sessions, and of the executive members among them: who held the post on the
    /// session's day.
    /// </summary>
    public sealed record Staffing(long Times, long People, long ExecutiveTimes, long Executives);

    /// <param name="Kinds">How many programmes of each kind there are in the tree, this one included.</param>
    /// <param name="Modes">How many projects run in each mode.</param>
    /// <param name="Organizations">How many organizations take part in the tree in each role.</param>
    public sealed record Response(
        Guid Id,
        DateOnly AsOf,
        Figures Total,
        IReadOnlyDictionary<string, long> Kinds,
        IReadOnlyDictionary<string, long> Modes,
        IReadOnlyDictionary<string, long> Organizations,
        decimal Budget,
        Staffing Staff,
        IReadOnlyList<Host> Hosts,
        IReadOnlyList<Node> Nodes
    );

    const string Tree = """
        with recursive tree as (
            select @id::uuid as id, null::uuid as parent_id, 0 as depth, array[@id::uuid] as path
            union all
            select h.programme_id, h.parent_id, t.depth + 1, t.path || h.programme_id from tree t
            join programme_parents h on h.parent_id = t.id
                and h.valid_from <= @day
                and (h.valid_to is null or h.valid_to > @day))
        """;

    /// <summary>
    /// Participations are read once and carry their session with them: a join of what is counted here with itself has
    /// no index and no statistics to go by.
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
    /// Each session and each person counts once for every programme above it, and once for its own where that holds
    /// others: below a leaf there is nothing, its own is all.
    /// </summary>
    const string Count = $"""
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
    const string Nodes = $"""
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
    const string Roles = $"""
        {Tree} select o.role, count(distinct o.organization_id) as count from tree t
        join programme_organizations o on o.programme_id = t.id
            and o.valid_from <= @day
            and (o.valid_to is null or o.valid_to > @day)
        group by o.role
        order by o.role
        """;
    const string Hosts = $"""
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
    const string Staffed = $"""
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
    const string Visible = "select id from programmes where id = any (@ids)";

    public static async Task<IResult> Handle(Guid id, DateOnly? asOf, Session session, CancellationToken ct)
    {
        await Programme.ReadAsync(id, session, ct);
        var of = new { id, day = asOf ?? session.Today };
        var (nodes, counts, roles, hosts, staff) = await session.AsSystem(
            async () =>
                (
                    await session.Query<NodeRow>(Nodes, of, ct),
                    await session.Query<CountRow>(Count, of, ct),
                    await session.Query<RoleRow>(Roles, of, ct),
                    await session.Query<Host>(Hosts, of, ct),
                    (await session.Find<Staffing>(Staffed, of, ct))!
                ),
            ct
        );
        var visible = (
            await session.Query<Guid>(Visible, new { ids = nodes.Select(n => n.Id).ToArray() }, ct)
        ).ToHashSet();
        var parents = nodes.Select(n => n.ParentId).ToHashSet();
        var figures = counts.ToDictionary(c => (c.Id, c.Own), Of);
        return TypedResults.Ok(
            new Response(
                id,
                of.day,
                Find(id, false),
                Tally(nodes.Select(n => n.Kind)),
                Tally(nodes.Select(n => n.Mode).OfType<string>()),
                roles.ToDictionary(r => r.Role, r => r.Count),
                nodes.Sum(n => n.Kind == "project" ? n.Budget ?? 0 : 0),
                staff,
                hosts,
                [
                    .. nodes
                        .Where(n => visible.Contains(n.Id))
                        .Select(n => new Node(
                            n.Id,
                            n.ParentId,
                            n.Depth,
                            n.Kind,
                            n.Name,
                            n.Mode,
                            n.Status,
                            n.Budget,
                            Find(n.Id, parents.Contains(n.Id)),
                            Find(n.Id, false)
                        )),
                ]
            )
        );

        Figures Find(Guid programme, bool own) =>
            figures.GetValueOrDefault((programme, own)) ?? new(0, 0, 0, 0, 0, 0, 0);
    }

    static Figures Of(CountRow c)
    {
        var reach = new Reach(c.Participations, c.Headcount, c.DistinctKnown, c.Largest);
        return new(
            c.Sessions,
            reach.PersonTimes,
            c.Participations,
            c.Headcount,
            c.DistinctKnown,
            reach.DistinctAtLeast,
            reach.DistinctAtMost
        );
    }

    static Dictionary<string, long> Tally(IEnumerable<string> names) =>
        names.CountBy(n => n).OrderBy(n => n.Key, StringComparer.Ordinal).ToDictionary(n => n.Key, n => (long)n.Value);

    sealed record NodeRow(
        Guid Id,
        Guid? ParentId,
        int Depth,
        string Kind,
        string Name,
        string? Mode,
        string? Status,
        decimal? Budget
    );

    sealed record CountRow(
        Guid Id,
        bool Own,
        long Sessions,
        long Participations,
        long Headcount,
        long DistinctKnown,
        long Largest
    );

    sealed record RoleRow(string Role, long Count);
}
