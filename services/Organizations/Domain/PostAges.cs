using Contracts.Organizations.V1;

namespace Organizations.Domain;

/// <summary>Ages for posts (our own rule; the numbers are data, see post_rules).</summary>
public static class PostAges
{
    /// <summary>
    /// The default minimum age of a post, in years: full age, and 14 for volunteers, who may be registered from then
    /// on.
    /// </summary>
    public static int Least(string post) => post == Post.Volunteer ? 14 : 18;

    /// <summary>Completed years on a day. A birthday of 29 February counts on 1 March in common years.</summary>
    /// <returns>Negative before the birth.</returns>
    public static int On(DateOnly born, DateOnly day) =>
        day.Year - born.Year - ((day.Month, day.Day).CompareTo((born.Month, born.Day)) < 0 ? 1 : 0);

    /// <summary>Whether a person may take up a post on a day; an unknown birth date passes.</summary>
    /// <param name="rule">The post's rule on that day; null for none.</param>
    /// <returns>The kind of the breach and the age limit; null for no breach.</returns>
    public static (BreachKind Kind, int Limit)? Check(string post, DateOnly? born, DateOnly day, PostRule? rule)
    {
        if (born is not { } date)
            return null;
        var (age, least) = (On(date, day), rule?.LeastAge ?? Least(post));
        return age < least ? (BreachKind.TooYoung, least)
            : age > rule?.GreatestAge ? (BreachKind.TooOld, rule.GreatestAge.Value)
            : null;
    }
}
