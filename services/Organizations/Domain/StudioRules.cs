namespace Organizations.Domain;

/// <summary>Measures of studios, and the skill grades of workers (S10).</summary>
public static class StudioRules
{
    /// <summary>Skill grades from the lowest to the highest.</summary>
    public static readonly string[] Grades = [.. CodeTables.SkillGrade.Values];

    /// <summary>The criteria that a studio does not meet, in the order of the table.</summary>
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
    /// Whether a promotion fits among the recorded ones: its grade is above all earlier ones and below all later ones.
    /// </summary>
    public static bool Rises(string grade, DateOnly on, IEnumerable<(string Grade, DateOnly On)> others)
    {
        var rank = Array.IndexOf(Grades, grade);
        return others.All(o =>
            o.On <= on ? Array.IndexOf(Grades, o.Grade) < rank : Array.IndexOf(Grades, o.Grade) > rank
        );
    }

    /// <summary>Share in percent with one decimal; 0 for a total of 0.</summary>
    public static decimal Share(long part, long whole) =>
        whole == 0 ? 0 : decimal.Round(100m * part / whole, 1, MidpointRounding.AwayFromZero);

    /// <summary>Average with one decimal; null without values.</summary>
    public static decimal? Average(long sum, long count) =>
        count == 0 ? null : decimal.Round((decimal)sum / count, 1, MidpointRounding.AwayFromZero);
}
