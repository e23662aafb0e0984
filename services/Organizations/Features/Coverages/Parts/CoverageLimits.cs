using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>The limits of coverage.</summary>
/// <param name="Kinds">Kinds of divisions that need a coverage.</param>
/// <param name="PeopleFrom">Fewest people of a place; PeopleTo is the most.</param>
/// <param name="PlacesFrom">Fewest places of a member; PlacesTo is the most.</param>
sealed record CoverageLimits(
    [Code(nameof(CodeTables.CoverableKind))] string[] Kinds,
    int PeopleFrom,
    int PeopleTo,
    int PlacesFrom,
    int PlacesTo,
    DateTimeOffset ValidFrom,
    DateTimeOffset? ValidTo,
    long Version
) : IVersioned
{
    const string At = """
        select kinds, people_from, people_to, places_from, places_to, valid_from, valid_to, version::bigint
        from coverage_limits
        where platform.in_force(valid_from, valid_to, @at) order by version desc limit 1
        """;

    public static async Task<CoverageLimits> AtAsync(DateTimeOffset at, Session session, CancellationToken ct) =>
        await session.Find<CoverageLimits>(At, new { at }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);
}
