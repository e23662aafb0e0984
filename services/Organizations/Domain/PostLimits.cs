namespace Organizations.Domain;

/// <summary>A person holds a post at a place, from one moment to another; null is without end.</summary>
/// <param name="Place">The division or the organization of the post.</param>
public sealed record Tenure(
    Guid Id,
    Guid PersonId,
    string Post,
    Guid? Place,
    DateTimeOffset From,
    DateTimeOffset? Until
)
{
    /// <summary>Whether both hold at some moment. A tenure that ended before it began never held.</summary>
    public bool Meets(Tenure other) =>
        Holds && other.Holds && (Until is null || other.From < Until) && (other.Until is null || From < other.Until);

    bool Holds => Until is null || From < Until;
}

/// <summary>The limits of a post, in force from a day on.</summary>
/// <param name="MostPerPlace">Most simultaneous holders at one place; null for any number.</param>
/// <param name="MostPerPerson">Most places at which one person holds the post simultaneously; null for any
/// number.</param>
/// <param name="ExcludesAnywhere">Posts that the same person may not hold at the same time, at any place.</param>
/// <param name="ExcludesHere">Posts that the same person may not hold at the same time at the same place.</param>
/// <param name="LeastAge">Completed years on the first day, 14 to 100.</param>
/// <param name="GreatestAge">The same, up to 120; null for any age.</param>
public sealed record PostRule(
    string Post,
    int? MostPerPlace,
    int? MostPerPerson,
    string[] ExcludesAnywhere,
    string[] ExcludesHere,
    int LeastAge = 18,
    int? GreatestAge = null
);

/// <summary>The limit that a tenure breaks.</summary>
public enum BreachKind
{
    Same,
    Excluded,
    PlaceFull,
    PersonFull,
    TooYoung,
    TooOld,
}

/// <param name="With">The conflicting tenure; of several the one that began first. For a breach of an age, the wanted
/// tenure itself.</param>
/// <param name="Limit">The age limit, in years.</param>
public sealed record Breach(BreachKind Kind, Tenure With, int? Limit = null);

/// <summary>The limits of posts as a pure function (our own rule; the numbers are data, see post_rules).</summary>
public static class PostLimits
{
    /// <summary>
    /// The first limit that the wanted tenure would break; null for none. The order of the others does not matter.
    /// </summary>
    /// <param name="others">At least all tenures of the person and all of the post at the place.</param>
    /// <param name="rule">The rule of a post; null for none.</param>
    public static Breach? Check(Tenure wanted, IEnumerable<Tenure> others, Func<string, PostRule?> rule)
    {
        var met = others
            .Where(o => o.Id != wanted.Id && o.Meets(wanted))
            .OrderBy(o => o.From)
            .ThenBy(o => o.Id)
            .ToList();
        var samePerson = met.Where(o => o.PersonId == wanted.PersonId).ToList();
        if (samePerson.Find(o => o.Post == wanted.Post && o.Place == wanted.Place) is { } same)
            return new(BreachKind.Same, same);
        if (samePerson.Find(o => Excludes(wanted, o, rule) || Excludes(o, wanted, rule)) is { } excluded)
            return new(BreachKind.Excluded, excluded);
        if (rule(wanted.Post) is not { } own)
            return null;
        var here = met.Where(o => o.Post == wanted.Post && o.Place == wanted.Place).ToList();
        if (own.MostPerPlace is { } places && Peak(here, wanted) >= places)
            return new(BreachKind.PlaceFull, here[0]);
        var held = samePerson.Where(o => o.Post == wanted.Post).ToList();
        if (own.MostPerPerson is { } times && Peak(held, wanted) >= times)
            return new(BreachKind.PersonFull, held[0]);
        return null;
    }

    /// <summary>The largest number of tenures that hold simultaneously within another one.</summary>
    public static int Peak(IReadOnlyCollection<Tenure> tenures, Tenure within)
    {
        // The number rises only where a tenure begins.
        var moments = tenures.Select(t => t.From > within.From ? t.From : within.From).Distinct();
        return moments
            .Select(m => tenures.Count(t => t.Meets(within) && t.From <= m && (t.Until is null || m < t.Until)))
            .DefaultIfEmpty(0)
            .Max();
    }

    static bool Excludes(Tenure a, Tenure b, Func<string, PostRule?> rule) =>
        rule(a.Post) is { } r
        && (r.ExcludesAnywhere.Contains(b.Post) || (a.Place == b.Place && r.ExcludesHere.Contains(b.Post)));
}
