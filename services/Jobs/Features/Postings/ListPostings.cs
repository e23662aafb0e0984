using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Jobs.Features.Postings;

/// <summary>
/// Open postings, newest first. The list is public, so it sorts by indexed columns only.
/// </summary>
static class ListPostings
{
    const int LongestSearch = 50;

    const string Source =
        PostingView.Select
        + """

            where state = 'open'
                and (@key::text is null or (scope_key >= @key and scope_key < @key || '~'))
            """;

    // "is true" keeps the planner from a join that fetches every posting with a common gram before it sorts.
    const string SearchBy = """
        strpos(x.search_text, @list_q) > 0
            and (
                x.id in (
                    select posting_id from posting_grams where gram = any (posting_pairs(@list_q))
                    group by posting_id having count(*) = (select cardinality(posting_pairs(@list_q)))
                )
            ) is true
        """;

    static readonly Listing<PostingView.Row, PostingView> List = Listing.Of<PostingView.Row, PostingView>(
        "postings",
        Source,
        (row, _) => row.View(),
        new("id", "编号"),
        new("title", "岗位") { Plain = true },
        new("employerId", "用人单位编号"),
        new("employer", "用人单位") { Plain = true },
        new("divisionId", "区划编号") { Plain = true },
        new("division", "地区") { Plain = true },
        new("skills", "技能") { Recorded = SkillCodes.ReadAsync },
        new("hours", "工作时间")
        {
            Plain = true,
            InFile = ListColumn.Each<WorkingHours>(h => WeekSpan.Text(h.Day, h.From, h.To)),
        },
        new("wageFrom", "月薪下限（元）"),
        new("wageTo", "月薪上限（元）") { Plain = true },
        new("openings", "招聘人数") { Plain = true },
        new("remaining", "剩余人数") { Plain = true },
        new("description", "说明") { Plain = true },
        new("flexible", "妈妈岗") { Unsorted = true },
        new("state", "状态") { Plain = true },
        new("publishedAt", "发布时间") { Plain = true }
    ) with
    {
        DefaultSort = "-id",
        SearchBy = SearchBy,
    };

    /// <param name="divisionId">Only postings in this division or below it.</param>
    [EndpointSummary("招聘岗位 Open postings; ?q= in title and employer; filter, CSV, XLSX")]
    public static async Task<ListAnswer<PostingView>> Handle(
        Guid? divisionId,
        ListQuery query,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        check.That(!TextElements.AreMoreThan(LongestSearch, query.Search ?? ""), "/q", PlatformProblems.TooLong);
        var area = divisionId is { } id ? await session.FindArea(id, ct) : null;
        check.That(divisionId is null || area is not null, "/divisionId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();
        return await List.AnswerAsync(query, session, new { key = area?.Key }, ct);
    }
}
