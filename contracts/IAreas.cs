namespace Contracts;

/// <summary>
/// A page of areas and their sort keys, as their owner has them from now on. Every service follows them to place its
/// records.
/// </summary>
public interface IAreasPublished : IEvent
{
    IEnumerable<Area> Areas { get; }
}

/// <summary>
/// Areas got other keys, all in one step: whatever lies below them moved along. Published by the aggregate that
/// publishes the pages, so that it comes in its turn among them.
/// </summary>
public interface IAreasMoved : IAreasPublished
{
    /// <summary>Rises with every change of the tree.</summary>
    long TreeVersion { get; }
    IReadOnlyList<KeyMove> Moves { get; }
}

/// <summary>
/// Every key that begins with From begins with To from now on; where one From begins with another, the longer counts.
/// </summary>
public sealed record KeyMove(string From, string To);

/// <param name="Key">Sort key: fixed-width ordinals from the root; an area holds every key that starts with its
/// own.</param>
/// <param name="Code">The code people know it by; it may change, so it is never a key.</param>
/// <param name="Level">1 at the top; how deep it lies.</param>
/// <param name="ValidTo">The first day it is no more: on the wire ranges are half-open.</param>
/// <param name="Kind">What it is, in its owner's words.</param>
public sealed record Area(
    Guid Id,
    Guid? ParentId,
    string Key,
    string Code,
    string Name,
    int Level,
    DateOnly ValidFrom,
    DateOnly? ValidTo = null,
    string? Kind = null
);
