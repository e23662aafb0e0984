using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appraisals;

static class ListAppraisals
{
    static readonly Listing<AppraisalView, AppraisalView> List = Listing.Of<AppraisalView>(
        "appraisals",
        AppraisalView.Source,
        new("id", "编号"),
        new("divisionId", "区划"),
        new("year", "年度"),
        new("post", "职务") { Table = CodeTables.Post },
        new("title", "称号"),
        new("percent", "比例"),
        new("state", "状态") { Table = CodeTables.AppraisalState },
        new("candidates", "参评人数"),
        new("quota", "名额"),
        new("selected", "入选"),
        new("added", "增补"),
        new("publishedAt", "公布时间"),
        new("appealUntil", "申诉截止")
    );

    [EndpointSummary("年度考核列表 Appraisals")]
    public static Task<ListAnswer<AppraisalView>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);
}
