using Jobs.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Placements;

/// <summary>Placements that the caller may see, newest first.</summary>
static class ListPlacements
{
    const string Source =
        PlacementView.Select
        + """

            where @checks::text is null
                or exists (select from placement_checks c where c.placement_id = z.id and c.state = @checks)
            """;

    static readonly Listing<PlacementView.Row, PlacementView> List = Listing.Of<PlacementView.Row, PlacementView>(
        "placements",
        Source,
        (row, _) => row.View(),
        new("id", "编号"),
        new("personId", "人员编号"),
        new("title", "岗位") { Search = true },
        new("employer", "用人单位") { Search = true },
        new("startedOn", "入职日期"),
        new("state", "状态") { Table = CodeTables.PlacementState },
        new("checks", "回访")
        {
            Plain = true,
            InFile = ListColumn.Each<PlacementView.Check>(c => $"{c.Months}个月 {c.DueOn:O} {c.State}"),
        },
        new("referralId", "推荐编号"),
        new("postingId", "岗位编号"),
        new("employerId", "用人单位编号"),
        new("needId", "需求编号")
    ) with
    {
        Subject = r => r.PersonId,
        DefaultSort = "-id",
    };

    /// <param name="checks">due: only placements with a retention check that is due.</param>
    [EndpointSummary("就业记录 Placements I may see, ?checks=due; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<PlacementView>> Handle(
        [Code(nameof(CodeTables.ListedCheckState))] string? checks,
        ListQuery query,
        Session session,
        CancellationToken ct
    ) => List.AnswerAsync(query, session, new { checks }, ct);
}
