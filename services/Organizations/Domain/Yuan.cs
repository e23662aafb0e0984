using ServiceDefaults.Http;

namespace Organizations.Domain;

/// <summary>
/// Money in yuan: exact decimals with at most two places, from 0 to 999,999,999,999.99; never a binary fraction.
/// </summary>
public static class Yuan
{
    /// <summary>Greatest amount.</summary>
    public const decimal Most = 999_999_999_999.99m;

    /// <summary>The rule that an amount breaks, or null.</summary>
    public static FieldRule? Broken(decimal amount) =>
        amount is < 0 or > Most ? PlatformProblems.OutOfRange
        : decimal.Round(amount, 2) != amount ? PlatformProblems.Format
        : null;

    /// <summary>Reports the rule that an amount breaks as a bad field; a missing amount breaks none.</summary>
    public static void Yuans(this Validation check, string pointer, decimal? amount)
    {
        if (amount is { } given && Broken(given) is { } rule)
            check.Add(pointer, rule);
    }
}
