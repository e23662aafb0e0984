using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Alliances;

static class ListAlliances
{
    public sealed record Item(
        Guid Id,
        string Name,
        Guid DivisionId,
        Guid? OrganizationId,
        DateOnly ValidFrom,
        LastDay? ValidTo,
        long Members,
        long Meetings,
        DateOnly? LastMetOn
    );

    const string Source = """
        select a.id, a.name, a.division_id, a.organization_id, a.valid_from, a.valid_to,
            (
                select count(*)
                from alliance_members m
                where m.alliance_id = a.id and platform.in_force(m.valid_from, m.valid_to, @day)
            ) as members,
            (select count(*) from alliance_meetings t where t.alliance_id = a.id and t.held_on <= @day) as meetings,
            (
                select max(t.held_on) from alliance_meetings t where t.alliance_id = a.id and t.held_on <= @day
            ) as last_met_on
        from alliances a where platform.in_force(a.valid_from, a.valid_to, @day)
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "alliances",
        Source,
        new("id", "编号"),
        new("name", "联盟名称") { Search = true },
        new("divisionId", "区划") { Hidden = true },
        new("organizationId", "组织") { Hidden = true },
        new("members", "成员单位数"),
        new("meetings", "联席会议次数"),
        new("lastMetOn", "最近会议日期"),
        new("validFrom", "成立日期"),
        new("validTo", "终止日期")
    );

    [EndpointSummary("联盟名单 Alliances on a day (asOf); filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<Item>> Handle(
        DateOnly? asOf,
        ListQuery query,
        Session session,
        CancellationToken ct
    ) => List.AnswerAsync(query, session, new { day = asOf ?? session.Today }, ct);
}
