using Contracts.Organizations.V1;

namespace Organizations.Domain;

/// <summary>Ages at which posts may be held (design of the platform; the numbers are data, see post_rules).</summary>
public static class PostAges
{
    /// <summary>
    /// The least age of a post whose rule does not say another, in years: full age, and 14 for volunteers, who may be
    /// registered from then on.
    /// </summary>
    public static int Least(string post) => post == Post.Volunteer ? 14 : 18;

    /// <summary>
    /// Years completed on a day. Who was born on 29 February completes one on 1 March of common years.
    /// </summary>
    /// <returns>Negative before the birth.</returns>
    public static int On(DateOnly born, DateOnly day) =>
        day.Year - born.Year - ((day.Month, day.Day).CompareTo((born.Month, born.Day)) < 0 ? 1 : 0);

    /// <summary>
    /// Whether somebody may take up a post on a day; of whom the birth date is not known, nothing stands against it.
    /// </summary>
    /// <param name="rule">The post's rule on that day; null if there is none.</param>
    /// <returns>The kind of the breach and the age that is the limit; null where there is none.</returns>
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
