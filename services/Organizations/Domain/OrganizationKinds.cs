namespace Organizations.Domain;

/// <summary>Kinds of organizations, their places, and the transitions between statuses.</summary>
public static class OrganizationKinds
{
    /// <summary>
    /// Whether a division of this level may have such an organization: a federation from the province (1) to the
    /// village (5), a women's group of a grid below (6 and more), other kinds at any level.
    /// </summary>
    public static bool MayBeOf(string kind, int level) =>
        kind switch
        {
            "federation" => level <= 5,
            "womens-group" => level >= 6,
            _ => true,
        };

    /// <summary>Kinds of which a division has at most one.</summary>
    public static bool IsOnePerDivision(string kind) => kind is "federation" or "womens-group";

    /// <summary>Whether an organization may change from one status to another; "dissolved" is final.</summary>
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
