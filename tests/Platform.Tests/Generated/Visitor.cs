namespace Platform.Tests.Generated;

/// <summary>A caller with posts and a home area.</summary>
/// <param name="Subject">Null for a caller who is not signed in.</param>
/// <param name="Grants">Posts in force, each with the sort key of its area; "" is the whole tree.</param>
/// <param name="Home">Area that has records about the caller or about the caller's organization.</param>
/// <param name="Acts">True if the caller acts for an organization of the home area.</param>
sealed record Visitor(
    string Name,
    Guid? Subject,
    IReadOnlyList<(string Post, string Key)> Grants,
    Area? Home = null,
    bool Acts = false
)
{
    /// <summary>True if the route shows the caller the whole area.</summary>
    public bool Covers(Operation route, Area area) =>
        Held(route).Any(key => area.Key.StartsWith(key, StringComparison.Ordinal));

    /// <summary>
    /// True if an answer may contain data of the area: the caller covers it or a part of it, or it is the caller's home
    /// and the route serves the caller's own data or organization.
    /// </summary>
    public bool MaySee(Operation route, Area area) =>
        Covers(route, area)
        || Held(route).Any(key => key.StartsWith(area.Key, StringComparison.Ordinal))
        || Home == area && (route.Self || Acts && route.Organization().Count > 0);

    /// <summary>True if the caller may call the route.</summary>
    public bool Enters(Operation route) =>
        route.Public
        || Subject is not null && route.Self
        || Acts && route.Organization().Count > 0
        || Held(route).Any();

    IEnumerable<string> Held(Operation route) => Grants.Where(g => route.Staff().Contains(g.Post)).Select(g => g.Key);

    public override string ToString() =>
        Grants.Count == 0 ? Name : $"{Name} ({string.Join(", ", Grants.Select(g => $"{g.Post} over '{g.Key}'"))})";
}
