using Organizations.Features.Organizations;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Honours;

static class ListOrganizationHonours
{
    static readonly Listing<HonourRow, HonourRow> List = Listing.Of<HonourRow, HonourRow>(
        "honours",
        HonourRow.Source + " where h.organization_id = @id",
        HonourRow.View,
        HonourRow.Columns
    );

    [EndpointSummary("组织荣誉 Honours of an organization")]
    public static async Task<ListAnswer<HonourRow>> Handle(
        Guid id,
        ListQuery query,
        Session session,
        CancellationToken ct
    )
    {
        await OrganizationInSight.MustSeeAsync(session, id, ct);
        return await List.AnswerAsync(query, session, new { id }, ct);
    }
}
