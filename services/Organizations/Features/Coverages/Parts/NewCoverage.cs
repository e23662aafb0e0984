using Organizations.Domain;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>A new coverage.</summary>
/// <param name="DivisionId">A village, community or a division below; give DivisionCode or HouseholdId instead.</param>
/// <param name="Lead">Whether the person leads there; by default if nobody else does.</param>
sealed record NewCoverage(
    [Required] Guid? PersonId,
    Guid? HouseholdId,
    Guid? DivisionId,
    [Like(Domain.DivisionCode.Pattern), Example("320102001001")] string? DivisionCode,
    [Required, Code(nameof(CodeTables.CoveringPost))] string Post,
    bool? Lead
);
