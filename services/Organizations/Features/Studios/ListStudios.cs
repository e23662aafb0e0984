using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>Studios of a day.</summary>
static class ListStudios
{
    public sealed record Item(
        Guid Id,
        string? Name,
        Guid DivisionId,
        string? Division,
        string Field,
        DateOnly FoundedOn,
        LastDay? ClosedOn,
        Guid? LeaderId,
        string? Leader,
        long Members,
        long Results,
        decimal ResultsValue,
        [Code(nameof(CodeTables.StudioLevel))] string? Level
    );

    const string Source = """
        select s.id, o.name, s.division_id, d.name as division, s.field, s.founded_on, s.closed_on,
            l.person_id as leader_id, p.name as leader,
            (
                select count(*)
                from studio_members m
                where m.studio_id = s.id and platform.in_force(m.valid_from, m.valid_to, @day)
            ) as members,
            r.results, r.results_value,
            (
                select v.level
                from studio_levels v
                where v.studio_id = s.id and v.awarded_on <= @day
                order by array_position(array['province', 'city', 'model'], v.level)
                limit 1
            ) as level
        from studios s left join organizations o on o.id = s.id left join divisions d on d.id = s.division_id
            left join studio_members l on l.studio_id = s.id
                and l.role = 'leader'
                and platform.in_force(l.valid_from, l.valid_to, @day)
            left join people p on p.id = l.person_id
            cross join lateral (
                select count(*) as results, coalesce(sum(value), 0) as results_value
                from studio_results x
                where x.studio_id = s.id and x.transferred_on <= @day
            ) r
        where platform.in_force(s.founded_on, s.closed_on, @day)
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item, Item>(
        "studios",
        Source,
        View,
        new("id", "编号"),
        new("name", "工作室") { Search = true },
        new("divisionId", "区划编号") { Hidden = true },
        new("division", "区划") { Search = true },
        new("field", "领域") { Search = true },
        new("foundedOn", "成立日期"),
        new("closedOn", "终止日期"),
        new("leaderId", "领衔人编号") { Hidden = true },
        new("leader", "领衔人") { Search = true },
        new("members", "成员数"),
        new("results", "转化成果数"),
        new("resultsValue", "成果金额（元）"),
        new("level", "级别") { Table = CodeTables.StudioLevel }
    );

    [EndpointSummary("工作室名单 Studios on a day (asOf); filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<Item>> Handle(
        DateOnly? asOf,
        ListQuery query,
        Session session,
        CancellationToken ct
    ) => List.AnswerAsync(query, session, new { day = asOf ?? session.Today }, ct);

    static Item View(Item item, Session session)
    {
        if (item.LeaderId is { } leader)
            session.RecordAccess(leader);
        return item;
    }
}
