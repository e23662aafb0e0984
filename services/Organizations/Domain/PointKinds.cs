namespace Organizations.Domain;

/// <summary>What earns points beside events, how many at most, and the period of a cap in words.</summary>
public static class PointKinds
{
    /// <summary>What no event tells: proposed by one, approved by another.</summary>
    public const string Merit = "merit";

    /// <summary>The largest number of points one fact or merit may give.</summary>
    public const int Most = 1_000;

    /// <summary>A period as it is said, Chinese and English.</summary>
    public static (string Zh, string En) Say(string capPeriod)
    {
        var period = CodeTables.Period.Codes.First(p => p.Value == capPeriod);
        return ("当" + period.Zh, "that " + period.En);
    }
}
