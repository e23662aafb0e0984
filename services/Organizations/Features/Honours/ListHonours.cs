using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Honours;

/// <summary>
/// Honours of an area, of a person or of an organization; what is revoked is in the list and says so.
/// </summary>
static class ListHonours
{
    public sealed record Item(
        Guid Id,
        string Number,
        string Verification,
        Guid? PersonId,
        Guid? HouseholdId,
        Guid? OrganizationId,
        string? Holder,
        string Title,
        string Category,
        int Level,
        Guid DivisionId,
        string AwardedBy,
        DateOnly AwardedOn,
        Guid? CampaignId,
        Guid? AppraisalId,
        bool Revoked,
        string? Revocation
    );

    const string Source = $"""
        select h.id, {HonourNumbers.Sql} as number, h.verification, h.person_id, h.household_id, h.organization_id,
            coalesce(p.name, o.name) as holder, h.title, h.category, h.level, h.division_id, h.awarded_by,
            h.awarded_on, h.campaign_id, h.appraisal_id, h.revoked_at is not null as revoked, h.revocation
        from honours h left join people p on p.id = h.person_id left join organizations o on o.id = h.organization_id
        """;

    static readonly ListColumn[] Columns =
    [
        new("number", "证书编号"),
        new("verification", "查验码"),
        new("holder", "获得者") { Search = true },
        new("personId", "人员编号"),
        new("householdId", "家庭编号"),
        new("organizationId", "组织编号"),
        new("title", "称号") { Search = true },
        new("category", "类别") { Codes = ["model", "campaign", "appraisal", "other"] },
        new("level", "级别"),
        new("divisionId", "授予区划"),
        new("awardedBy", "授予单位"),
        new("awardedOn", "授予日期"),
        new("campaignId", "评选"),
        new("appraisalId", "考核"),
        new("revoked", "已撤销"),
        new("revocation", "撤销原因"),
    ];

    static readonly Listing<Item, Item> All = Listing.Of<Item, Item>("honours", Source, View, Columns);
    static readonly Listing<Item, Item> OfPerson = Listing.Of<Item>(
        "honours",
        Source + " where h.person_id = @id",
        Columns
    );
    static readonly Listing<Item, Item> OfOrganization = Listing.Of<Item, Item>(
        "honours",
        Source + " where h.organization_id = @id",
        View,
        Columns
    );

    const string SeesPerson = "select exists (select from people where id = @id)";
    const string SeesOrganization = "select exists (select from organizations where id = @id)";

    static Item View(Item item, Session session)
    {
        if (item.PersonId is { } person)
            session.Saw(person);
        return item;
    }

    [EndpointSummary("荣誉列表 Honours of the area")]
    public static Task<IResult> Handle(ListQuery query, Session session, CancellationToken ct) =>
        All.AnswerAsync(query, session, ct: ct);

    /// <summary>The person herself has all of them; others have those of their areas.</summary>
    [EndpointSummary("个人荣誉 Honours of a person")]
    public static async Task<IResult> HandleOfPerson(Guid id, ListQuery query, Session session, CancellationToken ct)
    {
        if (id != session.Caller.SubjectId && !await session.Find<bool>(SeesPerson, new { id }, ct))
            throw new ProblemException(PlatformProblems.NotFound);
        session.Saw(id);
        return await OfPerson.AnswerAsync(query, session, new { id }, ct);
    }

    [EndpointSummary("组织荣誉 Honours of an organization")]
    public static async Task<IResult> HandleOfOrganization(
        Guid id,
        ListQuery query,
        Session session,
        CancellationToken ct
    )
    {
        if (!await session.Find<bool>(SeesOrganization, new { id }, ct))
            throw new ProblemException(PlatformProblems.NotFound);
        return await OfOrganization.AnswerAsync(query, session, new { id }, ct);
    }
}
