using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>Opens a year's selection of an area, with the standards for the studios.</summary>
static class OpenSelection
{
    public sealed record Standard(
        [Required, Code(nameof(CodeTables.Criterion))] string Criterion,
        [Required, Between(0, (double)Yuan.Most)] decimal? Least
    );

    /// <param name="Places">Most chosen studios; any number if not given.</param>
    /// <param name="GrantEach">Yuan for each chosen studio.</param>
    public sealed record Request(
        [Required] Guid? DivisionId,
        [Required, Code(nameof(CodeTables.StudioLevel))] string Level,
        [Required, Between(1949, 9999)] int? Year,
        [Between(1, 10_000)] int? Places,
        [Between(0, (double)Yuan.Most)] decimal? GrantEach,
        [Required, Items(20), Distinct(nameof(Standard.Criterion))] Standard[] Standards
    );

    public sealed record Response(Guid Id, long Version) : IVersioned;

    const string Insert = """
        insert into studio_selections (id, scope_key, division_id, level, year, places, grant_each, state, opened_at)
        values (@id, @Key, @DivisionId, @Level, @Year, @Places, @GrantEach, 'open', @Now)
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
        check.That(request.Year <= session.Today.Year, "/year", PlatformProblems.OutOfRange);
        check.Yuans("/grantEach", request.GrantEach);
        foreach (var (i, s) in request.Standards.Index())
            check.Yuans($"/standards/{i}/least", s.Least);
        var division = await session.FindDivisionInScope(request.DivisionId!.Value, ct);
        check.That(division is not null, "/divisionId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();

        var id = Guid.CreateVersion7(session.Now);
        if (
            await session.Execute(
                Insert,
                new
                {
                    id,
                    division!.Key,
                    request.DivisionId,
                    request.Level,
                    request.Year,
                    request.Places,
                    request.GrantEach,
                    session.Now,
                },
                ct
            ) == 0
        )
            throw new ProblemException(Problems.SelectionOpened);
        foreach (var s in request.Standards)
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
}
