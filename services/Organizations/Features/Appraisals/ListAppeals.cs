using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appraisals;

static class ListAppeals
{
    static readonly Listing<AppealView, AppealView> List = Listing.Of<AppealView>(
        "appeals",
        AppealView.Source,
        new("id", "编号"),
        new("appraisalId", "考核"),
        new("personId", "人员编号"),
        new("reason", "理由") { Search = true },
        new("filedAt", "提出时间"),
        new("state", "状态") { Table = CodeTables.AppealState },
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
    public static Task<ListAnswer<AppealView>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);
}
