using Contracts;
using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Http;

namespace Organizations.Features.Reorganisations;

/// <summary>
/// The request. move: divisionId below parentId. merge: divisionIds into a new division (code, name) or into one of
/// them. split: divisionId into parts.
/// </summary>
/// <param name="Code">Code of the new division; for a move the new code, if it changes.</param>
/// <param name="Into">The sister that absorbs the others.</param>
sealed record Request(
    [Required, Code(nameof(CodeTables.ReorganisationKind))] string Kind,
    Guid? DivisionId,
    Guid? ParentId,
    [Items(Planner.MostParts)] IReadOnlyList<Guid>? DivisionIds,
    Guid? Into,
    [NotEmpty, Like(DivisionCode.Pattern), Example("350121100210")] string? Code,
    [NotEmpty, Longest(DivisionFile.LongestName), Example("新华村")] string? Name,
    [Items(Planner.MostParts), Distinct(nameof(Request.Part.Code))] IReadOnlyList<Request.Part>? Parts
)
{
    /// <param name="Children">Divisions below it that go into this part.</param>
    /// <param name="Households">Households that lie directly in it and go into this part.</param>
    /// <param name="Rest">This part takes all remaining households; one part at most.</param>
    public sealed record Part(
        [Required, Like(DivisionCode.Pattern), Example("350121100211")] string Code,
        [Required, Longest(DivisionFile.LongestName), Example("新华东村")] string Name,
        [Items(5_000), Distinct] IReadOnlyList<Guid>? Children,
        [Items(20_000), Distinct] IReadOnlyList<Guid>? Households,
        bool? Rest
    );
}

/// <summary>The effect of a reorganisation on the present tree.</summary>
/// <param name="ScopeKey">Key of the parent: callers who see it see the reorganisation.</param>
/// <param name="Moves">Old and new keys.</param>
/// <param name="Changed">Divisions with another place, name or code.</param>
/// <param name="Added">New divisions.</param>
/// <param name="Ended">Divisions that end, each with its successors.</param>
/// <param name="Relation">merged or split.</param>
/// <param name="Placements">Households with individual keys.</param>
/// <param name="Remainders">Keys of the remaining households.</param>
sealed record Plan(
    string ScopeKey,
    IReadOnlyList<KeyMove> Moves,
    IReadOnlyList<Plan.Change> Changed,
    IReadOnlyList<Plan.New> Added,
    IReadOnlyList<Guid> Ended,
    string Relation,
    IReadOnlyList<Plan.Placement> Placements,
    IReadOnlyList<KeyMove> Remainders
)
{
    /// <param name="Key">The new key, if it does not follow from the moves.</param>
    public sealed record Change(Guid Id, Guid? ParentId, string Code, string Name, string? Key = null);

    public sealed record New(Guid Id, Guid? ParentId, string Key, string Code, string Name, string Kind, int Level);

    /// <param name="Whole">Key of the division that is split; From is that key, or the key of an ended division below
    /// it.</param>
    public sealed record Placement(Guid HouseholdId, string From, string To, string Whole);

    /// <summary>Every existing division whose row changes.</summary>
    public Guid[] Touched => [.. Changed.Select(c => c.Id), .. Ended];
}
