using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>What coverage is checked against.</summary>
/// <param name="Kinds">Kinds of divisions that somebody must answer for.</param>
/// <param name="PeopleFrom">A place should have at least so many people, and at most PeopleTo.</param>
/// <param name="PlacesFrom">A member should answer for at least so many places, and at most PlacesTo.</param>
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
        where valid_from <= @at and (valid_to is null or valid_to > @at) order by version desc limit 1
        """;

    public static async Task<CoverageLimits> AtAsync(DateTimeOffset at, Session session, CancellationToken ct) =>
        await session.Find<CoverageLimits>(At, new { at }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);
}
