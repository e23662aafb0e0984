using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>Sets the limits of coverage as a new version.</summary>
static class SetCoverageLimits
{
    public sealed record Request(
        [Required, Items(20), Code(nameof(CodeTables.CoverableKind))] IReadOnlyList<string> Kinds,
        [Required, Between(0, 1_000_000)] int? PeopleFrom,
        [Required, Between(0, 1_000_000)] int? PeopleTo,
        [Required, Between(0, 8)] int? PlacesFrom,
        [Required, Between(1, 8)] int? PlacesTo
    );

    const string Close = "update coverage_limits set valid_to = @Now where version = @Version";
    const string Insert = """
        insert into coverage_limits (version, kinds, people_from, people_to, places_from, places_to, valid_from)
        values (@version, @kinds, @PeopleFrom, @PeopleTo, @PlacesFrom, @PlacesTo, @Now)
        """;

    [EndpointSummary("修订包联标准 Add a version of the limits of coverage")]
    public static async Task<Ok<CoverageLimits>> Handle(
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        check.That(request.PeopleTo >= request.PeopleFrom, "/peopleTo", PlatformProblems.OutOfRange);
        check.That(request.PlacesTo >= request.PlacesFrom, "/placesTo", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        await session.Execute("lock table coverage_limits in share row exclusive mode", ct);
        var now = await CoverageLimits.AtAsync(session.Now, session, ct);
        ifMatch.Check(now.Version);
        await session.Execute(Close, new { now.Version, session.Now }, ct);
        await session.Execute(
            Insert,
            new
            {
                version = (int)now.Version + 1,
                kinds = request.Kinds.Distinct().ToArray(),
                request.PeopleFrom,
                request.PeopleTo,
                request.PlacesFrom,
                request.PlacesTo,
                session.Now,
            },
            ct
        );
        return TypedResults.Ok(await CoverageLimits.AtAsync(session.Now, session, ct));
    }
}
