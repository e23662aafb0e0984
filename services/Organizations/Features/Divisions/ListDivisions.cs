using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Divisions;

/// <summary>Divisions on a day: the children of one, or the results of a search.</summary>
static class ListDivisions
{
    const string OfDay = $"select {Division.Columns} from division_states where platform.in_force(since, until, @day)";

    static readonly ListColumn[] s_columns =
    [
        new("id", "编号"),
        new("parentId", "上级编号"),
        new("code", "代码"),
        new("name", "名称") { Search = true },
        new("kind", "类型") { Table = CodeTables.DivisionKind },
        new("level", "级别"),
        new("key", "排序键"),
        new("validFrom", "设立日期"),
        new("validTo", "撤销日期"),
    ];

    static readonly Listing<Division, Division> s_children = Of($"{OfDay} and parent_id = @parent");
    static readonly Listing<Division, Division> s_roots = Of($"{OfDay} and parent_id is null");
    static readonly Listing<Division, Division> s_all = Of(OfDay);
    static readonly Listing<Division, Division> s_below = Of(DivisionScope.Below);

    /// <param name="parentId">Only children of this division: its id, or root.</param>
    /// <param name="below">This division and all below it.</param>
    [EndpointSummary(
        "下级区划 Divisions below one (parentId=id or root), or found by q, kind, level, code; as of any day"
    )]
    public static async Task<ListAnswer<Division>> Handle(
        string? parentId,
        Guid? below,
        DateOnly? asOf,
        ListQuery query,
        Session session,
        CancellationToken ct
    )
    {
        var id = Guid.Empty;
        if (parentId is null && below is null && query.Search is null && query.Filters.Count == 0)
            throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.Required.At("/parentId"));
        if (parentId is not (null or "root") && !Guid.TryParse(parentId, out id))
            throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.Format.At("/parentId"));
        var list = parentId switch
        {
            null when below is not null => s_below,
            null => s_all,
            "root" => s_roots,
            _ => s_children,
        };
        return await list.AnswerAsync(
            query,
            session,
            new
            {
                parent = id,
                below,
                day = session.Day(asOf),
            },
            ct
        );
    }

    static Listing<Division, Division> Of(string source) =>
        Listing.Of<Division>("divisions", source, s_columns) with
        {
            DefaultSort = "key",
        };
}
