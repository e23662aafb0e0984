namespace Contracts.Organizations.V1;

/// <summary>
/// The tree was reorganised in one step: divisions moved, were merged or split, or such a step was undone. The event
/// keeps its order among the pages of the tree.
/// </summary>
/// <param name="Moves">Keys that begin with From begin with To from now on.</param>
/// <param name="Divisions">The divisions that are new, that ended or that have another place, with their keys; at most
/// 1,000, the others follow as pages of the same version. An empty span means that the division never existed.</param>
/// <param name="Placements">Households that were placed one by one.</param>
/// <param name="Remainders">Every other record that lies directly at From, and neither there nor below it was placed,
/// is placed at To.</param>
[Stream("organizations.division")]
public sealed record DivisionsReorganised(
    Guid TreeId,
    long TreeVersion,
    IReadOnlyList<KeyMove> Moves,
    IReadOnlyList<Area> Divisions,
    IReadOnlyList<HouseholdPlacement>? Placements = null,
    IReadOnlyList<KeyMove>? Remainders = null
) : IAreasMoved
{
    Guid IEvent.AggregateId => TreeId;
    IEnumerable<Area> IAreasPublished.Areas => Divisions;
}

/// <summary>The key of the division a household lies in from now on.</summary>
/// <param name="From">The household is placed only if it still lies at this key, or below it in a division that has
/// ended: a household that moved in the meantime stays where it moved.</param>
public sealed record HouseholdPlacement(Guid HouseholdId, string Key, string? From = null);
