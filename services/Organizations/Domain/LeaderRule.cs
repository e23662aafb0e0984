namespace Organizations.Domain;

/// <summary>
/// The source of a candidate for leader of a women's group. The order of these values is the default order of
/// preference.
/// </summary>
public static class LeaderSource
{
    /// <summary>The candidate heads the micro-grid, or the grid that holds it.</summary>
    public const string GridHead = "grid-head";

    /// <summary>The candidate works the micro-grid, or the grid that holds it, beside its head.</summary>
    public const string GridMember = "grid-member";

    /// <summary>An executive member of the place who also works a grid or answers for one.</summary>
    public const string GridExecutive = "grid-executive";

    /// <summary>Self-nominated (自荐).</summary>
    public const string SelfNominated = "self";

    /// <summary>Nominated by others (推荐).</summary>
    public const string Recommended = "recommended";

    /// <summary>An executive member of the place who works no grid.</summary>
    public const string Executive = "executive-member";

    /// <summary>A volunteer of the place.</summary>
    public const string Volunteer = "volunteer";

    public static IReadOnlyList<string> All => CodeTables.LeaderSource.Values;

    /// <summary>
    /// The three counts of the result: people who work a grid, executive members, and others (executive members who
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
/// Settles a tie between equally near women of the same source. If the tie remains, the lower person id wins.
/// </summary>
public static class LeaderTie
{
    /// <summary>More points first.</summary>
    public const string Points = "points";

    /// <summary>Longer in the post first.</summary>
    public const string Longest = "longest-in-post";

    public static IReadOnlyList<string> All => CodeTables.LeaderTie.Values;
}

/// <summary>A version of the rule that finds the leaders of women's groups (双向互兼).</summary>
/// <param name="Version">Counts from 1.</param>
/// <param name="Sources">The order of preference; candidates of other sources are not taken.</param>
/// <param name="Ties">In order of application.</param>
/// <param name="GroupsAWoman">How many groups one woman may lead at once, 1 or more.</param>
/// <param name="LeastAge">Completed years, 14 to 100; an unknown age passes.</param>
/// <param name="GreatestAge">The same, up to 120.</param>
public sealed record LeaderRule(
    int Version,
    IReadOnlyList<string> Sources,
    IReadOnlyList<string> Ties,
    int GroupsAWoman,
    int LeastAge = 18,
    int GreatestAge = 70
);
