using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Campaigns;

static class StartCampaign
{
    /// <param name="Levels">From the lowest, where households take part, to the highest.</param>
    public sealed record Request(
        string? Name,
        Guid? DivisionId,
        DateOnly? StartsOn,
        DateOnly? EndsOn,
        IReadOnlyList<Level>? Levels
    );

    /// <param name="Quota">How many each division of the level may select; or
    /// Percent of those who stand for it there.</param>
    public sealed record Level(string? Name, string? Title, int? Quota, int? Percent);

    public sealed record Response(Guid Id);

    const string Insert = """
        insert into campaigns (
            id, scope_key, division_id, name, starts_on, ends_on, base_level, entered_by, entered_at
        )
        values (@id, @Key, @division, @name, @from, @to, @lowest, @by, @Now)
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
        var name = check.Text("/name", request.Name, 100);
        var division = check.Value("/divisionId", request.DivisionId);
        var (from, to) = (check.Value("/startsOn", request.StartsOn), check.Value("/endsOn", request.EndsOn));
        check.That(from <= to, "/endsOn", PlatformProblems.OutOfRange);
        var area = await session.FindDivisionInScope(division, ct);
        check.That(request.DivisionId is null || area is not null, "/divisionId", PlatformProblems.Unknown);
        var levels = request.Levels ?? [];
        check.That(levels.Count > 0, "/levels", PlatformProblems.Required);
        var numbers = CheckLevels(levels, area, check);
        check.ThrowIfInvalid();

        var id = Guid.CreateVersion7(session.Now);
        await session.Execute(
            Insert,
            new
            {
                id,
                area!.Key,
                division,
                name,
                from,
                to,
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
                titles = levels.Select(l => l.Title!.Trim()).ToArray(),
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
        for (var i = 0; i < levels.Count; i++)
        {
            var number = CampaignLevels.ByName.GetValueOrDefault(
                check.OneOf($"/levels/{i}/name", levels[i].Name, CodeTables.AdministrativeLevel)
            );
            check.That(
                number == 0 || ((numbers.Count == 0 || number < numbers[^1]) && (area is null || number >= area.Level)),
                $"/levels/{i}/name",
                PlatformProblems.OutOfRange
            );
            numbers.Add(number);
            check.Text($"/levels/{i}/title", levels[i].Title, 100);
            check.That(levels[i].Quota is null or > 0, $"/levels/{i}/quota", PlatformProblems.OutOfRange);
            check.That(
                levels[i].Percent is null or (>= 1 and <= 100),
                $"/levels/{i}/percent",
                PlatformProblems.OutOfRange
            );
            check.That(
                levels[i].Quota is null || levels[i].Percent is null,
                $"/levels/{i}/percent",
                PlatformProblems.Duplicate
            );
            check.That(
                levels[i].Quota is not null || levels[i].Percent is not null,
                $"/levels/{i}/quota",
                PlatformProblems.Required
            );
        }
        return numbers;
    }
}
