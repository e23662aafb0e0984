namespace Organizations.Domain;

/// <summary>
/// The kind of a division, and the kinds below which it may lie. Province (level 1) to village or community (5) are the
/// rows of the code table; a zone is an area outside the table, such as a development zone, that counts as a
/// county-level unit (3); below the village lie grids (6) with micro-grids (6 or 7), or compounds (6), buildings (7)
/// and units (8).
/// </summary>
public static class DivisionKind
{
    public const string Province = "province";
    public const string City = "city";
    public const string County = "county";
    public const string Zone = "zone";
    public const string Township = "township";
    public const string Village = "village";
    public const string Grid = "grid";
    public const string MicroGrid = "micro-grid";
    public const string Compound = "compound";
    public const string Building = "building";
    public const string Unit = "unit";

    public const int DeepestLevel = 8;

    /// <summary>
    /// The kind by its code, in upper or lower case, or by one of its Chinese names; null for other text.
    /// </summary>
    public static string? Read(string text) => CodeTables.DivisionKind.Find(text.ToLowerInvariant());

    /// <param name="kind">Of <see cref="CodeTables.DivisionKind"/>.</param>
    /// <param name="parent">The kind of the division above; null at the top.</param>
    public static bool MayLieBelow(string kind, string? parent) =>
        kind switch
        {
            Province => parent is null,
            City => parent is Province,
            County or Zone => parent is City,
            Township => parent is City or County or Zone,
            Village => parent is Township,
            Grid or Compound => parent is Village,
            MicroGrid => parent is Village or Grid,
            Building => parent is Grid or Compound,
            Unit => parent is Building,
            _ => false,
        };

    /// <summary>The level, 1 to 8: fixed by the kind down to the village; below that, the parent's plus one.</summary>
    public static int Level(string kind, int parentLevel) =>
        kind switch
        {
            Province => 1,
            City => 2,
            County or Zone => 3,
            Township => 4,
            Village => 5,
            _ => parentLevel + 1,
        };

    /// <summary>The default kind of a row: by its level, and below a grid or compound by the parent's kind.</summary>
    /// <param name="level">1 to 8.</param>
    /// <param name="parent">The kind of the division above.</param>
    public static string Usual(int level, string? parent) =>
        level switch
        {
            1 => Province,
            2 => City,
            3 => County,
            4 => Township,
            5 => Village,
            6 => Grid,
            7 => parent == Compound ? Building : MicroGrid,
            _ => Unit,
        };
}
