using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Campaigns;

/// <summary>The selected households of a level; Id is the household's.</summary>
static class ListSelections
{
    public sealed record Item(
        Guid Id,
        int Level,
        Guid DivisionId,
        string Division,
        decimal? Score,
        string? Reason,
        DateTimeOffset SelectedAt
    );

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "selections",
        """
        select s.household_id as id, s.level, s.division_id, d.name as division, s.score, s.reason, s.selected_at
        from selections s
        join divisions d on d.id = s.division_id
        where s.campaign_id = @id and s.level = @level
        """,
        new("id", "家庭编号"),
        new("divisionId", "区划编号"),
        new("division", "区划"),
        new("score", "得分"),
        new("reason", "理由"),
        new("selectedAt", "选出时间")
    );

    [EndpointSummary("入选家庭 Selected households of a level (level)")]
    public static async Task<ListAnswer<Item>> Handle(
        Guid id,
        [Required, Code(nameof(CodeTables.AdministrativeLevel))] string? level,
        ListQuery query,
        Session session,
        CancellationToken ct
    )
    {
        await Campaign.FindAsync(id, session, ct);
        return await List.AnswerAsync(query, session, new { id, level = CampaignLevels.ByName[level!] }, ct);
    }
}
