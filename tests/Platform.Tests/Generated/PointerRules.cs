using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServiceDefaults.Http;

namespace Platform.Tests.Generated;

/// <summary>Decides whether the pointer of a refusal fits the input that was replaced.</summary>
static partial class PointerRules
{
    /// <summary>
    /// Pairs of members that one rule compares, though neither names nor types show it: the wrong member, the pointer
    /// of the refusal, and the reason.
    /// </summary>
    static readonly (string Operation, string Wrong, string Pointer, string Why)[] s_pairs =
    [
        ("POST /organizations/v1/honours", "/divisionId", "/personId", "the holder must be in the awarding area"),
        ("POST /organizations/v1/honours", "/divisionId", "/householdId", "the holder must be in the awarding area"),
        ("POST /organizations/v1/honours", "/divisionId", "/organizationId", "the holder must be in the awarding area"),
        (
            "POST /organizations/v1/elections/{id}/result",
            "/ballotsIssued",
            "/ballotsValid",
            "valid ballots are a part of the issued ballots"
        ),
        (
            "POST /organizations/v1/elections/{id}/result",
            "/ballotsValid",
            "/ballotsInvalid",
            "valid and invalid ballots are at most the issued ballots"
        ),
        (
            "POST /organizations/v1/elections/{id}/result",
            "/ballotsValid",
            "/counts",
            "votes are counted on valid ballots"
        ),
        ("POST /organizations/v1/terms", "/congressId", "/startsOn", "a term starts after its congress"),
        ("PATCH /organizations/v1/organizations/{id}", "/name", "/from", "a name starts after the previous name"),
    ];

    /// <param name="pointer">Pointer of the refusal.</param>
    /// <param name="code">Code of the refusal at the pointer.</param>
    public static bool Accept(Mutation mutation, string pointer, string code)
    {
        var wrong = mutation.Location.Pointer;
        if (pointer == wrong || pointer.StartsWith(wrong + "/", StringComparison.Ordinal) || IsParent(pointer, wrong))
            return true;
        // The mutation created the object that contains its member, so other required members are missing.
        if (code == PlatformProblems.Required.Code && !IsThere(mutation.Valid.Body, Parent(pointer)))
            return true;
        var (one, other) = (First(wrong), First(pointer));
        // Rules compare records and days of the body with the record of the path.
        if (
            mutation is { Location: { In: "path", Member.Kind: Kind.Id }, IsWellFormed: true }
            && MemberAt(mutation.Location.Operation, other)?.Kind is Kind.Id or Kind.Day
        )
            return true;
        return s_pairs.Any(p =>
                p.Operation == mutation.Location.Operation.ToString() && p.Wrong == one && p.Pointer == other
            )
            || mutation.IsWellFormed
                && Parent(one) == Parent(other)
                && (IsAlternative(code) || AreEnds(mutation.Location.Operation, mutation.Location.Member, other));
    }

    /// <summary>True for the object of the member, and for the list that contains this object.</summary>
    static bool IsParent(string pointer, string location) =>
        pointer.Length > 0
        && (pointer == Parent(location) || Element().IsMatch(Parent(location)) && pointer == Parent(Parent(location)));

    /// <summary>True for rules about several members: at least one, or at most one of them is given.</summary>
    static bool IsAlternative(string code) =>
        code == PlatformProblems.Required.Code || code == PlatformProblems.Duplicate.Code;

    /// <summary>
    /// True for two ends of a range: days, moments or times of one record, or numbers whose names are a minimum and a
    /// maximum.
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
        Mutation.Locations(operation).FirstOrDefault(p => p.Pointer == pointer)?.Member;

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

    /// <summary>Replaces each index by 0: /rows/7/divisionId becomes /rows/0/divisionId.</summary>
    static string First(string pointer) => Index().Replace(pointer, "/0");

    [GeneratedRegex("^least|^greatest|^most|From$|To$")]
    private static partial Regex End();

    [GeneratedRegex(@"/\d+$")]
    private static partial Regex Element();

    [GeneratedRegex(@"/\d+(?=/|$)")]
    private static partial Regex Index();
}
