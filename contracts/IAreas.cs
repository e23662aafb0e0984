namespace Contracts;

/// <summary>
/// A page of areas and their sort keys, valid from now on. Every service follows these pages to place its records.
/// </summary>
public interface IAreasPublished : IEvent
{
    IEnumerable<Area> Areas { get; }
}

/// <summary>
/// Areas got other keys, all in one step, with every area below them. The aggregate that publishes the pages publishes
/// this event too, so that both keep one order.
/// </summary>
public interface IAreasMoved : IAreasPublished
{
    /// <summary>Rises with every change of the tree.</summary>
    long TreeVersion { get; }
    IReadOnlyList<KeyMove> Moves { get; }
}

/// <summary>
/// Every key that begins with From begins with To from now on; if several From match, the longest applies.
/// </summary>
public sealed record KeyMove(string From, string To);

/// <param name="Key">Sort key: fixed-width ordinals from the root; an area holds every key that starts with its
/// own.</param>
/// <param name="Code">The public code of the area; it may change, so it is never a key.</param>
/// <param name="Level">Depth in the tree, 1 at the top.</param>
/// <param name="ValidTo">The first day after the area's end: on the wire ranges are half-open.</param>
/// <param name="Kind">Kind of the area, a code of the service that publishes it.</param>
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
