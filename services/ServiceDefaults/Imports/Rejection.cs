using System.Text.Json.Serialization;

namespace ServiceDefaults.Imports;

/// <summary>A rejected row and the rule it breaks.</summary>
/// <param name="Id">Its place among the rejected rows that were kept.</param>
/// <param name="Code">By what its sender knows the row.</param>
/// <param name="Cause">The line of the row but for which this one would do; null where it has its own fault.</param>
/// <param name="Consequences">How many rows are rejected because of this one alone.</param>
public sealed record Rejection(
    [property: JsonIgnore] Guid Id,
    int Line,
    string Code,
    string Rule,
    string ReasonZh,
    string ReasonEn,
    int? Cause,
    int Consequences
);
