using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Campaigns;

/// <summary>Who takes part, and who is selected at each level; Id is the household's.</summary>
static class ListCampaignHouseholds
{
    public sealed record Item(Guid Id, Guid DivisionId, string Division, DateTimeOffset EnteredAt);

    public sealed record Selected(
        Guid Id,
        int Level,
        Guid DivisionId,
        string Division,
        decimal? Score,
        string? Reason,
        DateTimeOffset SelectedAt
    );

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

    static readonly Listing<Selected, Selected> Selections = Listing.Of<Selected>(
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

    [EndpointSummary("参加家庭 Households that take part")]
    public static async Task<IResult> Handle(Guid id, ListQuery query, Session session, CancellationToken ct)
    {
        await Campaign.FindAsync(id, session, ct);
        return await List.AnswerAsync(query, session, new { id }, ct);
    }

    /// <param name="level">village, township, county or city.</param>
    [EndpointSummary("入选家庭 Who is selected at a level (level)")]
    public static async Task<IResult> HandleSelections(
        Guid id,
        string? level,
        ListQuery query,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var number = check.Level(level);
        check.ThrowIfInvalid();
        await Campaign.FindAsync(id, session, ct);
        return await Selections.AnswerAsync(query, session, new { id, level = number }, ct);
    }
}
