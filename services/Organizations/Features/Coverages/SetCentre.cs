using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>The middle of a division, for nearness; the first time If-Match is "v0".</summary>
static class SetCentre
{
    public sealed record Request(double? Longitude, double? Latitude);

    const string Keep = """
        insert into division_points (division_id, longitude, latitude) values (@id, @longitude, @latitude)
        on conflict (division_id) do update set longitude = excluded.longitude, latitude = excluded.latitude,
            version = division_points.version + 1
        where division_points.version = @version
        """;

    [EndpointSummary("登记中心点 Set the middle of a division")]
    public static async Task<Ok<CentreView>> Handle(
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
        var version = (await CentreView.FindAsync(id, session, ct)).Version;
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
        return TypedResults.Ok(await CentreView.FindAsync(id, session, ct));
    }
}
