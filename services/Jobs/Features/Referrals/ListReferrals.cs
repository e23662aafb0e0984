using Jobs.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Referrals;

/// <summary>
/// Referrals that the caller may see, newest first: an officer those of the area, an employer those to its postings, a
/// person their own.
/// </summary>
static class ListReferrals
{
    static readonly Listing<ReferralView.Row, ReferralView> List = Listing.Of<ReferralView.Row, ReferralView>(
        "referrals",
        ReferralView.Select,
        (row, session) => row.View(session),
        new("id", "编号"),
        new("personId", "人员编号"),
        new("name", "姓名") { Plain = true },
        new("certificates", "证书")
        {
            Plain = true,
            InFile = ListColumn.Each<ReferralView.Certificate>(c => $"{c.CourseName} {c.Number} {c.IssuedOn:O}"),
        },
        new("postingId", "岗位编号"),
        new("title", "岗位") { Search = true },
        new("employerId", "用人单位编号"),
        new("employer", "用人单位") { Search = true },
        new("state", "状态") { Table = CodeTables.ReferralState },
        new("reasonCode", "原因") { Table = CodeTables.ReferralReason },
        new("note", "备注") { Plain = true },
        new("referredAt", "推荐时间"),
        new("decidedAt", "决定时间"),
        new("placementId", "就业记录编号")
    ) with
    {
        Subject = r => r.PersonId,
        DefaultSort = "-id",
    };

    [EndpointSummary("推荐列表 Referrals I may see; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<ReferralView>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);
}
