using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace ServiceDefaults.OpenApi;

/// <summary>
/// Adds an example to each request body: the required members, and those with an example or codes; all members if there
/// are none of these.
/// </summary>
static class DocumentExamples
{
    const int Deepest = 3;
    const string Id = "019b76da-a800-7000-8000-000000000001";

    /// <exception cref="InvalidOperationException">A text with a pattern has no example.</exception>
    public static void Apply(OpenApiDocument document)
    {
        foreach (var operation in document.Paths.Values.SelectMany(p => p.Operations!.Values))
        foreach (var (media, content) in operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>())
            if (media.Contains("json", StringComparison.Ordinal) && content.Schema is { } schema)
                content.Example = Of(schema, operation.OperationId!, 0);
    }

    static JsonNode Of(IOpenApiSchema schema, string where, int depth)
    {
        if (schema.OneOf?.FirstOrDefault(s => s.Type != JsonSchemaType.Null) is { } choice)
            return Of(choice, where, depth);
        if (schema.Properties is { Count: > 0 } members)
        {
            var shown = members.Where(m => schema.Required?.Contains(m.Key) == true || IsTelling(m.Value)).ToList();
            return new JsonObject(
                (shown.Count > 0 ? shown : [.. members])
                    .Where(_ => depth < Deepest)
                    .Select(m => KeyValuePair.Create(m.Key, (JsonNode?)Of(m.Value, $"{where}/{m.Key}", depth + 1)))
            );
        }
        if (schema.Items is { } element)
            return new JsonArray(Of(element, where, depth));
        return (schema.Examples?.FirstOrDefault() ?? schema.Enum?.FirstOrDefault())?.DeepClone()
            ?? Value(schema, where);
    }

    static bool IsTelling(IOpenApiSchema member) =>
        (member.Items ?? member) is var of && (of.Examples?.Count > 0 || of.Enum?.Count > 0);

    static JsonNode Value(IOpenApiSchema schema, string where) =>
        schema.Format switch
        {
            "uuid" => Id,
            "date" => "2026-03-08",
            "date-time" => "2026-03-08T09:00:00+08:00",
            _ when schema.Pattern == DocumentMembers.TimeOfDay => "09:00",
            _ when schema.Pattern is not null => throw new InvalidOperationException($"{where} needs an [Example]."),
            _ => ((schema.Type ?? 0) & ~JsonSchemaType.Null) switch
            {
                JsonSchemaType.Integer => Math.Max(1, long.Parse(schema.Minimum ?? "1", CultureInfo.InvariantCulture)),
                JsonSchemaType.Number => Math.Max(
                    1,
                    decimal.Parse(schema.Minimum ?? "1", CultureInfo.InvariantCulture)
                ),
                JsonSchemaType.Boolean => true,
                JsonSchemaType.Object => new JsonObject(),
                _ => "文字",
            },
        };
}
