using System.Text.Json.Serialization;

namespace ServiceDefaults.Imports;

/// <summary>A rejected row and the rule that it breaks.</summary>
/// <param name="Id">Its position among the stored rejected rows.</param>
/// <param name="Code">The identifier by which the sender knows the row.</param>
/// <param name="Cause">The line of a rejected row that alone causes this rejection; null where the row has its own
/// fault.</param>
/// <param name="Consequences">Number of rows rejected only because of this one.</param>
sealed record Rejection(
    [property: JsonIgnore] Guid Id,
    int Line,
    string Code,
    string Rule,
    string ReasonZh,
    string ReasonEn,
    int? Cause,
    int Consequences
);
