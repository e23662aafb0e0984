using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Points;

static class ListMerits
{
    static readonly Listing<MeritRow, MeritRow> List = Listing.Of<MeritRow>(
        "merits",
        MeritRow.Source,
        new("id", "编号"),
        new("personId", "人员编号"),
        new("points", "积分"),
        new("reason", "事由") { Search = true },
        new("earnedOn", "日期"),
        new("state", "状态") { Table = CodeTables.MeritState },
        new("proposedBy", "提出人"),
        new("proposedAt", "提出时间"),
        new("decidedBy", "审批人"),
        new("decidedAt", "审批时间"),
        new("decision", "审批意见")
    ) with
    {
        Subject = m => m.PersonId,
    };

    [EndpointSummary("积分申请列表 Proposed points")]
    public static Task<ListAnswer<MeritRow>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);
}
