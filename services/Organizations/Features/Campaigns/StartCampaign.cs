using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Campaigns;

static class StartCampaign
{
    /// <param name="Levels">From the lowest, where households take part, to the highest.</param>
    public sealed record Request(
        [Required, Longest(100), Example("最美家庭评选")] string Name,
        [Required] Guid? DivisionId,
        [Required] DateOnly? StartsOn,
        [Required] DateOnly? EndsOn,
        [Required, Items(10)] IReadOnlyList<Level> Levels
    );

    /// <param name="Quota">How many each division of the level may select; or Percent of its candidates.</param>
    public sealed record Level(
        [Required, Code(nameof(CodeTables.AdministrativeLevel))] string Name,
        [Required, Longest(100), Example("最美家庭")] string Title,
        [Between(1, int.MaxValue)] int? Quota,
        [Between(1, 100)] int? Percent
    );

    public sealed record Response(Guid Id);

    const string Insert = """
        insert into campaigns (
            id, scope_key, division_id, name, starts_on, ends_on, base_level, entered_by, entered_at
        )
        values (@id, @Key, @DivisionId, @Name, @StartsOn, @EndsOn, @lowest, @by, @Now)
        """;
    const string InsertLevels = """
        insert into campaign_levels (campaign_id, level, below, title, quota, percent)
        select @id, level, lag(level) over (order by level desc), title, quota, percent
        from unnest(@levels, @titles, @quotas, @percents) as l (level, title, quota, percent)
        """;

    [EndpointSummary("发起评选活动 Start a campaign with its levels, titles and quotas")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        check.That(request.StartsOn <= request.EndsOn, "/endsOn", PlatformProblems.OutOfRange);
        var area = await session.FindDivisionInScope(request.DivisionId!.Value, ct);
        check.That(area is not null, "/divisionId", PlatformProblems.Unknown);
        var levels = request.Levels;
        var numbers = CheckLevels(levels, area, check);
        check.ThrowIfInvalid();

        var id = Guid.CreateVersion7(session.Now);
        await session.Execute(
            Insert,
            new
            {
                id,
                area!.Key,
                request.DivisionId,
                request.Name,
                request.StartsOn,
                request.EndsOn,
                lowest = numbers[0],
                by = session.Caller.Subject,
                session.Now,
            },
            ct
        );
        await session.Execute(
            InsertLevels,
            new
            {
                id,
                levels = numbers.ToArray(),
                titles = levels.Select(l => l.Title).ToArray(),
                quotas = levels.Select(l => l.Quota).ToArray(),
                percents = levels.Select(l => l.Percent).ToArray(),
            },
            ct
        );
        return TypedResults.Created($"/organizations/v1/campaigns/{id}", new Response(id));
    }

    /// <returns>The number of each level.</returns>
    static List<int> CheckLevels(IReadOnlyList<Level> levels, Division? area, Validation check)
    {
        List<int> numbers = [];
        foreach (var (i, level) in levels.Index())
        {
            var number = CampaignLevels.ByName[level.Name];
            check.That(
                (i == 0 || number < numbers[^1]) && (area is null || number >= area.Level),
                $"/levels/{i}/name",
                PlatformProblems.OutOfRange
            );
            numbers.Add(number);
            check.That(
                level.Quota is null || level.Percent is null,
                $"/levels/{i}/percent",
                PlatformProblems.Duplicate
            );
            check.That(
                level.Quota is not null || level.Percent is not null,
                $"/levels/{i}/quota",
                PlatformProblems.Required
            );
        }
        return numbers;
    }
}
