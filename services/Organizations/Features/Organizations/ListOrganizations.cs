using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Organizations;

/// <summary>Organizations in the caller's scope, of all times or of one day.</summary>
static class ListOrganizations
{
    static readonly Listing<OrganizationRow, OrganizationRow> List = Listing.Of<OrganizationRow>(
        "organizations",
        OrganizationRow.Source,
        new("id", "编号"),
        new("kind", "类别") { Table = CodeTables.OrganizationKind },
        new("name", "名称") { Search = true },
        new("status", "状态") { Table = CodeTables.OrganizationStatus },
        new("creditCode", "统一社会信用代码"),
        new("divisionId", "区划编号") { Hidden = true },
        new("division", "区划"),
        new("code", "区划代码"),
        new("level", "级别"),
        new("parentId", "上级组织编号") { Hidden = true },
        new("validFrom", "成立日期"),
        new("validTo", "撤销日期")
    );

    /// <param name="asOf">Only organizations of this day, with the names of that day.</param>
    /// <param name="below">Only this division and those below, as of the day.</param>
    [EndpointSummary("组织名单 Organizations, of one day with asOf; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<OrganizationRow>> Handle(
        DateOnly? asOf,
        Guid? below,
        ListQuery query,
        Session session,
        CancellationToken ct
    ) =>
        List.AnswerAsync(
            query,
            session,
            new
            {
                day = asOf,
                on = asOf ?? session.Today,
                below,
            },
            ct
        );
}
