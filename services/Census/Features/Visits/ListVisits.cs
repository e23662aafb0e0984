using Census.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Visits;

/// <summary>Visits of one household or of all that the caller may see, the latest first.</summary>
static class ListVisits
{
    // Plain: visitor and recording time have no index, and a province has millions of visits.
    static readonly Listing<VisitView.Row, VisitView> List = Listing.Of<VisitView.Row, VisitView>(
        "visits",
        VisitView.Select,
        (row, session) => row.View(session),
        new("id", "编号") { Narrow = true },
        new("householdId", "家庭编号") { Narrow = true },
        new("kind", "走访方式") { Table = CodeTables.VisitKind },
        new("visitedAt", "走访时间"),
        new("diary", "民情日记") { Plain = true },
        new("visitorId", "走访人编号") { Plain = true },
        new("recordedAt", "记录时间") { Plain = true }
    ) with
    {
        Subjects = row => row.Residents,
        DefaultSort = "-visitedAt",
        Walk = ListWalk.BySort("visits", "household_id"),
    };

    [EndpointSummary("民情日记 List visits; filter, CSV, XLSX")]
    public static Task<ListAnswer<VisitView>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);
}
