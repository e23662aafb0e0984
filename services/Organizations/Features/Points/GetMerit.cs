using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Points;

static class GetMerit
{
    public sealed record Response(
        Guid Id,
        Guid PersonId,
        int Points,
        string Reason,
        DateOnly EarnedOn,
        string State,
        Guid ProposedBy,
        DateTimeOffset ProposedAt,
        Guid? DecidedBy,
        DateTimeOffset? DecidedAt,
        string? Decision,
        long Version
    ) : IVersioned;

    const string Columns =
        "id, person_id, points, reason, earned_on, state, proposed_by, proposed_at, decided_by, "
        + "decided_at, decision, version";
    const string Find = $"select {Columns} from merits where id = @id";

    static readonly Listing<Response, Response> List = Listing.Of<Response>(
        "merits",
        $"select {Columns} from merits",
        new("id", "编号"),
        new("personId", "人员编号"),
        new("points", "积分"),
        new("reason", "事由") { Search = true },
        new("earnedOn", "日期"),
        new("state", "状态") { Codes = ["proposed", "approved", "refused"] },
        new("proposedBy", "提出人"),
        new("proposedAt", "提出时间"),
        new("decidedBy", "审批人"),
        new("decidedAt", "审批时间"),
        new("decision", "审批意见")
    ) with
    {
        Subject = m => m.PersonId,
    };

    [EndpointSummary("积分申请 Proposed points, one")]
    public static async Task<IResult> Handle(Guid id, Session session, CancellationToken ct)
    {
        var merit = await session.Find<Response>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.Saw(merit.PersonId);
        return TypedResults.Ok(merit);
    }

    [EndpointSummary("积分申请列表 Proposed points")]
    public static Task<IResult> HandleList(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);
}
