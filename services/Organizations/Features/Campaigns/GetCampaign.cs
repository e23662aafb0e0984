using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Campaigns;

static class GetCampaign
{
    public sealed record Response(
        Guid Id,
        string Name,
        Guid DivisionId,
        DateOnly StartsOn,
        DateOnly EndsOn,
        IReadOnlyList<Level> Levels,
        long Version
    ) : IVersioned;

    public sealed record Level(
        [Code(nameof(CodeTables.AdministrativeLevel))] string Name,
        string Title,
        int? Quota,
        int? Percent
    );

    const string Levels =
        "select level, title, quota, percent from campaign_levels where campaign_id = @id order by level desc";

    [EndpointSummary("评选活动 Campaign")]
    public static async Task<Ok<Response>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var c = await session.Find<CampaignRow>(CampaignRow.Source + " where id = @id", new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        var levels = await session.Query<Row>(Levels, new { id }, ct);
        return TypedResults.Ok(
            new Response(
                c.Id,
                c.Name,
                c.DivisionId,
                c.StartsOn,
                c.EndsOn,
                [.. levels.Select(l => new Level(CampaignLevels.Name(l.Level), l.Title, l.Quota, l.Percent))],
                c.Version
            )
        );
    }

    sealed record Row(int Level, string Title, int? Quota, int? Percent);
}
