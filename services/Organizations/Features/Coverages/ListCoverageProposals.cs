using Organizations.Domain;
using Organizations.Features.People;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>
/// Proposes the nearest grids to a person's home: those of the own village or community, and if it has too few, those
/// of the township. The order is that of <see cref="Nearness"/>.
/// </summary>
static class ListCoverageProposals
{
    /// <param name="Metres">From the home to the centre of the grid; null if either is not recorded.</param>
    /// <param name="Steps">Steps up and down the tree.</param>
    /// <param name="HasLead">Whether the grid has a lead already.</param>
    /// <param name="IsHers">Whether the person answers for it already.</param>
    public sealed record Proposal(
        Guid DivisionId,
        string Code,
        string Name,
        double? Metres,
        int Steps,
        long People,
        bool HasLead,
        bool IsHers
    );

    /// <param name="Least">Fewest places that a member should cover.</param>
    /// <param name="Most">Most places that a member should cover; as many are proposed.</param>
    public sealed record Response(
        Guid PersonId,
        Guid HomeDivisionId,
        int Least,
        int Most,
        IReadOnlyList<Proposal> Items
    );

    const string HomeOf = """
        select h.division_id, d.key, h.longitude, h.latitude,
            (
                   select u.key
                   from divisions u
                   where u.kind = 'village'
                       and u.valid_to is null
                       and u.key = any (array(select left(d.key, n) from generate_series(3, length(d.key), 3) n))
                order by length(u.key) desc limit 1) as village
        from homes h join divisions d on d.id = h.division_id where h.person_id = @id
        """;
    const string Below = """
        select d.id, d.key, d.code, d.name, p.longitude, p.latitude,
            (
                   select coalesce(sum(h.residents), 0)
                   from households h
                   where h.scope_key >= d.key and h.scope_key < d.key || '~'
               ) as people,
               exists (select from coverage_leads l where l.division_id = d.id and l.ended_at is null) as has_lead,
               exists (
                   select from coverages c where c.division_id = d.id and c.person_id = @id and c.ended_at is null
               ) as is_hers
        from divisions d left join division_points p on p.division_id = d.id
        where d.key >= @area
            and d.key < @area || '~'
            and d.kind = any (@kinds)
            and platform.not_ended(d.valid_to, @today)
        """;

    [NotAListing("The few nearest grids, measured and ranked in memory, with the limits they are proposed by.")]
    [EndpointSummary("包联建议 The grids nearest to a person's home (personId)")]
    public static async Task<Ok<Response>> Handle([Required] Guid? personId, Session session, CancellationToken ct)
    {
        var id = personId!.Value;
        if (!await PersonInSight.SeesAsync(session, id, ct))
            throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.Unknown.At("/personId"));
        var home = await session.Find<Home>(HomeOf, new { id }, ct) ?? throw new ProblemException(Problems.NoHome);
        var limits = await CoverageLimits.AtAsync(session.Now, session, ct);
        var village = home.Village ?? home.Key;
        var places = await PlacesAsync(id, village, limits, session, ct);
        if (places.Count < limits.PlacesFrom && village.Length > DivisionKey.Width)
            places = await PlacesAsync(id, village[..^DivisionKey.Width], limits, session, ct);
        var byId = places.ToDictionary(p => p.Id);
        var near = Nearness
            .Of(
                home.Key,
                Point(home.Longitude, home.Latitude),
                places.Select(p => new NearPlace(p.Id, p.Key, p.Code, Point(p.Longitude, p.Latitude)))
            )
            .Take(limits.PlacesTo);
        session.RecordAccess(id);
        return TypedResults.Ok(
            new Response(
                id,
                home.DivisionId,
                limits.PlacesFrom,
                limits.PlacesTo,
                [
                    .. near.Select(n => (n, p: byId[n.Place.Id]))
                        .Select(x => new Proposal(
                            x.p.Id,
                            x.p.Code,
                            x.p.Name,
                            x.n.Metres is { } m ? Math.Round(m) : null,
                            x.n.Steps,
                            x.p.People,
                            x.p.HasLead,
                            x.p.IsHers
                        )),
                ]
            )
        );
    }

    static Task<IReadOnlyList<Place>> PlacesAsync(
        Guid id,
        string area,
        CoverageLimits limits,
        Session session,
        CancellationToken ct
    ) =>
        session.Query<Place>(
            Below,
            new
            {
                id,
                area,
                kinds = limits.Kinds,
                today = session.Today,
            },
            ct
        );

    static GeoPoint? Point(double? longitude, double? latitude) =>
        longitude is { } x && latitude is { } y ? new(x, y) : null;

    sealed record Home(Guid DivisionId, string Key, double? Longitude, double? Latitude, string? Village);

    sealed record Place(
        Guid Id,
        string Key,
        string Code,
        string Name,
        double? Longitude,
        double? Latitude,
        long People,
        bool HasLead,
        bool IsHers
    );
}
