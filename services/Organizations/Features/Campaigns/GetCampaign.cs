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

    public sealed record Level(string Name, string Title, int? Quota, int? Percent);

    public sealed record Item(Guid Id, string Name, Guid DivisionId, DateOnly StartsOn, DateOnly EndsOn, long Version);

    const string Source = "select id, name, division_id, starts_on, ends_on, version from campaigns";
    const string Levels =
        "select level, title, quota, percent from campaign_levels where campaign_id = @id order by level desc";

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "campaigns",
        Source,
        new("id", "编号"),
        new("name", "名称") { Search = true },
        new("divisionId", "区划"),
        new("startsOn", "开始"),
        new("endsOn", "结束")
    );

    [EndpointSummary("评选活动列表 Campaigns")]
    public static Task<IResult> HandleList(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);

    [EndpointSummary("评选活动 Campaign")]
    public static async Task<IResult> Handle(Guid id, Session session, CancellationToken ct)
    {
        var c = await session.Find<Item>(Source + " where id = @id", new { id }, ct)
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
