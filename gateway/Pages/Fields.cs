using System.Text.Json;

namespace Gateway.Pages;

/// <summary>A field of a body, as a reader wants it: where it is, what it holds, whether it must be there.</summary>
sealed record Field(string Path, string Type, bool Required, string? Description)
{
    const int Deepest = 5;

    /// <summary>The fields of a schema, nested ones by path: "residents[].name".</summary>
    public static IReadOnlyList<Field> Of(JsonElement document, JsonElement schema)
    {
        List<Field> fields = [];
        Walk(document, schema, "", 0, fields);
        return fields;
    }

    static void Walk(JsonElement document, JsonElement schema, string prefix, int depth, List<Field> fields)
    {
        schema = Resolve(document, schema);
        if (depth > Deepest)
            return;
        if (schema.TryGetProperty("items", out var items))
            Walk(document, items, prefix + "[]", depth + 1, fields);
        if (!schema.TryGetProperty("properties", out var properties))
            return;
        var required = schema.TryGetProperty("required", out var names)
            ? names.EnumerateArray().Select(n => n.GetString()).ToHashSet()
            : [];
        foreach (var property in properties.EnumerateObject())
        {
            var path = prefix.Length == 0 ? property.Name : $"{prefix}.{property.Name}";
            var description = property.Value.TryGetProperty("description", out var d) ? d.GetString() : null;
            fields.Add(new(path, TypeOf(document, property.Value), required.Contains(property.Name), description));
            Walk(document, property.Value, path, depth + 1, fields);
        }
    }

    /// <summary>Follows references and drops the "or null" branch; null itself is told by Required.</summary>
    public static JsonElement Resolve(JsonElement document, JsonElement schema)
    {
        for (var step = 0; step < 8; step++)
        {
            if (schema.TryGetProperty("$ref", out var reference))
            {
                var target = document;
                foreach (var name in reference.GetString()!.Split('/').Skip(1))
                    if (!target.TryGetProperty(name, out target))
                        return schema;
                schema = target;
            }
            else if (
                (schema.TryGetProperty("oneOf", out var either) || schema.TryGetProperty("anyOf", out either))
                && either
                    .EnumerateArray()
                    .FirstOrDefault(s =>
                        !(
                            s.TryGetProperty("type", out var t)
                            && t.ValueKind == JsonValueKind.String
                            && t.ValueEquals("null")
                        )
                    )
                    is { ValueKind: JsonValueKind.Object } branch
            )
                schema = branch;
            else
                break;
        }
        return schema;
    }

    public static string TypeOf(JsonElement document, JsonElement schema)
    {
        schema = Resolve(document, schema);
        if (schema.TryGetProperty("enum", out var values))
            return string.Join(
                " | ",
                values.EnumerateArray().Where(v => v.ValueKind != JsonValueKind.Null).Select(v => v.ToString())
            );
        var type =
            !schema.TryGetProperty("type", out var t) ? ""
            : t.ValueKind == JsonValueKind.Array
                ? t.EnumerateArray()
                    .Select(v => v.GetString()!)
                    .OrderBy(v => v == "string")
                    .FirstOrDefault(v => v != "null")
                    ?? ""
            : t.GetString()!;
        if (type == "array")
            return schema.TryGetProperty("items", out var items) ? TypeOf(document, items) + "[]" : "array";
        return schema.TryGetProperty("format", out var format) ? $"{type} ({format.GetString()})"
            : type.Length == 0
                ? schema.TryGetProperty("properties", out _) ? "object"
                    : "any"
            : type;
    }
}
