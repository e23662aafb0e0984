using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Needs;

/// <summary>Needs of the caller's area and of the households the caller covers, the latest first.</summary>
static class ListNeeds
{
    static readonly Listing<NeedView.Row, NeedView> List = NeedView.List(NeedView.Select) with
    {
        Walk = ListWalk.BySort("needs", "household_id"),
    };

    [EndpointSummary("需求台账 List needs; filter, CSV, XLSX")]
    public static Task<ListAnswer<NeedView>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);
}
