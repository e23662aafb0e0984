using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appraisals;

/// <summary>The caller's result in each published appraisal, in every area.</summary>
static class ListMyAppraisals
{
    /// <param name="Id">The appraisal, for an appeal.</param>
    public sealed record Item(
        Guid Id,
        Guid DivisionId,
        int Year,
        [Code(nameof(CodeTables.Post))] string Post,
        string Title,
        int Candidates,
        int Quota,
        int Rank,
        [Code(nameof(CodeTables.AppraisalResult))] string Result,
        long Points,
        long Women,
        DateTimeOffset PublishedAt,
        DateTimeOffset AppealUntil,
        string Rule
    );

    const string Source = $"""
        select a.id, a.division_id, a.year, a.post, a.title, a.candidates, a.quota, e.rank, e.result, e.points,
            e.women, a.published_at, a.published_at + a.appeal_days * interval '1 day' as appeal_until,
            {AppraisalView.RuleSql}
        from appraisal_entries e
        join appraisals a on a.id = e.appraisal_id
        where e.person_id = @person and a.state = 'published'
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "my-appraisals",
        Source,
        new("id", "编号"),
        new("year", "年度"),
        new("post", "职务") { Table = CodeTables.Post },
        new("title", "称号"),
        new("candidates", "参评人数"),
        new("quota", "名额"),
        new("rank", "名次"),
        new("result", "结果") { Table = CodeTables.AppraisalResult },
        new("points", "积分"),
        new("women", "服务妇女"),
        new("publishedAt", "公布时间"),
        new("appealUntil", "申诉截止"),
        new("rule", "评选办法"),
        new("divisionId", "区划")
    ) with
    {
        DefaultSort = "-year",
    };

    [EndpointSummary("我的考核 My results in published appraisals, with the rule and the last day of an appeal")]
    public static Task<ListAnswer<Item>> Handle(ListQuery query, Session session, CancellationToken ct)
    {
        var person = session.Caller.Subject;
        session.RecordAccess(person);
        return List.AnswerAsync(query, session, new { person }, ct);
    }
}
