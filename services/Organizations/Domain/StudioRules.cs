namespace Organizations.Domain;

/// <summary>What a studio can be measured by, and the grades its workers rise through (S10).</summary>
public static class StudioRules
{
    /// <summary>Skill grades from the lowest to the highest.</summary>
    public static readonly string[] Grades = [.. CodeTables.SkillGrade.Values];

    /// <summary>The criteria a studio falls short of, in the order of the table.</summary>
    public static string[] Failed(
        IReadOnlyDictionary<string, decimal> standards,
        IReadOnlyDictionary<string, decimal> measured
    ) =>
        [
            .. CodeTables.Criterion.Values.Where(c =>
                standards.TryGetValue(c, out var least) && measured.GetValueOrDefault(c) < least
            ),
        ];

    /// <summary>
    /// Whether a promotion fits among those there were: whoever was promoted before has risen since, and whoever is
    /// promoted later rises further.
    /// </summary>
    public static bool Rises(string grade, DateOnly on, IEnumerable<(string Grade, DateOnly On)> others)
    {
        var rank = Array.IndexOf(Grades, grade);
        return others.All(o =>
            o.On <= on ? Array.IndexOf(Grades, o.Grade) < rank : Array.IndexOf(Grades, o.Grade) > rank
        );
    }

    /// <summary>Of a whole, in percent with one decimal; 0 of nothing.</summary>
    public static decimal Share(long part, long whole) =>
        whole == 0 ? 0 : decimal.Round(100m * part / whole, 1, MidpointRounding.AwayFromZero);

    /// <summary>Average with one decimal; null where nothing is known.</summary>
    public static decimal? Average(long sum, long count) =>
        count == 0 ? null : decimal.Round((decimal)sum / count, 1, MidpointRounding.AwayFromZero);
}
