using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>The middle of a division, for nearness; the first time If-Match is "v0".</summary>
static class Centres
{
    public sealed record Request(double? Longitude, double? Latitude);

    public sealed record Response(Guid DivisionId, double? Longitude, double? Latitude, long Version) : IVersioned;

    const string Find = """
        select d.id as division_id, p.longitude, p.latitude, coalesce(p.version, 0) as version
        from divisions d
        left join division_points p on p.division_id = d.id
        where d.id = @id
        """;
    const string Keep = """
        insert into division_points (division_id, longitude, latitude) values (@id, @longitude, @latitude)
        on conflict (division_id) do update set longitude = excluded.longitude, latitude = excluded.latitude,
            version = division_points.version + 1
        where division_points.version = @version
        """;

    [EndpointSummary("中心点 The middle of a division")]
    public static async Task<IResult> HandleGet(Guid id, Session session, CancellationToken ct) =>
        TypedResults.Ok(
            await session.Find<Response>(Find, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound)
        );

    [EndpointSummary("登记中心点 Record the middle of a division")]
    public static async Task<IResult> HandlePut(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var (longitude, latitude) = (
            check.Value("/longitude", request.Longitude),
            check.Value("/latitude", request.Latitude)
        );
        Point.Check(check, request.Longitude, request.Latitude);
        check.ThrowIfInvalid();
        if (await session.FindDivisionInScope(id, ct) is null)
            throw new ProblemException(PlatformProblems.NotFound);
        var version = (await session.Find<Response>(Find, new { id }, ct))!.Version;
        ifMatch.Check(version);
        var kept = await session.Execute(
            Keep,
            new
            {
                id,
                longitude,
                latitude,
                version,
            },
            ct
        );
        // Another was quicker.
        if (kept == 0)
            throw new ProblemException(PlatformProblems.Stale);
        return await HandleGet(id, session, ct);
    }
}
