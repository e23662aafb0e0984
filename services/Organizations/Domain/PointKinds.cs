namespace Organizations.Domain;

/// <summary>Merits without an event, the most points, and the period of a cap in words.</summary>
public static class PointKinds
{
    /// <summary>Merits that no event reports: one person proposes them, another approves.</summary>
    public const string Merit = "merit";

    /// <summary>The most points of one fact or merit.</summary>
    public const int Most = 1_000;

    /// <summary>A period in words, Chinese and English.</summary>
    public static (string Zh, string En) Say(string capPeriod)
    {
        var period = CodeTables.Period.Codes.First(p => p.Value == capPeriod);
        return ("当" + period.Zh, "that " + period.En);
    }
}
