using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

static class ListStudioSelections
{
    public sealed record Item(
        Guid Id,
        Guid DivisionId,
        string? Division,
        [Code(nameof(CodeTables.StudioLevel))] string Level,
        int Year,
        int? Places,
        decimal? GrantEach,
        [Code(nameof(CodeTables.SelectionState))] string State,
        long Proposed,
        long Chosen,
        DateTimeOffset OpenedAt,
        DateTimeOffset? PublishedAt
    );

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "studio-selections",
        """
        select s.id, s.division_id, d.name as division, s.level, s.year, s.places, s.grant_each, s.state, c.proposed,
            c.chosen, s.opened_at, s.published_at
        from studio_selections s left join divisions d on d.id = s.division_id
            cross join lateral (
                select count(*) as proposed, count(*) filter (where x.chosen) as chosen
                from studio_candidates x
                where x.selection_id = s.id
            ) c
        """,
        new("id", "编号"),
        new("divisionId", "区划编号") { Hidden = true },
        new("division", "区划") { Search = true },
        new("level", "级别") { Table = CodeTables.StudioLevel },
        new("year", "年度"),
        new("places", "名额"),
        new("grantEach", "每个补助"),
        new("state", "状态") { Table = CodeTables.SelectionState },
        new("proposed", "申报"),
        new("chosen", "入选"),
        new("openedAt", "启动时间"),
        new("publishedAt", "公布时间")
    ) with
    {
        DefaultSort = "-year",
    };

    [EndpointSummary("工作室评选名单 Selections of studios; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<Item>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);
}
