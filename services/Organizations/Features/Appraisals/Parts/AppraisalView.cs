using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appraisals;

/// <summary>An appraisal in an answer.</summary>
/// <param name="Rule">The selection rule in words, as published.</param>
/// <param name="AppealUntil">The last moment of an appeal.</param>
sealed record AppraisalView(
    Guid Id,
    Guid DivisionId,
    int Year,
    [Code(nameof(CodeTables.Post))] string Post,
    string Title,
    int Percent,
    int AppealDays,
    [Code(nameof(CodeTables.AppraisalState))] string State,
    int Candidates,
    int Quota,
    long Selected,
    long Added,
    DateTimeOffset AsOf,
    DateTimeOffset? PublishedAt,
    DateTimeOffset? AppealUntil,
    string Rule,
    long Version
) : IVersioned
{
    public const string RuleSql = """
        '按当年积分由高到低评选，占总数的' || a.percent || '%，舍去小数，至少一人；积分相同者依次比较当年服务妇女人数、任职时间先后、登记先后。申诉成立者按更正后的记录重新排名，进入名额者增补，不影响他人。' as rule
        """;

    public const string Source = $"""
        select a.id, a.division_id, a.year, a.post, a.title, a.percent, a.appeal_days, a.state, a.candidates, a.quota,
            (
                select count(*) from appraisal_entries e where e.appraisal_id = a.id and e.result = 'selected'
            ) as selected,
            (
                select count(*) from appraisal_entries e where e.appraisal_id = a.id and e.result = 'added-on-appeal'
            ) as added,
            a.as_of, a.published_at, a.published_at + a.appeal_days * interval '1 day' as appeal_until, {RuleSql},
            a.version
        from appraisals a
        """;

    public static async Task<AppraisalView> FindAsync(Guid id, Session session, CancellationToken ct) =>
        await session.Find<AppraisalView>(Source + " where a.id = @id", new { id }, ct)
        ?? throw new ProblemException(PlatformProblems.NotFound);
}
