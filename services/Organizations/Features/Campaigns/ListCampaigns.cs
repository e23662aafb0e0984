using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Campaigns;

static class ListCampaigns
{
    static readonly Listing<CampaignRow, CampaignRow> List = Listing.Of<CampaignRow>(
        "campaigns",
        CampaignRow.Source,
        new("id", "编号"),
        new("name", "名称") { Search = true },
        new("divisionId", "区划"),
        new("startsOn", "开始"),
        new("endsOn", "结束")
    );

    [EndpointSummary("评选活动列表 Campaigns")]
    public static Task<ListAnswer<CampaignRow>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);
}
