using Organizations.Domain;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Organizations.Features.Organizations;

/// <summary>A new organization.</summary>
/// <param name="DivisionId">Its division; give it or DivisionCode.</param>
/// <param name="ParentId">The superior organization; for federations and women's groups it follows from the tree of
/// divisions.</param>
/// <param name="Status">active if not given.</param>
/// <param name="ValidFrom">First day; today if not given.</param>
sealed record NewOrganization(
    [Required, Code(nameof(CodeTables.RegisteredKind))] string Kind,
    [Required, Longest(200), Example("黄龙县妇女联合会")] string Name,
    [Like(CreditCode.Pattern), Example("91350100M000100Y43")] string? CreditCode,
    Guid? DivisionId,
    [Like(Domain.DivisionCode.Pattern), Example("610631000000")] string? DivisionCode,
    Guid? ParentId,
    [Code(nameof(CodeTables.FirstStatus))] string? Status,
    DateOnly? ValidFrom
);
