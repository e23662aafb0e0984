using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>
/// The studios of an area on a day: in total, by city, and the results of each year. A closed studio is not counted and
/// has no members, but its results stay.
/// </summary>
static class GetStudioReport
{
    /// <param name="Levels">Number of studios of each level.</param>
    /// <param name="Titles">Number of studios with each title, as "province 十佳".</param>
    public sealed record Part(
        Guid? DivisionId,
        string? Name,
        long Studios,
        StudioFigures Figures,
        IReadOnlyDictionary<string, long> Levels,
        IReadOnlyDictionary<string, long> Titles
    );

    public sealed record Year(
        int Number,
        long Results,
        decimal ResultsValue,
        long Apprenticeships,
        long SeniorWorkers,
        long Technicians,
        long SeniorTechnicians,
        decimal Grants,
        long Levels
    );

    public sealed record Response(DateOnly AsOf, Part Total, IReadOnlyList<Part> Cities, IReadOnlyList<Year> Years);

    /// <summary>
    /// The first levels of a division's key are those of the city; a studio of the province itself has none.
    /// </summary>
    const string Studios = """
        select s.id, c.id as city_id, c.name as city, platform.not_ended(s.closed_on, @day) as is_open
        from studios s
        left join divisions c on c.level = 2 and c.key = left(s.scope_key, @width)
        where (@key::text is null or starts_with(s.scope_key, @key)) and s.founded_on <= @day order by c.key, s.id
        """;
    const string Levels = """
        select distinct studio_id, level as name, title
        from studio_levels
        where studio_id = any (@ids) and awarded_on <= @day
        """;
    const string Years = """
        select number, sum(results)::bigint as results, sum(value) as results_value,
            sum(pairs)::bigint as apprenticeships, sum(senior)::bigint as senior_workers,
            sum(technician)::bigint as technicians,
            sum(senior_technician)::bigint as senior_technicians, sum(grants) as grants, sum(levels)::bigint as levels
        from (
            select extract(year from transferred_on)::int as number, 1 as results, value, 0 as pairs, 0 as senior,
                0 as technician, 0 as senior_technician, 0::numeric as grants, 0 as levels
                from studio_results where studio_id = any (@ids) and transferred_on <= @day
            union all
            select extract(year from starts_on)::int, 0, 0, 1, 0, 0, 0, 0, 0
            from studio_apprenticeships
            where studio_id = any (@ids) and starts_on <= @day
            union all
            select extract(year from promoted_on)::int, 0, 0, 0, (grade = 'senior-worker')::int,
                (grade = 'technician')::int, (grade = 'senior-technician')::int, 0, 0
                from studio_promotions where studio_id = any (@ids) and promoted_on <= @day
            union all
            select extract(year from granted_on)::int, 0, 0, 0, 0, 0, 0, amount, 0
            from studio_grants
            where studio_id = any (@ids) and granted_on <= @day
            union all
            select year, 0, 0, 0, 0, 0, 0, 0, 1
            from studio_levels
            where studio_id = any (@ids) and awarded_on <= @day) x
        group by number order by number
        """;

    [EndpointSummary("工作室统计 Figures of an area, by city and by year (divisionId, asOf)")]
    public static async Task<Ok<Response>> Handle(
        Guid? divisionId,
        DateOnly? asOf,
        Session session,
        CancellationToken ct
    )
    {
        var division = divisionId is { } id
            ? await session.FindDivisionInScope(id, ct)
                ?? throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.Unknown.At("/divisionId"))
            : null;
        var day = asOf ?? session.Today;
        var studios = await session.Query<Row>(
            Studios,
            new
            {
                key = division?.Key,
                day,
                width = 2 * DivisionKey.Width,
            },
            ct
        );
        Guid[] ids = [.. studios.Select(s => s.Id)];
        var figures = await StudioFigures.ReadAsync(ids, day, session, ct);
        var levels = (await session.Query<Level>(Levels, new { ids, day }, ct)).ToLookup(l => l.StudioId);
        var years = await session.Query<Year>(Years, new { ids, day }, ct);
        return TypedResults.Ok(
            new Response(
                day,
                Sum(division?.Id, division?.Name, studios),
                [.. studios.GroupBy(s => (s.CityId, s.City)).Select(g => Sum(g.Key.CityId, g.Key.City, [.. g]))],
                years
            )
        );

        Part Sum(Guid? of, string? name, IReadOnlyList<Row> some)
        {
            var open = some.Where(s => s.IsOpen).ToList();
            var held = open.SelectMany(s => levels[s.Id]).ToList();
            return new(
                of,
                name,
                open.Count,
                some.Aggregate(StudioFigures.None, (sum, s) =>
                    sum + (s.IsOpen ? figures[s.Id] : figures[s.Id].WithoutMembers())
                ),
                Tally(held.Select(l => (l.StudioId, l.Name)).Distinct().Select(l => l.Name)),
                Tally(held.Where(l => l.Title is not null).Select(l => $"{l.Name} {l.Title}"))
            );
        }
    }

    static Dictionary<string, long> Tally(IEnumerable<string> names) =>
        names.CountBy(n => n).OrderBy(n => n.Key, StringComparer.Ordinal).ToDictionary(n => n.Key, n => (long)n.Value);

    sealed record Row(Guid Id, Guid? CityId, string? City, bool IsOpen);

    sealed record Level(Guid StudioId, string Name, string? Title);
}
