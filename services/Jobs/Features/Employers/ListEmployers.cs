using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Jobs.Features.Employers;

/// <summary>Employers of the caller's area, newest first.</summary>
static class ListEmployers
{
    const string Source = EmployerView.Select + " where @code::text is null or credit_code = @code";

    static readonly Listing<EmployerView.Row, EmployerView> List = Listing.Of<EmployerView.Row, EmployerView>(
        "employers",
        Source,
        (row, session) => row.View(session),
        new("id", "编号"),
        new("name", "名称") { Search = true },
        new("creditCode", "统一社会信用代码"),
        new("divisionId", "区划编号"),
        new("contact", "联系方式") { Plain = true }
    ) with
    {
        Subject = r => r.Id,
        DefaultSort = "-id",
    };

    /// <param name="creditCode">Only the employer with this code, in capital or small letters.</param>
    [EndpointSummary("用人单位列表 Employers of my area; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<EmployerView>> Handle(
        [Like(CreditCode.Pattern)] string? creditCode,
        ListQuery query,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var code = check.Optional<CreditCode>("/creditCode", creditCode, CreditCode.Read);
        check.ThrowIfInvalid();
        return List.AnswerAsync(query, session, new { code = code?.Text }, ct);
    }
}
