namespace Organizations.Features.Organizations;

/// <summary>An organization to be registered.</summary>
/// <param name="DivisionId">Whose it is or where it lies; or DivisionCode in its place.</param>
/// <param name="ParentId">What it is a part of; federations and women's groups have theirs from the tree of
/// divisions.</param>
/// <param name="Status">active if it is not given, or preparing.</param>
/// <param name="ValidFrom">The day it began; today if it is not given.</param>
sealed record NewOrganization(
    string? Kind,
    string? Name,
    string? CreditCode,
    Guid? DivisionId,
    string? DivisionCode,
    Guid? ParentId,
    string? Status,
    DateOnly? ValidFrom
);
