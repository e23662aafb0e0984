using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.GroupLeaders;

static class ListPreviews
{
    public sealed record Item(
        Guid Id,
        Guid DivisionId,
        string? Division,
        int RuleVersion,
        long MicroGrids,
        long Leaders,
        long Vacant,
        long CoOpt,
        DateTimeOffset MadeAt,
        DateTimeOffset? AppliedAt
    );

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "concurrent-posts-previews",
        """
        select p.id, p.division_id, d.name as division, p.rule_version, c.*, p.made_at, p.applied_at
        from leader_previews p left join divisions d on d.id = p.division_id cross join lateral (
            select count(*) filter (where outcome <> 'co-opt') as micro_grids,
                count(*) filter (where outcome in ('kept', 'appoint')) as leaders,
                count(*) filter (where outcome = 'vacant') as vacant,
                count(*) filter (where outcome = 'co-opt') as co_opt
            from leader_preview_entries e where e.preview_id = p.id) c
        """,
        new("id", "编号"),
        new("divisionId", "区划编号") { Hidden = true },
        new("division", "区划") { Search = true },
        new("ruleVersion", "办法版本"),
        new("microGrids", "微网格"),
        new("leaders", "有组长"),
        new("vacant", "空缺"),
        new("coOpt", "增补执委"),
        new("madeAt", "预览时间"),
        new("appliedAt", "实施时间")
    ) with
    {
        DefaultSort = "-madeAt",
    };

    [EndpointSummary("双向互兼预览名单 Previews of the area; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<Item>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);
}
