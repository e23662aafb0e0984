using Organizations.Domain;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>A coverage to begin.</summary>
/// <param name="DivisionId">A village, community or anything below it; or DivisionCode in its place; else HouseholdId
/// is given.</param>
/// <param name="Lead">Whether she leads there; if it is not said, she does where nobody else does.</param>
sealed record NewCoverage(
    [Required] Guid? PersonId,
    Guid? HouseholdId,
    Guid? DivisionId,
    [Like(Domain.DivisionCode.Pattern), Example("320102001001")] string? DivisionCode,
    [Required, Code(nameof(CodeTables.CoveringPost))] string Post,
    bool? Lead
);
