using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>A year's selection of an area begins, with the standards studios are measured by.</summary>
static class OpenSelection
{
    public sealed record Standard([Lines] string? Criterion, decimal? Least);

    /// <param name="Places">How many may be chosen; any number if not given.</param>
    /// <param name="GrantEach">Yuan for each that is chosen.</param>
    public sealed record Request(
        Guid? DivisionId,
        string? Level,
        int? Year,
        int? Places,
        decimal? GrantEach,
        Standard[]? Standards
    );

    public sealed record Response(Guid Id, long Version) : IVersioned;

    const string Insert = """
        insert into studio_selections (id, scope_key, division_id, level, year, places, grant_each, state, opened_at)
        values (@id, @Key, @divisionId, @level, @year, @Places, @GrantEach, 'open', @Now)
        on conflict (division_id, level, year) do nothing
        """;
    const string InsertStandard = """
        insert into studio_standards (selection_id, criterion, scope_key, least)
        values (@id, @Criterion, @Key, @Least)
        """;

    [EndpointSummary("启动评选 Open a year's selection with its standards")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var divisionId = check.Value("/divisionId", request.DivisionId);
        var level = check.OneOf("/level", request.Level, CodeTables.StudioLevel);
        var year = check.Value("/year", request.Year);
        check.That(
            request.Year is null || (year >= 1949 && year <= session.Today.Year),
            "/year",
            PlatformProblems.OutOfRange
        );
        check.That(request.Places is null or (> 0 and <= 10_000), "/places", PlatformProblems.OutOfRange);
        check.Yuans("/grantEach", request.GrantEach);
        var standards = request.Standards ?? [];
        check.That(standards.Length > 0, "/standards", PlatformProblems.Required);
        CheckStandards(standards, check);
        var division = await session.FindDivisionInScope(divisionId, ct);
        check.That(request.DivisionId is null || division is not null, "/divisionId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();

        var id = Guid.CreateVersion7(session.Now);
        if (
            await session.Execute(
                Insert,
                new
                {
                    id,
                    division!.Key,
                    divisionId,
                    level,
                    year,
                    request.Places,
                    request.GrantEach,
                    session.Now,
                },
                ct
            ) == 0
        )
            throw new ProblemException(Problems.SelectionOpened);
        foreach (var s in standards)
            await session.Execute(
                InsertStandard,
                new
                {
                    id,
                    s.Criterion,
                    division.Key,
                    s.Least,
                },
                ct
            );
        return TypedResults.Created($"/organizations/v1/studio-selections/{id}", new Response(id, 1));
    }

    static void CheckStandards(Standard[] standards, Validation check)
    {
        foreach (var (i, s) in standards.Index())
        {
            check.OneOf($"/standards/{i}/criterion", s.Criterion, CodeTables.Criterion);
            check.Value($"/standards/{i}/least", s.Least);
            check.Yuans($"/standards/{i}/least", s.Least);
            check.That(
                standards.Take(i).All(t => t.Criterion != s.Criterion),
                $"/standards/{i}/criterion",
                PlatformProblems.Duplicate
            );
        }
    }
}
