using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Campaigns;

/// <summary>A campaign as its steps read it.</summary>
sealed record Campaign(Guid Id, string ScopeKey, DateOnly StartsOn, DateOnly EndsOn, int BaseLevel)
{
    /// <summary>Most households of one call.</summary>
    public const int MostHouseholds = 5_000;

    const string Find = "select id, scope_key, starts_on, ends_on, base_level from campaigns where id = @id";
    const string Level =
        "select level, below, title, quota, percent from campaign_levels where campaign_id = @id and level = @level";

    /// <exception cref="ProblemException">PLT-0005.</exception>
    public static async Task<Campaign> FindAsync(Guid id, Session session, CancellationToken ct) =>
        await session.Find<Campaign>(Find, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);

    /// <exception cref="ProblemException">The campaign has not begun, or is over.</exception>
    public void MustBeOn(DateOnly day)
    {
        if (day < StartsOn || day > EndsOn)
            throw new ProblemException(Problems.CampaignNotOn);
    }

    /// <summary>
    /// Reads one of its levels and locks the row against changes of the level's selection or of its candidates.
    /// </summary>
    /// <param name="lockFor">update, or share.</param>
    public async Task<OfLevel> LevelAsync(int level, string lockFor, Session session, CancellationToken ct) =>
        await session.Find<OfLevel>($"{Level} for {lockFor}", new { id = Id, level }, ct)
        ?? throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.UnknownCode.At("/level"));

    public sealed record OfLevel(int Level, int? Below, string Title, int? Quota, int? Percent);
}
