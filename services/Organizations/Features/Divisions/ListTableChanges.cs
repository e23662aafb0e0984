using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Imports;

namespace Organizations.Features.Divisions;

/// <summary>年度变更清单: the changes of a complete table, and the records that each affects.</summary>
static class ListTableChanges
{
    /// <param name="Blocked">The change cannot be applied yet; Below and Held give the reasons.</param>
    public sealed record Item(
        Guid Id,
        int No,
        [Code(nameof(CodeTables.DivisionChange))] string Kind,
        string Code,
        string Name,
        string FormerCodes,
        string FormerNames,
        long Below,
        long Held,
        bool Blocked,
        string NoteZh,
        string NoteEn
    );

    const string Source = """
        select id, no, kind, code, name, former_codes, former_names, below, held, blocked
        from division_import_changes
        where import_id = @id
        """;

    static readonly Listing<Row, Item> s_list = Listing.Of<Row, Item>(
        "division-changes",
        Source,
        View,
        new("no", "序号"),
        new("kind", "变更") { Table = CodeTables.DivisionChange },
        new("code", "代码"),
        new("name", "名称") { Search = true },
        new("formerCodes", "原代码") { Search = true },
        new("formerNames", "原名称"),
        new("below", "剩余下级"),
        new("held", "剩余记录和任职"),
        new("blocked", "暂不能应用"),
        new("noteZh", "说明") { Plain = true },
        new("noteEn", "说明（英文）") { Plain = true }
    ) with
    {
        DefaultSort = "no",
    };

    [EndpointSummary(
        "年度变更清单 Changes of a complete table: new, renamed, recoded, merged, split, moved, abolished"
    )]
    public static async Task<ListAnswer<Item>> Handle(Guid id, ListQuery query, Session session, CancellationToken ct)
    {
        await ImportJobs.FindAsync(session, ImportDivisions.Kind, id, ct);
        return await s_list.AnswerAsync(query, session, new { id }, ct);
    }

    static Item View(Row r, Session session)
    {
        var (zh, en) = r.Kind switch
        {
            TableDiff.New => ("新增", "is added"),
            TableDiff.Renamed or TableDiff.Recoded => (
                "仍是同一区划，下级、记录和任职不变",
                "remains the same division with its divisions below, records and posts"
            ),
            TableDiff.Moved => (
                "须先办理区划调整（划转），下级、记录和任职随之移动",
                "needs a reorganisation (move) first; divisions below, records and posts move along"
            ),
            _ when r.Blocked => (
                $"尚有 {r.Below} 个下级、{r.Held} 条记录或任职留在原区划，须先移走或办理区划调整",
                $"{r.Below} divisions below and {r.Held} records or posts remain there: move them or "
                    + "reorganise first"
            ),
            TableDiff.Abolished => (
                "撤销，其中已没有下级、记录和任职",
                "ends; no divisions, records or posts remain in it"
            ),
            _ => (
                "原区划撤销并指向新区划，其中已没有留下的下级、记录和任职",
                "the former divisions end and point to their successors; no divisions, records or posts remain"
            ),
        };
        return new(
            r.Id,
            r.No,
            r.Kind,
            r.Code,
            r.Name,
            r.FormerCodes,
            r.FormerNames,
            r.Below,
            r.Held,
            r.Blocked,
            zh,
            en
        );
    }

    sealed record Row(
        Guid Id,
        int No,
        string Kind,
        string Code,
        string Name,
        string FormerCodes,
        string FormerNames,
        long Below,
        long Held,
        bool Blocked
    );
}
