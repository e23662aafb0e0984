using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appraisals;

static class GetAppeal
{
    public sealed record Response(
        Guid Id,
        Guid AppraisalId,
        Guid PersonId,
        string Reason,
        DateTimeOffset FiledAt,
        string State,
        string? Decision,
        Guid? DecidedBy,
        DateTimeOffset? DecidedAt,
        long PointsBefore,
        long? PointsAfter,
        int RankBefore,
        int? RankAfter,
        long Version
    ) : IVersioned;

    const string Source = """
        select id, appraisal_id, person_id, reason, filed_at, state, decision, decided_by, decided_at, points_before,
            points_after, rank_before, rank_after, version
        from appeals
        """;

    static readonly Listing<Response, Response> List = Listing.Of<Response>(
        "appeals",
        Source,
        new("id", "编号"),
        new("appraisalId", "考核"),
        new("personId", "人员编号"),
        new("reason", "理由") { Search = true },
        new("filedAt", "提出时间"),
        new("state", "状态") { Codes = ["filed", "upheld", "rejected"] },
        new("decision", "处理意见"),
        new("decidedBy", "处理人"),
        new("decidedAt", "处理时间"),
        new("pointsBefore", "原积分"),
        new("pointsAfter", "更正后积分"),
        new("rankBefore", "原名次"),
        new("rankAfter", "更正后名次")
    ) with
    {
        Subject = a => a.PersonId,
    };

    [EndpointSummary("申诉列表 Appeals")]
    public static Task<IResult> HandleList(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);

    [EndpointSummary("申诉 Appeal")]
    public static async Task<IResult> Handle(Guid id, Session session, CancellationToken ct)
    {
        var appeal = await session.Find<Response>(Source + " where id = @id", new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.Saw(appeal.PersonId);
        return TypedResults.Ok(appeal);
    }
}
