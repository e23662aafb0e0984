namespace Organizations.Domain;

/// <summary>
/// The levels at which a campaign selects, by name; a lower level has the greater number, as with divisions.
/// </summary>
public static class CampaignLevels
{
    public static readonly IReadOnlyDictionary<string, int> ByName = new Dictionary<string, int>
    {
        ["village"] = 5,
        ["township"] = 4,
        ["county"] = 3,
        ["city"] = 2,
        ["province"] = 1,
    };

    public static string Name(int level) => ByName.First(l => l.Value == level).Key;

    /// <summary>
    /// How many a division may select: the number, or the share of its candidates rounded down, and at least one where
    /// there is a candidate.
    /// </summary>
    /// <param name="quota">A number; null where a share is set.</param>
    /// <param name="percent">1 to 100.</param>
    /// <param name="candidates">Number of households that take part there, or were selected at the level below.</param>
    public static long Quota(int? quota, int? percent, long candidates) =>
        quota ?? (candidates == 0 ? 0 : Math.Max(1, candidates * percent!.Value / 100));
}
