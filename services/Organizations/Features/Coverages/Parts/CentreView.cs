using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>The centre of a division.</summary>
sealed record CentreView(Guid DivisionId, double? Longitude, double? Latitude, long Version) : IVersioned
{
    const string Find = """
        select d.id as division_id, p.longitude, p.latitude, coalesce(p.version, 0) as version
        from divisions d
        left join division_points p on p.division_id = d.id
        where d.id = @id
        """;

    public static async Task<CentreView> FindAsync(Guid id, Session session, CancellationToken ct) =>
        await session.Find<CentreView>(Find, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);
}
