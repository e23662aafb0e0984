using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.OneTenHundred;

/// <summary>Recorded services that no event reports; reversed ones are included and marked.</summary>
static class ListServices
{
    static readonly Listing<ServiceRow, ServiceRow> List = Listing.Of<ServiceRow>(
        "services",
        ServiceRow.Source,
        new("id", "编号"),
        new("memberId", "执委编号"),
        new("member", "执委") { Search = true },
        new("householdId", "家庭编号"),
        new("servedId", "妇女编号"),
        new("servedOn", "日期"),
        new("note", "内容") { Search = true },
        new("enteredBy", "登记人编号"),
        new("enteredAt", "登记时间"),
        new("reversed", "已冲销"),
        new("reversal", "冲销原因")
    ) with
    {
        Subject = s => s.MemberId,
        DefaultSort = "-servedOn",
    };

    [EndpointSummary("服务名单 Services that no event reports; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<ServiceRow>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);
}
