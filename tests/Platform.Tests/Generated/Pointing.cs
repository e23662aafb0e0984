using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServiceDefaults.Http;

namespace Platform.Tests.Generated;

/// <summary>Whether a refusal points at the member that is wrong.</summary>
static partial class Pointing
{
    /// <summary>
    /// Pairs of members that a rule names together though nothing in their names or kinds says so: what is wrong, where
    /// it is pointed at, and why.
    /// </summary>
    static readonly (string Operation, string Wrong, string Pointer, string Why)[] s_pairs =
    [
        (
            "POST /organizations/v1/honours",
            "/divisionId",
            "/personId",
            "the holder is looked for in the area that awards"
        ),
        (
            "POST /organizations/v1/honours",
            "/divisionId",
            "/householdId",
            "the holder is looked for in the area that awards"
        ),
        (
            "POST /organizations/v1/honours",
            "/divisionId",
            "/organizationId",
            "the holder is looked for in the area that awards"
        ),
        (
            "POST /organizations/v1/elections/{id}/result",
            "/ballotsIssued",
            "/ballotsValid",
            "ballots are counted out of those that were issued"
        ),
        (
            "POST /organizations/v1/elections/{id}/result",
            "/ballotsValid",
            "/ballotsInvalid",
            "both together are no more than were issued"
        ),
        (
            "POST /organizations/v1/elections/{id}/result",
            "/ballotsValid",
            "/counts",
            "votes are counted on the valid ones"
        ),
        ("POST /organizations/v1/terms", "/congressId", "/startsOn", "a term begins after its congress"),
        ("PATCH /organizations/v1/organizations/{id}", "/name", "/from", "a name holds after the one before it"),
    ];

    /// <param name="pointer">Of the refusal.</param>
    /// <param name="code">What is said to be wrong there.</param>
    public static bool IsAt(Trial trial, string pointer, string code)
    {
        var wrong = trial.Place.Pointer;
        if (pointer == wrong || pointer.StartsWith(wrong + "/", StringComparison.Ordinal) || IsParent(pointer, wrong))
            return true;
        // The record was made for the member that is wrong, and has no other.
        if (code == PlatformProblems.Required.Code && !IsThere(trial.Like.Body, Parent(pointer)))
            return true;
        var (one, other) = (First(wrong), First(pointer));
        // Records and days that a body names are compared with the record that the path names.
        if (
            trial is { Place: { In: "path", Member.Kind: Kind.Id }, IsWellFormed: true }
            && MemberAt(trial.Place.Operation, other)?.Kind is Kind.Id or Kind.Day
        )
            return true;
        return s_pairs.Any(p => p.Operation == trial.Place.Operation.ToString() && p.Wrong == one && p.Pointer == other)
            || trial.IsWellFormed
                && Parent(one) == Parent(other)
                && (IsAlternative(code) || AreEnds(trial.Place.Operation, trial.Place.Member, other));
    }

    /// <summary>What holds the member, or the list in which that is an element.</summary>
    static bool IsParent(string pointer, string place) =>
        pointer.Length > 0
        && (pointer == Parent(place) || Element().IsMatch(Parent(place)) && pointer == Parent(Parent(place)));

    /// <summary>One of several must be there, or only one of them may: the rule is about all of them.</summary>
    static bool IsAlternative(string code) =>
        code == PlatformProblems.Required.Code || code == PlatformProblems.Duplicate.Code;

    /// <summary>
    /// Days, moments and times of one record are in an order; numbers are where their names say that one is the least
    /// and one the most.
    /// </summary>
    static bool AreEnds(Operation operation, Member member, string pointer)
    {
        if (MemberAt(operation, pointer) is not { } other)
            return false;
        return member.Kind is Kind.Day or Kind.Moment or Kind.Time
            ? other.Kind == member.Kind
            : member.Name != other.Name
                && End().IsMatch(member.Name)
                && End().Replace(member.Name, "") == End().Replace(other.Name, "");
    }

    static Member? MemberAt(Operation operation, string pointer) =>
        Trial.Places(operation).FirstOrDefault(p => p.Pointer == pointer)?.Member;

    static bool IsThere(JsonNode? body, string pointer)
    {
        foreach (var step in pointer.Split('/').Skip(1))
            body = body switch
            {
                JsonArray list when int.TryParse(step, out var i) && i < list.Count => list[i],
                JsonObject members => members[step],
                _ => null,
            };
        return body is not null;
    }

    static string Parent(string pointer) => pointer[..Math.Max(0, pointer.LastIndexOf('/'))];

    /// <summary>The first element in the place of any: /rows/0/divisionId of /rows/7/divisionId.</summary>
    static string First(string pointer) => Index().Replace(pointer, "/0");

    [GeneratedRegex("^least|^greatest|^most|From$|To$")]
    private static partial Regex End();

    [GeneratedRegex(@"/\d+$")]
    private static partial Regex Element();

    [GeneratedRegex(@"/\d+(?=/|$)")]
    private static partial Regex Index();
}
