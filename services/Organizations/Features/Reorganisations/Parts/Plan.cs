using Contracts;
using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Http;

namespace Organizations.Features.Reorganisations;

/// <summary>
/// What is asked for. move: divisionId below parentId. merge: divisionIds into a new division (code, name) or into one
/// of them. split: divisionId into parts.
/// </summary>
/// <param name="Code">Of the new division; for a move the code it bears from then on, if that is another.</param>
/// <param name="Into">The sister that the others are merged into.</param>
sealed record Request(
    [Required, Code(nameof(CodeTables.ReorganisationKind))] string Kind,
    Guid? DivisionId,
    Guid? ParentId,
    [Items(Planner.MostParts)] IReadOnlyList<Guid>? DivisionIds,
    Guid? Into,
    [NotEmpty, Like(DivisionCode.Pattern), Example("350121100210")] string? Code,
    [NotEmpty, Longest(DivisionFile.LongestName), Example("新华村")] string? Name,
    [Items(Planner.MostParts)] IReadOnlyList<Request.Part>? Parts
)
{
    /// <param name="Children">Divisions below it that go into this part.</param>
    /// <param name="Households">Households that lie directly in it and go into this part.</param>
    /// <param name="Rest">This part takes the households that no part names; one part at most.</param>
    public sealed record Part(
        [Required, Like(DivisionCode.Pattern), Example("350121100211")] string Code,
        [Required, Longest(DivisionFile.LongestName), Example("新华东村")] string Name,
        IReadOnlyList<Guid>? Children,
        IReadOnlyList<Guid>? Households,
        bool? Rest
    );
}

/// <summary>What a reorganisation does, worked out on the tree as it is.</summary>
/// <param name="ScopeKey">The key of the division above: whoever sees that sees the reorganisation.</param>
/// <param name="Moves">Keys and what they become.</param>
/// <param name="Changed">Divisions that lie elsewhere or are called otherwise afterwards.</param>
/// <param name="Added">New divisions.</param>
/// <param name="Ended">Divisions that are no more, each with what took its place.</param>
/// <param name="Relation">How they ended: merged or split.</param>
/// <param name="Placements">Households and the keys they get one by one.</param>
/// <param name="Remainders">Where the households go that nobody named.</param>
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
    /// <param name="Key">Where the key is not what the moves make of it.</param>
    public sealed record Change(Guid Id, Guid? ParentId, string Code, string Name, string? Key = null);

    public sealed record New(Guid Id, Guid? ParentId, string Key, string Code, string Name, string Kind, int Level);

    /// <param name="Whole">The key of what is split; From is that, or that of something below it that is no
    /// more.</param>
    public sealed record Placement(Guid HouseholdId, string From, string To, string Whole);

    /// <summary>Every division whose row changes, but for the new ones.</summary>
    public Guid[] Touched => [.. Changed.Select(c => c.Id), .. Ended];
}
