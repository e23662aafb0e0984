using System.Collections.Concurrent;
using System.Text.Json;

namespace Platform.Tests.Generated;

/// <summary>
/// Known records of a running platform, learned from its answers: ids by the noun of their kind ("households"), and
/// values by the name of their member ("householdId", "kind"). The newest come first.
/// </summary>
public sealed class World
{
    const int Kept = 60;

    /// <summary>Nouns of members whose name does not contain the noun.</summary>
    static readonly Dictionary<string, string> Nouns = new()
    {
        ["ownerId"] = "organizations",
        ["hostId"] = "organizations",
        ["registerId"] = "organizations",
        ["universityId"] = "organizations",
        ["leaderId"] = "people",
        ["masterId"] = "people",
        ["apprenticeId"] = "people",
        ["staffIds"] = "people",
        ["declared"] = "people",
        ["representativeIds"] = "people",
        ["into"] = "divisions",
        ["children"] = "divisions",
        ["order"] = "members",
        ["present"] = "enrolments",
        ["absent"] = "enrolments",
        ["memberships"] = "members",
        ["personId"] = "people",
        ["personIds"] = "people",
    };

    readonly ConcurrentDictionary<string, List<string>> _ids = new(StringComparer.Ordinal),
        _values = new(StringComparer.Ordinal);

    /// <summary>Ids of one noun, newest first.</summary>
    public IReadOnlyList<string> Ids(string noun) =>
        Newest(_ids, noun) is { Count: > 0 } exact
            ? exact
            :
            [
                .. _ids
                    .Keys.Where(k => noun.EndsWith("-" + k, StringComparison.Ordinal))
                    .SelectMany(k => Newest(_ids, k)),
            ];

    /// <summary>Nouns with a known id.</summary>
    public IEnumerable<string> Known => _ids.Keys.Order(StringComparer.Ordinal);

    /// <summary>
    /// The noun of an id member: households of householdId. Empty if unknown.
    /// </summary>
    public string NounOf(string member)
    {
        if (Nouns.TryGetValue(member, out var noun))
            return noun;
        var stem =
            member.EndsWith("Ids", StringComparison.Ordinal) ? member[..^3]
            : member.EndsWith("Id", StringComparison.Ordinal) ? member[..^2]
            : member;
        return new[] { stem + "s", stem + "es", stem.TrimEnd('y') + "ies", stem }.FirstOrDefault(n => Ids(n).Count > 0)
            ?? "";
    }

    /// <summary>Known values of a member by name, newest first, and ids of its noun.</summary>
    /// <param name="service">Values of this service come first.</param>
    public IReadOnlyList<string> Values(string service, string member, bool id) =>
        [
            .. Newest(_values, $"{service} {member}")
                .Concat(id ? Ids(NounOf(member)) : [])
                .Concat(Newest(_values, member))
                .Distinct(),
        ];

    /// <summary>Candidates for a parameter of a path, newest first.</summary>
    public IReadOnlyList<string> Values(Operation operation, Member path) =>
        path.Kind == Kind.Id && operation.Noun(path) is { Length: > 0 } noun
            ? [.. Ids(noun).Concat(Newest(_values, Singular(noun) + "Id")).Distinct()]
            : Values(operation.Service, path.Name, path.Kind == Kind.Id);

    /// <summary>Stores the ids and values of an answer.</summary>
    public void Learn(Operation operation, JsonElement body) => Learn(operation.Service, operation.LastNoun, "", body);

    public void Learn(string noun, string id) => Add(_ids, noun, id);

    void Learn(string service, string noun, string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                    if (member is { Name: "id", Value.ValueKind: JsonValueKind.String })
                        Add(_ids, noun, member.Value.GetString()!);
                    else
                        Learn(
                            service,
                            member.Name is "items" or "rows" ? noun : member.Name,
                            member.Name,
                            member.Value
                        );
                break;
            case JsonValueKind.Array:
                foreach (var element in value.EnumerateArray())
                    Learn(service, noun, name, element);
                break;
            case JsonValueKind.String when value.GetString() is { Length: > 0 and < 100 } text:
                Keep(text);
                break;
            case JsonValueKind.Number:
                Keep(value.GetRawText());
                break;
        }

        void Keep(string text)
        {
            Add(_values, name, text);
            Add(_values, $"{service} {name}", text);
        }
    }

    static string Singular(string noun) =>
        noun.EndsWith("ies", StringComparison.Ordinal) ? noun[..^3] + "y"
        : noun.EndsWith("sses", StringComparison.Ordinal) ? noun[..^2]
        : noun == "people" ? "person"
        : noun.TrimEnd('s');

    static void Add(ConcurrentDictionary<string, List<string>> to, string key, string value)
    {
        var list = to.GetOrAdd(key, _ => []);
        lock (list)
        {
            list.Remove(value);
            list.Add(value);
            // Keeps the first ones: other records refer to those of the story.
            if (list.Count > Kept)
                list.RemoveAt(Kept / 2);
        }
    }

    static IReadOnlyList<string> Newest(ConcurrentDictionary<string, List<string>> of, string key)
    {
        if (!of.TryGetValue(key, out var list))
            return [];
        lock (list)
            return [.. list.AsEnumerable().Reverse()];
    }
}
