using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appraisals;

static class GetAppraisal
{
    /// <param name="Rule">How it is selected, as it is published.</param>
    /// <param name="AppealUntil">The last moment of an appeal.</param>
    public sealed record Response(
        Guid Id,
        Guid DivisionId,
        int Year,
        string Post,
        string Title,
        int Percent,
        int AppealDays,
        string State,
        int Candidates,
        int Quota,
        long Selected,
        long Added,
        DateTimeOffset AsOf,
        DateTimeOffset? PublishedAt,
        DateTimeOffset? AppealUntil,
        string Rule,
        long Version
    ) : IVersioned;

    public sealed record Entry(
        Guid Id,
        Guid PersonId,
        string? Name,
        int Rank,
        string Result,
        long Points,
        long Women,
        DateOnly Since
    );

    /// <summary>
    /// What she herself may know of an appraisal once it is published; Id is the appraisal's, against which she
    /// appeals.
    /// </summary>
    public sealed record Mine(
        Guid Id,
        Guid DivisionId,
        int Year,
        string Post,
        string Title,
        int Candidates,
        int Quota,
        int Rank,
        string Result,
        long Points,
        long Women,
        DateTimeOffset PublishedAt,
        DateTimeOffset AppealUntil,
        string Rule
    );

    const string Rule = """
        '按当年积分由高到低评选，占总数的' || a.percent || '%，舍去小数，至少一人；积分相同者依次比较当年服务妇女人数、任职时间先后、登记先后。申诉成立者按更正后的记录重新排名，进入名额者增补，不影响他人。' as rule
        """;
    const string Source = $"""
        select a.id, a.division_id, a.year, a.post, a.title, a.percent, a.appeal_days, a.state, a.candidates, a.quota,
            (
                   select count(*) from appraisal_entries e where e.appraisal_id = a.id and e.result = 'selected'
               ) as selected,
               (
                   select count(*)
                   from appraisal_entries e
                   where e.appraisal_id = a.id and e.result = 'added-on-appeal'
               ) as added,
               a.as_of, a.published_at, a.published_at + a.appeal_days * interval '1 day' as appeal_until,
               {Rule}, a.version
        from appraisals a
        """;
    const string Entries = """
        select e.id, e.person_id, p.name, e.rank, e.result, e.points, e.women, e.since
        from appraisal_entries e
        left join people p on p.id = e.person_id
        where e.appraisal_id = @id
        """;

    const string Own = $"""
        select a.id, a.division_id, a.year, a.post, a.title, a.candidates, a.quota, e.rank, e.result, e.points,
            e.women, a.published_at, a.published_at + a.appeal_days * interval '1 day' as appeal_until, {Rule}
        from appraisal_entries e
        join appraisals a on a.id = e.appraisal_id
        where e.person_id = @person and a.state = 'published'
        """;

    static readonly Listing<Mine, Mine> OwnList = Listing.Of<Mine>(
        "my-appraisals",
        Own,
        new("id", "编号"),
        new("year", "年度"),
        new("post", "职务") { Codes = Posts.All, Words = Posts.NameOf },
        new("title", "称号"),
        new("candidates", "参评人数"),
        new("quota", "名额"),
        new("rank", "名次"),
        new("result", "结果") { Codes = ["selected", "not-selected", "added-on-appeal"] },
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

    static readonly Listing<Response, Response> List = Listing.Of<Response>(
        "appraisals",
        Source,
        new("id", "编号"),
        new("divisionId", "区划"),
        new("year", "年度"),
        new("post", "职务") { Codes = Posts.All, Words = Posts.NameOf },
        new("title", "称号"),
        new("percent", "比例"),
        new("state", "状态") { Codes = ["preview", "published"] },
        new("candidates", "参评人数"),
        new("quota", "名额"),
        new("selected", "入选"),
        new("added", "增补"),
        new("publishedAt", "公布时间"),
        new("appealUntil", "申诉截止")
    );

    static readonly Listing<Entry, Entry> EntryList = Listing.Of<Entry>(
        "appraisal-entries",
        Entries,
        new("rank", "名次"),
        new("personId", "人员编号"),
        new("name", "姓名") { Search = true },
        new("result", "结果") { Codes = ["selected", "not-selected", "added-on-appeal"] },
        new("points", "积分"),
        new("women", "服务妇女"),
        new("since", "任职日期")
    ) with
    {
        Subject = e => e.PersonId,
        DefaultSort = "rank",
    };

    [EndpointSummary("年度考核列表 Appraisals")]
    public static Task<IResult> HandleList(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);

    /// <summary>How she stands in each appraisal that is published, wherever that was.</summary>
    [EndpointSummary("我的考核 How I stand in published appraisals, by which rule, and until when I may appeal")]
    public static Task<IResult> HandleMine(ListQuery query, Session session, CancellationToken ct)
    {
        var person = session.Caller.Subject;
        session.Saw(person);
        return OwnList.AnswerAsync(query, session, new { person }, ct);
    }

    [EndpointSummary("年度考核 Appraisal")]
    public static async Task<IResult> Handle(Guid id, Session session, CancellationToken ct) =>
        TypedResults.Ok(await FindAsync(id, session, ct));

    [EndpointSummary("考核名次 Who stands where")]
    public static async Task<IResult> HandleEntries(Guid id, ListQuery query, Session session, CancellationToken ct)
    {
        await FindAsync(id, session, ct);
        return await EntryList.AnswerAsync(query, session, new { id }, ct);
    }

    public static async Task<Response> FindAsync(Guid id, Session session, CancellationToken ct) =>
        await session.Find<Response>(Source + " where a.id = @id", new { id }, ct)
        ?? throw new ProblemException(PlatformProblems.NotFound);
}
