using Organizations.Features.People;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>A person's home: the division, and the point if known.</summary>
sealed record HomeView(Guid PersonId, Guid? DivisionId, double? Longitude, double? Latitude, long Version) : IVersioned
{
    const string Find = "select person_id, division_id, longitude, latitude, version from homes where person_id = @id";

    public static async Task<HomeView> FindAsync(Guid id, Session session, CancellationToken ct)
    {
        await PersonInSight.MustSeeAsync(session, id, ct);
        session.RecordAccess(id);
        return await session.Find<HomeView>(Find, new { id }, ct) ?? new(id, null, null, null, 0);
    }
}
