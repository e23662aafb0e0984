namespace Organizations.Domain;

/// <summary>What earns points, and the periods of China's calendar in which a rule may be capped.</summary>
public static class PointKinds
{
    /// <summary>Facts the other services tell; each has its rules.</summary>
    public static readonly string[] OfEvents =
    [
        "visit-recorded",
        "household-registered",
        "need-opened",
        "need-closed-employed",
        "certificate-issued",
        "placement-started",
        "placement-retained",
    ];

    /// <summary>What no event tells: proposed by one, approved by another.</summary>
    public const string Merit = "merit";

    /// <summary>Lengths of a cap's period; a week begins on Monday.</summary>
    public static readonly string[] CapPeriods = ["day", "week", "month", "quarter", "year"];

    /// <summary>The largest number of points one fact or merit may give.</summary>
    public const int Most = 1_000;

    /// <summary>A period as it is said, Chinese and English.</summary>
    public static (string Zh, string En) Say(string capPeriod) =>
        capPeriod switch
        {
            "day" => ("当日", "that day"),
            "week" => ("当周", "that week"),
            "month" => ("当月", "that month"),
            "quarter" => ("当季度", "that quarter"),
            _ => ("当年", "that year"),
        };
}
