using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Honours;

static class GetHonour
{
    /// <param name="Verification">Its holder can verify the certificate at
    /// /organizations/v1/honours/verify/{verification}.</param>
    /// <param name="Holder">Name of the person or the organization; null for a household.</param>
    /// <param name="Certificate">Text of the certificate; null once it is revoked.</param>
    public sealed record Response(
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
        string? Reason,
        Guid? CampaignId,
        Guid? AppraisalId,
        DateTimeOffset? RevokedAt,
        string? Revocation,
        string? Certificate,
        long Version
    ) : IVersioned;

    const string Find = $"""
        select h.id, {HonourNumbers.Sql} as number, h.verification, h.person_id, h.household_id, h.organization_id,
            coalesce(p.name, o.name) as holder, h.title, h.category, h.level, h.division_id, h.awarded_by,
            h.awarded_on, h.reason, h.campaign_id, h.appraisal_id, h.revoked_at, h.revocation, null as certificate,
            h.version
        from honours h
        left join people p on p.id = h.person_id
        left join organizations o on o.id = h.organization_id
        where h.id = @id
        """;

    [EndpointSummary("荣誉与证书 Honour and the text of its certificate")]
    public static async Task<Ok<Response>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var honour = await session.Find<Response>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        if (honour.PersonId is { } person)
            session.RecordAccess(person);
        return TypedResults.Ok(honour with { Certificate = honour.RevokedAt is null ? Text(honour) : null });
    }

    static string Text(Response h) =>
        $"授予{h.Holder ?? "该户家庭"}“{h.Title}”称号，特颁此证。\n{h.AwardedBy}\n"
        + $"{h.AwardedOn.Year}年{h.AwardedOn.Month}月{h.AwardedOn.Day}日\n证书编号 Certificate number: {h.Number}\n"
        + $"查验码 Verification: {h.Verification}";
}
