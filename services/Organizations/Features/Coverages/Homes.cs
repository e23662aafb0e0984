using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>
/// Where a person lives: the division, and the point where it is known. The first time If-Match is "v0".
/// </summary>
static class Homes
{
    /// <param name="Longitude">WGS 84, degrees; with Latitude or without both.</param>
    public sealed record Request(Guid? DivisionId, double? Longitude, double? Latitude);

    public sealed record Response(Guid PersonId, Guid? DivisionId, double? Longitude, double? Latitude, long Version)
        : IVersioned;

    const string Known = "select exists (select from people where id = @id)";
    const string Find = "select person_id, division_id, longitude, latitude, version from homes where person_id = @id";
    const string Keep = """
        insert into homes (person_id, scope_key, division_id, longitude, latitude)
        values (@id, @Key, @divisionId, @Longitude, @Latitude)
        on conflict (person_id)
            do update set scope_key = excluded.scope_key, division_id = excluded.division_id,
                longitude = excluded.longitude,
            latitude = excluded.latitude, version = homes.version + 1
        where homes.version = @Version
        """;

    [EndpointSummary("住址所在 Where a person lives")]
    public static async Task<IResult> HandleGet(Guid id, Session session, CancellationToken ct) =>
        TypedResults.Ok(await FindAsync(id, session, ct));

    [EndpointSummary("登记住址 Record where a person lives")]
    public static async Task<IResult> HandlePut(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var divisionId = check.Value("/divisionId", request.DivisionId);
        Point.Check(check, request.Longitude, request.Latitude);
        check.ThrowIfInvalid();
        var before = await FindAsync(id, session, ct);
        var division = await session.FindDivisionInScope(divisionId, ct);
        check.That(division is not null, "/divisionId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();
        ifMatch.Check(before.Version);
        var kept = await session.Execute(
            Keep,
            new
            {
                id,
                division!.Key,
                divisionId,
                request.Longitude,
                request.Latitude,
                before.Version,
            },
            ct
        );
        // Another was quicker.
        if (kept == 0)
            throw new ProblemException(PlatformProblems.Stale);
        return TypedResults.Ok(await FindAsync(id, session, ct));
    }

    static async Task<Response> FindAsync(Guid id, Session session, CancellationToken ct)
    {
        if (!await session.Find<bool>(Known, new { id }, ct))
            throw new ProblemException(PlatformProblems.NotFound);
        session.Saw(id);
        return await session.Find<Response>(Find, new { id }, ct) ?? new(id, null, null, null, 0);
    }
}
