using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Campaigns;

/// <summary>The participants; Id is the household's.</summary>
static class ListCampaignHouseholds
{
    public sealed record Item(Guid Id, Guid DivisionId, string Division, DateTimeOffset EnteredAt);

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "participations",
        """
        select t.household_id as id, t.division_id, d.name as division, t.entered_at
        from participations t
        join divisions d on d.id = t.division_id
        where t.campaign_id = @id
        """,
        new("id", "家庭编号"),
        new("divisionId", "区划编号"),
        new("division", "区划"),
        new("enteredAt", "参加时间")
    );

    [EndpointSummary("参加家庭 Households that take part")]
    public static async Task<ListAnswer<Item>> Handle(Guid id, ListQuery query, Session session, CancellationToken ct)
    {
        await Campaign.FindAsync(id, session, ct);
        return await List.AnswerAsync(query, session, new { id }, ct);
    }
}
