using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Alliances;

static class ListHandovers
{
    static readonly Listing<Handover, Handover> List = Listing.Of<Handover>(
        "alliance-handovers",
        $"select {Handover.Columns} from alliance_handovers where alliance_id = @id and withdrawn_at is null",
        new("id", "编号"),
        new("dueOn", "应交接日期"),
        new("fromMemberId", "交出单位"),
        new("toMemberId", "接任单位"),
        new("noticedAt", "提醒时间"),
        new("handedOverOn", "交接日期"),
        new("note", "说明") { Search = true }
    ) with
    {
        DefaultSort = "dueOn",
    };

    [EndpointSummary("交接记录 Handovers, noticed and recorded")]
    public static async Task<ListAnswer<Handover>> Handle(
        Guid id,
        ListQuery query,
        Session session,
        CancellationToken ct
    )
    {
        await Alliance.ReadAsync(id, session, ct);
        return await List.AnswerAsync(query, session, new { id }, ct);
    }
}
