namespace ServiceDefaults.Imports;

/// <summary>A rejected row and the rule it breaks.</summary>
/// <param name="Cause">The line of the row but for which this one would do; null where it has its own fault.</param>
/// <param name="Consequences">How many rows are rejected because of this one alone.</param>
public sealed record Rejection(
    int Line,
    string Code,
    string Rule,
    string ReasonZh,
    string ReasonEn,
    int? Cause,
    int Consequences
);
