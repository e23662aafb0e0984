namespace Contracts.Organizations.V1;

/// <summary>
/// A page of the division tree, valid from now on: new, renamed and ended divisions. Pages of one tree come in order.
/// </summary>
/// <param name="TreeId">The tree; the same on all its pages.</param>
/// <param name="TreeVersion">Rises with every applied change.</param>
/// <param name="Page">From 1.</param>
/// <param name="Pages">Number of pages of this version; after the last one the version is complete.</param>
/// <param name="Divisions">At most 1,000. Level 1 is a province, 2 city, 3 county, 4 township, 5 village or community,
/// 6 to 8 below; the code is the 12-digit statistical one, three digits longer a level below the village; the kind is
/// province, city, county, zone, township, village, grid, micro-grid, compound, building or unit.</param>
[Stream("organizations.division")]
public sealed record DivisionsPublished(
    Guid TreeId,
    long TreeVersion,
    int Page,
    int Pages,
    IReadOnlyList<Area> Divisions
) : IAreasPublished
{
    Guid IEvent.AggregateId => TreeId;
    IEnumerable<Area> IAreasPublished.Areas => Divisions;
}
