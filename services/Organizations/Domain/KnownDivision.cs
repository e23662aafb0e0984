namespace Organizations.Domain;

/// <summary>A division that is in the tree.</summary>
/// <param name="Since">From when on it has its present name, code and place.</param>
public sealed record KnownDivision(
    Guid Id,
    Guid? ParentId,
    string Key,
    string Code,
    string Name,
    string Kind,
    int Level,
    DateOnly ValidFrom,
    DateOnly Since
);
