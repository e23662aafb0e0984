using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>The ledger of grants, with reversals as rows.</summary>
static class ListGrants
{
    public sealed record Item(
        Guid Id,
        Guid StudioId,
        string? Studio,
        decimal Amount,
        DateOnly GrantedOn,
        Guid? SelectionId,
        Guid? ReversesId,
        string? Note
    );

    const string Source = """
        select g.id, g.studio_id, o.name as studio, g.amount, g.granted_on, g.selection_id, g.reverses_id, g.note
        from studio_grants g
        left join organizations o on o.id = g.studio_id
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "studio-grants",
        Source,
        new("id", "编号"),
        new("studioId", "工作室编号") { Hidden = true },
        new("studio", "工作室") { Search = true },
        new("amount", "金额（元）"),
        new("grantedOn", "日期"),
        new("selectionId", "评选") { Hidden = true },
        new("reversesId", "冲销") { Hidden = true },
        new("note", "备注")
    );

    [EndpointSummary("补助台账 Ledger of grants; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<Item>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);
}
