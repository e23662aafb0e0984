using System.Text.Json.Nodes;

namespace Contracts.Tests;

/// <summary>
/// Finds the changes between two API documents that break a client of the earlier one: a removed operation, parameter
/// or member of an answer, a changed type, a new required parameter or member of a request, a removed code of a
/// request, and a member of an answer that became optional.
/// </summary>
static class BreakingChanges
{
    enum Way
    {
        Sent,
        Answered,
    }

    public static IReadOnlyList<string> Between(JsonNode before, JsonNode after)
    {
        List<string> found = [];
        foreach (var (path, operations) in before["paths"]!.AsObject())
        foreach (var (method, operation) in operations!.AsObject())
            if (after["paths"]?[path]?[method] is { } kept)
                Operation($"{method} {path}", operation!, kept);
            else
                found.Add($"{method} {path} is removed");
        return [.. found.Distinct()];

        void Operation(string name, JsonNode was, JsonNode now)
        {
            if ($"{was["operationId"]}" != $"{now["operationId"]}")
                found.Add($"{name} has the id {now["operationId"]}");
            Parameters(name, was, now);
            Body(name + " request", was["requestBody"], now["requestBody"], Way.Sent);
            foreach (var (status, answer) in was["responses"]!.AsObject().Where(r => r.Key[0] == '2'))
                if (now["responses"]![status] is { } kept)
                    Body($"{name} {status}", answer, kept, Way.Answered);
                else
                    found.Add($"{name} no longer answers {status}");
        }

        void Parameters(string name, JsonNode was, JsonNode now)
        {
            var (earlier, later) = (Named(before, was), Named(after, now));
            foreach (var (key, parameter) in earlier)
                if (later.GetValueOrDefault(key) is { } kept)
                    Schema($"{name} {key}", parameter["schema"], kept["schema"], Way.Sent, []);
                else
                    found.Add($"{name} no longer takes {key}");
            foreach (var (key, parameter) in later)
                if (IsTrue(parameter["required"]) && !IsTrue(earlier.GetValueOrDefault(key)?["required"]))
                    found.Add($"{name} requires {key}");
        }

        void Body(string place, JsonNode? was, JsonNode? now, Way way)
        {
            foreach (var (type, content) in Resolve(before, was)?["content"]?.AsObject() ?? [])
                if (Resolve(after, now)?["content"]?[type] is { } kept)
                    Schema(place, content!["schema"], kept["schema"], way, []);
                else
                    found.Add($"{place} has no {type}");
        }

        void Schema(string place, JsonNode? was, JsonNode? now, Way way, HashSet<string> seen)
        {
            if (was?["$ref"] is { } name && !seen.Add($"{name}"))
                return;
            (was, now) = (Resolve(before, was), Resolve(after, now));
            if (was is null || now is null)
                return;
            var (kinds, later) = (Kinds(was), Kinds(now));
            if (!(way == Way.Sent ? kinds.IsSubsetOf(later) : later.IsSubsetOf(kinds)))
                found.Add($"{place} is {string.Join('|', later)} instead of {string.Join('|', kinds)}");
            if (way == Way.Sent && now["enum"] is JsonArray codes)
                foreach (var gone in Texts(was["enum"]).Except(Texts(codes)))
                    found.Add($"{place} no longer allows {gone}");
            if (way == Way.Sent && was["enum"] is null && now["enum"] is not null)
                found.Add($"{place} allows only listed values");
            Required(place, Texts(was["required"]), Texts(now["required"]), way);
            foreach (var (member, schema) in was["properties"]?.AsObject() ?? [])
                if (now["properties"]?[member] is { } kept)
                    Schema($"{place}/{member}", schema, kept, way, [.. seen]);
                else
                    found.Add($"{place}/{member} is removed");
            if (was["items"] is { } items)
                Schema(place + "/-", items, now["items"], way, seen);
        }

        void Required(string place, IReadOnlyCollection<string> was, IReadOnlyCollection<string> now, Way way)
        {
            if (way == Way.Sent)
                found.AddRange(now.Except(was).Select(m => $"{place}/{m} is required"));
            else
                found.AddRange(was.Except(now).Select(m => $"{place}/{m} is optional"));
        }
    }

    static Dictionary<string, JsonNode> Named(JsonNode document, JsonNode operation) =>
        (operation["parameters"]?.AsArray() ?? [])
            .Select(p => Resolve(document, p)!)
            .ToDictionary(p => $"{p["in"]} {p["name"]}");

    static JsonNode? Resolve(JsonNode document, JsonNode? node) =>
        node?["$ref"] is { } name
            ? $"{name}"[2..].Split('/').Aggregate((JsonNode?)document, (at, part) => at?[part])
            : node;

    /// <summary>The JSON types of a value.</summary>
    static HashSet<string> Kinds(JsonNode schema) =>
        schema["type"] switch
        {
            JsonArray several => [.. several.Select(t => $"{t}")],
            { } one => [$"{one}"],
            _ => [],
        };

    static IReadOnlyCollection<string> Texts(JsonNode? list) => [.. list?.AsArray().Select(t => $"{t}") ?? []];

    static bool IsTrue(JsonNode? flag) => flag?.GetValue<bool>() == true;
}
