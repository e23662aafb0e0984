using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Contracts.Tests;

/// <summary>The subset of JSON Schema that our documents use for requests.</summary>
static class Schemas
{
    /// <summary>All members of a schema at any depth, by JSON pointer.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode>> Members(
        JsonNode document,
        JsonNode schema,
        string at,
        int depth = 0
    )
    {
        schema = Resolved(document, schema);
        yield return KeyValuePair.Create(at, schema);
        if (depth > 6)
            yield break;
        foreach (var (name, member) in schema["properties"]?.AsObject() ?? [])
        foreach (var inner in Members(document, member!, $"{at}/{name}", depth + 1))
            yield return inner;
        if (schema["items"] is { } items)
            foreach (var inner in Members(document, items, at + "/0", depth + 1))
                yield return inner;
    }

    /// <summary>One line for each violation of the schema: pointer and keyword.</summary>
    public static IEnumerable<string> Broken(JsonNode document, JsonNode schema, JsonNode? value, string at)
    {
        schema = Resolved(document, schema);
        if (value is null)
        {
            if (!Types(schema).Contains("null"))
                yield return $"{at}: null";
            yield break;
        }
        if (schema["enum"] is JsonArray codes && !codes.Any(c => JsonNode.DeepEquals(c, value)))
            yield return $"{at}: enum";
        switch (value.GetValueKind())
        {
            case JsonValueKind.Object:
                var members = schema["properties"]?.AsObject() ?? [];
                foreach (var required in schema["required"]?.AsArray() ?? [])
                    if (value[$"{required}"] is null)
                        yield return $"{at}: {required} is required";
                foreach (var (name, member) in value.AsObject())
                    if (members[name] is not { } inner)
                        yield return $"{at}/{name} is unknown";
                    else
                        foreach (var broken in Broken(document, inner, member, $"{at}/{name}"))
                            yield return broken;
                break;
            case JsonValueKind.Array:
                if (
                    value.AsArray().Count < (int?)schema["minItems"]
                    || value.AsArray().Count > (int?)schema["maxItems"]
                )
                    yield return $"{at}: number of elements";
                if (
                    (bool?)schema["uniqueItems"] == true
                    && value.AsArray().Select(i => i?.ToJsonString()).Distinct().Count() < value.AsArray().Count
                )
                    yield return $"{at}: elements repeat";
                foreach (var item in value.AsArray())
                foreach (var broken in Broken(document, schema["items"]!, item, at + "/0"))
                    yield return broken;
                break;
            case JsonValueKind.String:
                var text = value.GetValue<string>();
                if (text.Length < (int?)schema["minLength"] || text.Length > (int?)schema["maxLength"])
                    yield return $"{at}: length";
                if (schema["pattern"] is { } pattern && !Regex.IsMatch(text, $"{pattern}"))
                    yield return $"{at}: pattern";
                break;
            case JsonValueKind.Number:
                var number = double.Parse(value.ToJsonString(), null);
                if (number < (double?)schema["minimum"] || number > (double?)schema["maximum"])
                    yield return $"{at}: range";
                break;
        }
    }

    /// <summary>The names in "type"; empty without it.</summary>
    public static IReadOnlyList<string> Types(JsonNode schema) =>
        schema["type"] switch
        {
            JsonArray several => [.. several.Select(t => $"{t}")],
            { } one => [$"{one}"],
            null => [],
        };

    static JsonNode Resolved(JsonNode document, JsonNode schema)
    {
        if (schema["oneOf"] is JsonArray choices)
            schema = choices.First(c => c!["$ref"] is not null || $"{c["type"]}" != "null")!;
        return schema["$ref"] is { } reference
            ? $"{reference}".Split('/').Skip(1).Aggregate(document, (at, part) => at[part]!)
            : schema;
    }
}
