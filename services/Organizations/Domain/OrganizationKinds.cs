namespace Organizations.Domain;

/// <summary>Kinds of organizations, where each may be, and the statuses one may pass through.</summary>
public static class OrganizationKinds
{
    /// <summary>
    /// Whether it may be of a division of this level: a federation from the province (1) to the village (5), a women's
    /// group of a grid below (6 and more), all else anywhere.
    /// </summary>
    public static bool MayBeOf(string kind, int level) =>
        kind switch
        {
            "federation" => level <= 5,
            "womens-group" => level >= 6,
            _ => true,
        };

    /// <summary>One of these is enough for a division.</summary>
    public static bool IsOnePerDivision(string kind) => kind is "federation" or "womens-group";

    /// <summary>
    /// Whether an organization may pass from one status to another; nothing leads out of "dissolved".
    /// </summary>
    public static bool MayBecome(string from, string to) =>
        (from, to)
            is
                ("preparing", "active")
                or
                ("active", "suspended")
                or
                ("suspended", "active")
                or
                ("preparing" or "active" or "suspended", "dissolved");

    /// <summary>A federation's level by its division's: province, city, county, township, village.</summary>
    public static string? LevelOf(string kind, int? level) =>
        kind != "federation"
            ? null
            : level switch
            {
                1 => "province",
                2 => "city",
                3 => "county",
                4 => "township",
                5 => "village",
                _ => null,
            };
}
