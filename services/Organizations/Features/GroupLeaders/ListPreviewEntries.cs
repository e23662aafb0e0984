using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.GroupLeaders;

/// <summary>The results of a preview for each micro-grid, and the co-options.</summary>
static class ListPreviewEntries
{
    public sealed record Item(
        Guid Id,
        string Code,
        string Name,
        [Code(nameof(CodeTables.LeaderOutcome))] string Outcome,
        Guid? PersonId,
        string? Person,
        [Code(nameof(CodeTables.LeaderSource))] string? Source,
        [Code(nameof(CodeTables.LeaderGroup))] string? CountedAs,
        [Code(nameof(CodeTables.Vacancy))] string? Vacancy,
        Guid DivisionId
    );

    const string Known = "select exists (select from leader_previews where id = @id)";

    const string Source = """
        select e.id, d.code, d.name, e.outcome, e.person_id, p.name as person, e.source, e.counted_as, e.vacancy,
            e.division_id
        from leader_preview_entries e
        join divisions d on d.id = e.division_id
        left join people p on p.id = e.person_id
        where e.preview_id = @id
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "group-leaders",
        Source,
        new("code", "代码"),
        new("name", "名称") { Search = true },
        new("outcome", "结果") { Table = CodeTables.LeaderOutcome },
        new("person", "姓名") { Search = true },
        new("source", "来源") { Table = CodeTables.LeaderSource },
        new("countedAs", "计入") { Table = CodeTables.LeaderGroup },
        new("vacancy", "空缺原因") { Table = CodeTables.Vacancy },
        new("personId", "人员编号") { Hidden = true }
    ) with
    {
        Subject = r => r.PersonId ?? r.Id,
    };

    [EndpointSummary("逐格结果 Results of a preview by micro-grid; filter, sort, CSV, XLSX")]
    public static async Task<ListAnswer<Item>> Handle(Guid id, ListQuery query, Session session, CancellationToken ct)
    {
        if (!await session.Find<bool>(Known, new { id }, ct))
            throw new ProblemException(PlatformProblems.NotFound);
        return await List.AnswerAsync(query, session, new { id }, ct);
    }
}
