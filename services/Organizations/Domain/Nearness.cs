namespace Organizations.Domain;

/// <summary>A point on the earth, WGS 84.</summary>
/// <param name="Longitude">Degrees, -180 to 180.</param>
/// <param name="Latitude">Degrees, -90 to 90.</param>
public readonly record struct GeoPoint(double Longitude, double Latitude)
{
    const double EarthRadius = 6_371_000;

    /// <summary>Metres along the great circle (haversine).</summary>
    public double MetresTo(GeoPoint other)
    {
        var (dLat, dLon) = (Radians(other.Latitude - Latitude), Radians(other.Longitude - Longitude));
        var a =
            Math.Pow(Math.Sin(dLat / 2), 2)
            + Math.Cos(Radians(Latitude)) * Math.Cos(Radians(other.Latitude)) * Math.Pow(Math.Sin(dLon / 2), 2);
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt(a)));
    }

    static double Radians(double degrees) => degrees * Math.PI / 180;
}

/// <summary>A place that may be near a person's home.</summary>
/// <param name="Key">Sort key of the place.</param>
/// <param name="Centre">Its centre, if recorded.</param>
public sealed record NearPlace(Guid Id, string Key, string Code, GeoPoint? Centre);

/// <summary>The distance of a place.</summary>
/// <param name="Steps">Steps up and down the tree from the home's division to the place.</param>
/// <param name="Metres">From the home to the place's centre; null if either is not recorded.</param>
public sealed record Nearness(NearPlace Place, int Steps, double? Metres)
{
    /// <summary>
    /// Nearest first. The place of the home comes before all others; then places with a known distance, by metres; then
    /// the rest by steps in the tree; then by code.
    /// </summary>
    /// <param name="homeKey">Sort key of the home's division.</param>
    public static IReadOnlyList<Nearness> Of(string homeKey, GeoPoint? home, IEnumerable<NearPlace> places) =>
        [
            .. places
                .Select(p => new Nearness(
                    p,
                    StepsBetween(homeKey, p.Key),
                    home is { } h && p.Centre is { } c ? h.MetresTo(c) : null
                ))
                .OrderBy(n =>
                    homeKey.StartsWith(n.Place.Key, StringComparison.Ordinal) ? 0
                    : n.Metres is not null ? 1
                    : 2
                )
                .ThenBy(n => n.Metres ?? 0)
                .ThenBy(n => n.Steps)
                .ThenBy(n => n.Place.Code, StringComparer.Ordinal)
                .ThenBy(n => n.Place.Id),
        ];

    /// <summary>Steps from one division up to the nearest common ancestor and down to the other.</summary>
    public static int StepsBetween(string a, string b)
    {
        var common = 0;
        while (
            common + DivisionKey.Width <= Math.Min(a.Length, b.Length)
            && a.AsSpan(common, DivisionKey.Width).SequenceEqual(b.AsSpan(common, DivisionKey.Width))
        )
            common += DivisionKey.Width;
        return (a.Length + b.Length - 2 * common) / DivisionKey.Width;
    }
}
