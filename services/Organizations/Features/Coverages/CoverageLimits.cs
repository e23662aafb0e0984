using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>What coverage is checked against, as a record: a change is a new version.</summary>
static class CoverageLimits
{
    public sealed record Request(
        IReadOnlyList<string?>? Kinds,
        int? PeopleFrom,
        int? PeopleTo,
        int? PlacesFrom,
        int? PlacesTo
    );

    /// <param name="Kinds">Kinds of divisions that somebody must answer for.</param>
    /// <param name="PeopleFrom">A place should have at least so many people, and at most PeopleTo.</param>
    /// <param name="PlacesFrom">A member should answer for at least so many places, and at most PlacesTo.</param>
    public sealed record Response(
        string[] Kinds,
        int PeopleFrom,
        int PeopleTo,
        int PlacesFrom,
        int PlacesTo,
        DateTimeOffset ValidFrom,
        DateTimeOffset? ValidTo,
        long Version
    ) : IVersioned;

    const string At = """
        select kinds, people_from, people_to, places_from, places_to, valid_from, valid_to, version::bigint
        from coverage_limits
        where valid_from <= @at and (valid_to is null or valid_to > @at) order by version desc limit 1
        """;
    const string Close = "update coverage_limits set valid_to = @Now where version = @Version";
    const string Insert = """
        insert into coverage_limits (version, kinds, people_from, people_to, places_from, places_to, valid_from)
        values (@version, @kinds, @a, @b, @c, @d, @Now)
        """;

    static readonly string[] Coverable =
    [
        DivisionKind.Village,
        DivisionKind.Grid,
        DivisionKind.MicroGrid,
        DivisionKind.Compound,
        DivisionKind.Building,
        DivisionKind.Unit,
    ];

    public static async Task<Response> AtAsync(DateTimeOffset at, Session session, CancellationToken ct) =>
        await session.Find<Response>(At, new { at }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);

    [EndpointSummary("包联标准 What coverage is checked against, of one day with asOf")]
    public static async Task<IResult> HandleGet(DateOnly? asOf, Session session, CancellationToken ct) =>
        TypedResults.Ok(await AtAsync(Moment.Of(asOf, session), session, ct));

    [EndpointSummary("修订包联标准 A new version of the limits")]
    public static async Task<IResult> HandlePut(Request request, IfMatch ifMatch, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var (a, b, c, d) = (
            check.Value("/peopleFrom", request.PeopleFrom),
            check.Value("/peopleTo", request.PeopleTo),
            check.Value("/placesFrom", request.PlacesFrom),
            check.Value("/placesTo", request.PlacesTo)
        );
        check.That(a is >= 0 and <= 1_000_000, "/peopleFrom", PlatformProblems.OutOfRange);
        check.That(b >= a && b <= 1_000_000, "/peopleTo", PlatformProblems.OutOfRange);
        check.That(c is >= 0 and <= 8, "/placesFrom", PlatformProblems.OutOfRange);
        check.That(d >= c && d is >= 1 and <= 8, "/placesTo", PlatformProblems.OutOfRange);
        var kinds = (request.Kinds ?? [])
            .Select((k, i) => check.OneOf($"/kinds/{i}", k, Coverable))
            .Distinct()
            .ToArray();
        check.That(kinds.Length > 0, "/kinds", PlatformProblems.Required);
        check.ThrowIfInvalid();
        await session.Execute("lock table coverage_limits in share row exclusive mode", ct: ct);
        var now = await AtAsync(session.Now, session, ct);
        ifMatch.Check(now.Version);
        await session.Execute(Close, new { now.Version, session.Now }, ct);
        await session.Execute(
            Insert,
            new
            {
                version = (int)now.Version + 1,
                kinds,
                a,
                b,
                c,
                d,
                session.Now,
            },
            ct
        );
        return TypedResults.Ok(await AtAsync(session.Now, session, ct));
    }
}
