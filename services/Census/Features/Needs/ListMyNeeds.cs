using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Needs;

/// <summary>The caller's own needs, the latest first.</summary>
static class ListMyNeeds
{
    static readonly Listing<NeedView.Row, NeedView> List = NeedView.List(
        NeedView.Select + " where n.resident_id = @Subject"
    );

    [EndpointSummary("我的需求 My needs; filter, CSV, XLSX")]
    public static Task<ListAnswer<NeedView>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, new { session.Caller.Subject }, ct);
}
