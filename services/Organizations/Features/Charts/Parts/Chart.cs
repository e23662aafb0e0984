using System.Text.Json.Serialization;
using Organizations.Domain;

namespace Organizations.Features.Charts;

/// <summary>
/// 网格化责任图: the leaders of a division, who answers for which place in it, and the profile of the area, all counted from
/// the records of one day.
/// </summary>
/// <param name="Leaders">The chair; below the village the head of the place.</param>
/// <param name="Deputies">Vice chairs by portfolio; below the village the leaders of its women's groups.</param>
/// <param name="Members">Executive members, and people who answer for a place in the division.</param>
/// <param name="Places">The grids; for a township and above, the divisions of the level below.</param>
sealed record Chart(
    Guid DivisionId,
    string Code,
    string Name,
    [Code(nameof(CodeTables.DivisionKind))] string Kind,
    int Level,
    IReadOnlyList<string> Path,
    DateOnly AsOf,
    ChartProfile Profile,
    IReadOnlyList<ChartMember> Leaders,
    IReadOnlyList<ChartMember> Deputies,
    IReadOnlyList<ChartMember> Members,
    IReadOnlyList<ChartArea> Places,
    bool TelephonesInFull
)
{
    /// <summary>All people of the chart, from the top.</summary>
    [JsonIgnore]
    public IEnumerable<ChartMember> People => Leaders.Concat(Deputies).Concat(Members);
}

/// <param name="Women">Female and 18 or over.</param>
/// <param name="Children">Under 18.</param>
/// <param name="Linkage">People who answer for the area on every level from the county down; each person once, on the
/// highest level.</param>
sealed record ChartProfile(
    long Households,
    long People,
    long Women,
    long Children,
    long Grids,
    long MicroGrids,
    long Buildings,
    long ExecutiveMembers,
    long GroupLeaders,
    ChartLinkage Linkage
);

sealed record ChartLinkage(long People, IReadOnlyList<LinkageLevel> Levels);

sealed record LinkageLevel(int Level, long People);

/// <param name="Telephone">In full for callers who lead the area, else masked.</param>
/// <param name="Photo">Path of the photo, for callers who lead the area; others see it on the sheet.</param>
sealed record ChartMember(
    Guid Id,
    string Name,
    [Code(nameof(CodeTables.Post))] string Post,
    string PostZh,
    string? Portfolio,
    string? Telephone,
    bool HasPhoto,
    string? Photo,
    IReadOnlyList<CoveredPlace> Covers
);

sealed record CoveredPlace(Guid PersonId, Guid DivisionId, string Name, bool Lead);

/// <param name="GroupLeaders">Names of the leaders of this very place's women's group.</param>
/// <param name="Grids">Number of divisions of kind grid, as in the profile.</param>
/// <param name="Groups">Number of women's groups with a leader in it and below.</param>
sealed record ChartArea(
    Guid Id,
    string Code,
    string Name,
    [Code(nameof(CodeTables.DivisionKind))] string Kind,
    string? Lead,
    IReadOnlyList<string> GroupLeaders,
    long Households,
    long People,
    long Women,
    long Children,
    long Grids,
    long MicroGrids,
    long ExecutiveMembers,
    long Groups
);
