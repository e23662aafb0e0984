namespace Contracts.Organizations.V1;

/// <summary>
/// The tree was reorganised in one step: divisions moved, were merged or split, or such a step was undone. It comes in
/// its turn among the pages of the tree.
/// </summary>
/// <param name="Moves">Keys that begin with From begin with To from now on.</param>
/// <param name="Divisions">The divisions that are new, ended or lie elsewhere now, with their keys; at most 1,000, the
/// others follow as pages of the same version. One whose span is empty never was.</param>
/// <param name="Placements">Households that were placed one by one.</param>
/// <param name="Remainders">What else lies directly at From, and neither there nor anywhere below it was placed, is
/// placed at To.</param>
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
/// <param name="From">It is placed only if it still lies at this key, or below it in what is no longer there: what was
/// moved meanwhile stays where it was moved.</param>
public sealed record HouseholdPlacement(Guid HouseholdId, string Key, string? From = null);
