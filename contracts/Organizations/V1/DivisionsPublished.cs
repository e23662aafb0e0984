namespace Contracts.Organizations.V1;

/// <summary>A page of the division tree as it is from now on: new, renamed and ended divisions. Pages of one tree come in order.</summary>
/// <param name="TreeId">The tree; all its pages share it.</param>
/// <param name="TreeVersion">Rises with every change that was applied.</param>
/// <param name="Page">From 1.</param>
/// <param name="Pages">How many pages this version has; after the last one the version is complete.</param>
/// <param name="Divisions">At most 1,000.</param>
[Stream("organizations.division")]
public sealed record DivisionsPublished(
    Guid TreeId, long TreeVersion, int Page, int Pages, IReadOnlyList<DivisionsPublished.Division> Divisions) : IEvent
{
    Guid IEvent.AggregateId => TreeId;

    /// <param name="Key">Sort key: fixed-width ordinals from the root; a division's area is every key that starts with it.</param>
    /// <param name="Code">12-digit statistical code (统计用区划代码), or the platform's own below the village; never a key.</param>
    /// <param name="Level">1 province, 2 city, 3 county, 4 township, 5 village or community, 6 and more below.</param>
    public sealed record Division(Guid Id, Guid? ParentId, string Key, string Code, string Name, int Level, DateOnly ValidFrom, DateOnly? ValidTo = null);
}
