using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>Sets a person's home; If-Match of the first one is "v0".</summary>
static class SetHome
{
    /// <param name="Longitude">WGS 84, degrees; give both or neither of Longitude and Latitude.</param>
    public sealed record Request(
        [Required] Guid? DivisionId,
        [Between(-180, 180)] double? Longitude,
        [Between(-90, 90)] double? Latitude
    );

    const string Keep = """
        insert into homes (person_id, scope_key, division_id, longitude, latitude)
        values (@id, @Key, @DivisionId, @Longitude, @Latitude)
        on conflict (person_id)
            do update set scope_key = excluded.scope_key, division_id = excluded.division_id,
                longitude = excluded.longitude,
            latitude = excluded.latitude, version = homes.version + 1
        where homes.version = @Version
        """;

    [EndpointSummary("登记住址 Set a person's home")]
    public static async Task<Ok<HomeView>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        if ((request.Longitude is null) != (request.Latitude is null))
            check.Add(request.Latitude is null ? "/latitude" : "/longitude", PlatformProblems.Required);
        check.ThrowIfInvalid();
        var before = await HomeView.FindAsync(id, session, ct);
        var division = await session.FindDivisionInScope(request.DivisionId!.Value, ct);
        check.That(division is not null, "/divisionId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();
        ifMatch.Check(before.Version);
        var kept = await session.Execute(
            Keep,
            new
            {
                id,
                division!.Key,
                request.DivisionId,
                request.Longitude,
                request.Latitude,
                before.Version,
            },
            ct
        );
        // Another request was faster.
        if (kept == 0)
            throw new ProblemException(PlatformProblems.Stale);
        return TypedResults.Ok(await HomeView.FindAsync(id, session, ct));
    }
}
