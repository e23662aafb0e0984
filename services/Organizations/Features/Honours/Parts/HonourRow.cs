using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Honours;

/// <summary>An honour in the lists of an area, of a person and of an organization.</summary>
sealed record HonourRow(
    Guid Id,
    string Number,
    string Verification,
    Guid? PersonId,
    Guid? HouseholdId,
    Guid? OrganizationId,
    string? Holder,
    string Title,
    [Code(nameof(CodeTables.HonourCategory))] string Category,
    int Level,
    Guid DivisionId,
    string AwardedBy,
    DateOnly AwardedOn,
    Guid? CampaignId,
    Guid? AppraisalId,
    bool Revoked,
    string? Revocation
)
{
    public const string Source = $"""
        select h.id, {HonourNumbers.Sql} as number, h.verification, h.person_id, h.household_id, h.organization_id,
            coalesce(p.name, o.name) as holder, h.title, h.category, h.level, h.division_id, h.awarded_by,
            h.awarded_on, h.campaign_id, h.appraisal_id, h.revoked_at is not null as revoked, h.revocation
        from honours h left join people p on p.id = h.person_id left join organizations o on o.id = h.organization_id
        """;

    public static readonly ListColumn[] Columns =
    [
        new("number", "证书编号"),
        new("verification", "查验码"),
        new("holder", "获得者") { Search = true },
        new("personId", "人员编号"),
        new("householdId", "家庭编号"),
        new("organizationId", "组织编号"),
        new("title", "称号") { Search = true },
        new("category", "类别") { Table = CodeTables.HonourCategory },
        new("level", "级别"),
        new("divisionId", "授予区划"),
        new("awardedBy", "授予单位"),
        new("awardedOn", "授予日期"),
        new("campaignId", "评选"),
        new("appraisalId", "考核"),
        new("revoked", "已撤销"),
        new("revocation", "撤销原因"),
    ];

    /// <summary>The row as an answer; the audit notes its person as read.</summary>
    public static HonourRow View(HonourRow row, Session session)
    {
        if (row.PersonId is { } person)
            session.RecordAccess(person);
        return row;
    }
}
