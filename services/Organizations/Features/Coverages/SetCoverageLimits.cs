using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>A change of the limits is a new version.</summary>
static class SetCoverageLimits
{
    public sealed record Request(
        IReadOnlyList<string?>? Kinds,
        int? PeopleFrom,
        int? PeopleTo,
        int? PlacesFrom,
        int? PlacesTo
    );

    const string Close = "update coverage_limits set valid_to = @Now where version = @Version";
    const string Insert = """
        insert into coverage_limits (version, kinds, people_from, people_to, places_from, places_to, valid_from)
        values (@version, @kinds, @a, @b, @c, @d, @Now)
        """;

    [EndpointSummary("修订包联标准 Set the limits: a new version of them")]
    public static async Task<Ok<CoverageLimits>> Handle(
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
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
            .Select((k, i) => check.OneOf($"/kinds/{i}", k, CodeTables.CoverableKind))
            .Distinct()
            .ToArray();
        check.That(kinds.Length > 0, "/kinds", PlatformProblems.Required);
        check.ThrowIfInvalid();
        await session.Execute("lock table coverage_limits in share row exclusive mode", ct: ct);
        var now = await CoverageLimits.AtAsync(session.Now, session, ct);
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
        return TypedResults.Ok(await CoverageLimits.AtAsync(session.Now, session, ct));
    }
}
