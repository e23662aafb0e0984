using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Divisions;

/// <summary>
/// Exports the tree of an area on a day, in the order of keys. Equal trees give equal files; an import of the file
/// changes nothing.
/// </summary>
static class ExportDivisions
{
    /// <param name="ParentCode">The parent's code on that day.</param>
    public sealed record Row(
        Guid Id,
        string Code,
        string Name,
        string? ParentCode,
        [Code(nameof(CodeTables.DivisionKind))] string Kind,
        int Level,
        DateOnly ValidFrom,
        DateOnly? ValidTo,
        string Key,
        Guid? ParentId
    );

    const string OfDay = "platform.in_force(since, until, @day)";
    const string Whole = $"""
        select s.id, s.code, s.name, p.code as parent_code, s.kind, s.level, s.valid_from, s.valid_to - 1 as valid_to,
            s.key, s.parent_id
        from (select * from division_states where {OfDay}) s
        left join (select id, code from division_states where {OfDay}) p on p.id = s.parent_id
        """;
    const string Part = $"""
        select s.id, s.code, s.name, p.code as parent_code, s.kind, s.level, s.valid_from, s.valid_to - 1 as valid_to,
            s.key, s.parent_id
        from ({DivisionScope.Below}) s
        left join lateral (select code from division_states where id = s.parent_id and {OfDay} offset 0) p on true
        """;

    static readonly Listing<Row, Row> s_whole = Of(Whole);
    static readonly Listing<Row, Row> s_part = Of(Part);

    /// <param name="below">This division and all below it; the whole country if not given.</param>
    [EndpointSummary("导出区划 Export the tree of an area on a day as CSV or XLSX, ready for import")]
    public static Task<ListAnswer<Row>> Handle(
        Guid? below,
        DateOnly? asOf,
        ListQuery query,
        Session session,
        CancellationToken ct
    ) =>
        (below is null ? s_whole : s_part).AnswerAsync(
            query with
            {
                Format = query.Format ?? "csv",
            },
            session,
            new { below, day = session.Day(asOf) },
            ct
        );

    static Listing<Row, Row> Of(string source) =>
        Listing.Of<Row>(
            "divisions",
            source,
            new("code", "代码"),
            new("name", "名称") { Search = true },
            new("parentCode", "上级代码"),
            new("kind", "类型") { Table = CodeTables.DivisionKind },
            new("level", "级别"),
            new("validFrom", "设立日期"),
            new("validTo", "撤销日期"),
            new("key", "排序键"),
            new("id", "编号"),
            new("parentId", "上级编号")
        ) with
        {
            DefaultSort = "key",
        };
}
