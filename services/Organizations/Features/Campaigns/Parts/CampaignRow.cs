namespace Organizations.Features.Campaigns;

/// <summary>A campaign in a list.</summary>
sealed record CampaignRow(Guid Id, string Name, Guid DivisionId, DateOnly StartsOn, DateOnly EndsOn, long Version)
{
    public const string Source = "select id, name, division_id, starts_on, ends_on, version from campaigns";
}
