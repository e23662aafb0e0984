using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>Sets the centre of a division, for nearness; If-Match of the first one is "v0".</summary>
static class SetCentre
{
    public sealed record Request(
        [Required, Between(-180, 180)] double? Longitude,
        [Required, Between(-90, 90)] double? Latitude
    );

    const string Keep = """
        insert into division_points (division_id, longitude, latitude) values (@id, @Longitude, @Latitude)
        on conflict (division_id) do update set longitude = excluded.longitude, latitude = excluded.latitude,
            version = division_points.version + 1
        where division_points.version = @version
        """;

    [EndpointSummary("登记中心点 Set the centre of a division")]
    public static async Task<Ok<CentreView>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        if (await session.FindDivisionInScope(id, ct) is null)
            throw new ProblemException(PlatformProblems.NotFound);
        var version = (await CentreView.FindAsync(id, session, ct)).Version;
        ifMatch.Check(version);
        var kept = await session.Execute(
            Keep,
            new
            {
                id,
                request.Longitude,
                request.Latitude,
                version,
            },
            ct
        );
        // Another request was faster.
        if (kept == 0)
            throw new ProblemException(PlatformProblems.Stale);
        return TypedResults.Ok(await CentreView.FindAsync(id, session, ct));
    }
}
