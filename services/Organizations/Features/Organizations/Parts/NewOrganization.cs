using Organizations.Domain;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Organizations.Features.Organizations;

/// <summary>An organization to be registered.</summary>
/// <param name="DivisionId">Whose it is or where it lies; or DivisionCode in its place.</param>
/// <param name="ParentId">What it is a part of; federations and women's groups have theirs from the tree of
/// divisions.</param>
/// <param name="Status">active if it is not given.</param>
/// <param name="ValidFrom">The day it began; today if it is not given.</param>
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
