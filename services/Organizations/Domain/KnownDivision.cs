namespace Organizations.Domain;

/// <summary>A division of the tree.</summary>
/// <param name="Since">Start of its present name, code and place.</param>
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
