using Contracts.Organizations.V1;

namespace Organizations.Domain;

/// <summary>A candidate of an appraisal and the figures that count.</summary>
/// <param name="Points">Points of the year.</param>
/// <param name="Women">Women served in the year.</param>
/// <param name="Since">First day in the post.</param>
public sealed record Candidate(Guid PersonId, long Points, long Women, DateOnly Since);

/// <summary>The rank of a candidate, from 1; no rank is given twice.</summary>
public sealed record Standing(Candidate Candidate, int Rank, bool Selected);

/// <summary>
/// The yearly appraisal selects a share of all holders of a post (20 % in Pinggu's report; once a year is our own
/// rule). The order is total: more points in the year, then more women served in the year, then longer in the post,
/// then registered earlier (ids are ordered by time). The quota is the share rounded down, and at least one where there
/// is a candidate.
/// </summary>
public static class Appraisal
{
    /// <summary>The usual share, percent.</summary>
    public const int UsualPercent = 20;

    /// <summary>The posts that are appraised and the title of the selected, by post.</summary>
    public static readonly IReadOnlyDictionary<string, string> Titles = new Dictionary<string, string>
    {
        [Post.ExecutiveMember] = "最美妇联执委",
        [Post.GroupLeader] = "最美网格妇女小组长",
    };

    /// <summary>Number of selected candidates.</summary>
    /// <param name="percent">1 to 100.</param>
    public static int Quota(int candidates, int percent) =>
        candidates == 0 ? 0 : Math.Max(1, (int)((long)candidates * percent / 100));

    /// <summary>All candidates, best first.</summary>
    public static IReadOnlyList<Standing> Rank(IEnumerable<Candidate> candidates, int percent)
    {
        var ordered = candidates
            .OrderByDescending(c => c.Points)
            .ThenByDescending(c => c.Women)
            .ThenBy(c => c.Since)
            .ThenBy(c => c.PersonId.ToString("N"), StringComparer.Ordinal)
            .ToList();
        var quota = Quota(ordered.Count, percent);
        return [.. ordered.Select((c, i) => new Standing(c, i + 1, i < quota))];
    }

    /// <summary>
    /// The rank of a corrected candidate among the published others, whose figures stay. The candidate takes the place
    /// before the first one with lesser figures.
    /// </summary>
    public static int RankAmong(Candidate corrected, IEnumerable<Candidate> others) =>
        Rank([.. others, corrected], 100).First(s => s.Candidate.PersonId == corrected.PersonId).Rank;
}
