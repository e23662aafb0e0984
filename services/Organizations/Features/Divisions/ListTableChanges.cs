using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Imports;

namespace Organizations.Features.Divisions;

/// <summary>年度变更清单: each change a complete table makes, and what happens to what lies there.</summary>
static class ListTableChanges
{
    /// <param name="Blocked">It cannot be made yet; Below and Held say what is in the way.</param>
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
        "年度变更清单 What a complete table changes: new, renamed, recoded, merged, split, moved, abolished"
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
                "stays the same division with all below and at it"
            ),
            TableDiff.Moved => (
                "须先办理区划调整（划转），下级、记录和任职随之移动",
                "needs a reorganisation (move) first; all below and at it moves along"
            ),
            _ when r.Blocked => (
                $"尚有 {r.Below} 个下级、{r.Held} 条记录或任职留在原区划，须先移走或办理区划调整",
                $"{r.Below} divisions below and {r.Held} records or posts still lie there: move them or "
                    + "reorganise first"
            ),
            TableDiff.Abolished => ("撤销，其中已没有下级、记录和任职", "ends; nothing lies there any more"),
            _ => (
                "原区划撤销并指向新区划，其中已没有留下的下级、记录和任职",
                "the former ones end and point to what took their place; nothing is left there"
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
