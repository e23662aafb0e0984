namespace Organizations.Domain;

/// <summary>
/// Where a woman who may lead a women's group comes from. The order of these is the rule's order of preference unless
/// its record says otherwise.
/// </summary>
public static class LeaderSource
{
    /// <summary>She heads the micro-grid, or the grid it lies in.</summary>
    public const string GridHead = "grid-head";

    /// <summary>She works the micro-grid, or the grid it lies in, beside its head.</summary>
    public const string GridMember = "grid-member";

    /// <summary>An executive member of the place who also works a grid or answers for one.</summary>
    public const string GridExecutive = "grid-executive";

    /// <summary>She put herself forward (自荐).</summary>
    public const string SelfNominated = "self";

    /// <summary>Others put her forward (推荐).</summary>
    public const string Recommended = "recommended";

    /// <summary>An executive member of the place who works no grid.</summary>
    public const string Executive = "executive-member";

    /// <summary>A volunteer of the place.</summary>
    public const string Volunteer = "volunteer";

    public static IReadOnlyList<string> All => CodeTables.LeaderSource.Values;

    /// <summary>
    /// The three counts the result is told by: who works a grid, executive members, and others (executive members who
    /// work no grid, and volunteers).
    /// </summary>
    public static string GroupOf(string source) =>
        source switch
        {
            GridHead or GridMember => "grid-staff",
            GridExecutive => "executive-members",
            _ => "others",
        };
}

/// <summary>
/// What settles a tie between women of the same source who stand equally near. The person's id settles what is left.
/// </summary>
public static class LeaderTie
{
    /// <summary>More points first.</summary>
    public const string Points = "points";

    /// <summary>Longer in her post first.</summary>
    public const string Longest = "longest-in-post";

    public static IReadOnlyList<string> All => CodeTables.LeaderTie.Values;
}

/// <summary>A version of the rule by which the leaders of women's groups are found (双向互兼).</summary>
/// <param name="Version">Counts from 1.</param>
/// <param name="Sources">The order of preference; who comes from a source that is not named is not taken.</param>
/// <param name="Ties">In this order.</param>
/// <param name="GroupsAWoman">How many groups one woman may lead at once, 1 or more.</param>
/// <param name="LeastAge">Years completed, 14 to 100; of whom the age is not known, nothing stands against it.</param>
/// <param name="GreatestAge">Likewise, up to 120.</param>
public sealed record LeaderRule(
    int Version,
    IReadOnlyList<string> Sources,
    IReadOnlyList<string> Ties,
    int GroupsAWoman,
    int LeastAge = 18,
    int GreatestAge = 70
);
