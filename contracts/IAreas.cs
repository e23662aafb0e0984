namespace Contracts;

/// <summary>A page of areas and their sort keys, as their owner has them from now on. Every service follows them to place its records.</summary>
public interface IAreasPublished : IEvent
{
    IEnumerable<Area> Areas { get; }
}

/// <param name="Key">Sort key: fixed-width ordinals from the root; an area holds every key that starts with its own.</param>
/// <param name="Code">The code people know it by; it may change, so it is never a key.</param>
/// <param name="Level">1 at the top; how deep it lies.</param>
public sealed record Area(Guid Id, Guid? ParentId, string Key, string Code, string Name, int Level, DateOnly ValidFrom, DateOnly? ValidTo = null);
