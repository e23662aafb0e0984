using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appraisals;

static class ListAppraisalEntries
{
    public sealed record Item(
        Guid Id,
        Guid PersonId,
        string? Name,
        int Rank,
        [Code(nameof(CodeTables.AppraisalResult))] string Result,
        long Points,
        long Women,
        DateOnly Since
    );

    const string Source = """
        select e.id, e.person_id, p.name, e.rank, e.result, e.points, e.women, e.since
        from appraisal_entries e
        left join people p on p.id = e.person_id
        where e.appraisal_id = @id
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "appraisal-entries",
        Source,
        new("rank", "名次"),
        new("personId", "人员编号"),
        new("name", "姓名") { Search = true },
        new("result", "结果") { Table = CodeTables.AppraisalResult },
        new("points", "积分"),
        new("women", "服务妇女"),
        new("since", "任职日期")
    ) with
    {
        Subject = e => e.PersonId,
        DefaultSort = "rank",
    };

    [EndpointSummary("考核名次 Ranking of an appraisal")]
    public static async Task<ListAnswer<Item>> Handle(Guid id, ListQuery query, Session session, CancellationToken ct)
    {
        await AppraisalView.FindAsync(id, session, ct);
        return await List.AnswerAsync(query, session, new { id }, ct);
    }
}
