using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using ServiceDefaults.Http;

namespace ServiceDefaults.OpenApi;

/// <summary>
/// Describes the failures of each operation, by status: those reached by its code, and those of its kind of request.
/// </summary>
static class DocumentProblems
{
    const string Schema = "Problem",
        Other = "Failure",
        MediaType = "application/problem+json";

    /// <summary>Shared components for answers of many operations.</summary>
    static readonly Dictionary<string, Problem> Everywhere = new()
    {
        [nameof(PlatformProblems.SignIn)] = PlatformProblems.SignIn,
        [nameof(PlatformProblems.NotAllowed)] = PlatformProblems.NotAllowed,
        [nameof(PlatformProblems.NotFound)] = PlatformProblems.NotFound,
        [nameof(PlatformProblems.Stale)] = PlatformProblems.Stale,
        [nameof(PlatformProblems.TooLarge)] = PlatformProblems.TooLarge,
        [nameof(PlatformProblems.MediaType)] = PlatformProblems.MediaType,
        [nameof(PlatformProblems.KeyReused)] = PlatformProblems.KeyReused,
        [nameof(PlatformProblems.IfMatchNeeded)] = PlatformProblems.IfMatchNeeded,
    };

    /// <summary>The members of every failure; see <see cref="ProblemWriter"/>.</summary>
    public static void AddComponents(OpenApiDocument document)
    {
        foreach (var (name, problem) in Everywhere)
            document.AddComponent(name, Response([problem], document));
        document.AddComponent(
            Other,
            Response("Any other failure: too many requests, a service that is unreachable, a fault.", document)
        );
        document.AddComponent(
            Schema,
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description =
                    "Problem details (RFC 9457) with a code that never changes its meaning; see /docs/problems.",
                Required = new HashSet<string> { "type", "title", "status", "detail", "code", "titles" },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["type"] = Text("Address of the code's description."),
                    ["title"] = Text("What is wrong, in the caller's language."),
                    ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
                    ["detail"] = Text("What to do, in the caller's language."),
                    ["code"] = Text("Stable, as PLT-0001.", "^[A-Z]{3}-[0-9]{4}$"),
                    ["titles"] = Languages(),
                    ["instance"] = Text("The path that was called."),
                    ["traceId"] = Text("Id of the request in traces and logs."),
                    ["errors"] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Array,
                        Description = "Each bad field, the first hundred.",
                        Items = new OpenApiSchemaReference("FieldError", document),
                    },
                },
            }
        );
        document.AddComponent(
            "FieldError",
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = new HashSet<string> { "pointer", "code", "detail", "details" },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["pointer"] = Text("Where it is (JSON pointer, RFC 6901)."),
                    ["code"] = Text("Code of the broken rule.", "^[A-Z]{3}-[0-9]{4}$"),
                    ["detail"] = Text("The error, in the caller's language."),
                    ["details"] = Languages(),
                },
            }
        );
    }

    /// <param name="reached">The failures reached by the handler's code.</param>
    /// <param name="implied">The failures of the kind of request.</param>
    public static void Apply(
        OpenApiOperation operation,
        IReadOnlyList<object?> reached,
        IEnumerable<Problem> implied,
        OpenApiDocument document
    )
    {
        var answers = operation.Responses ??= [];
        foreach (
            var status in reached
                .OfType<Problem>()
                .Concat(implied)
                .Distinct()
                .GroupBy(p => p.Status)
                .OrderBy(g => g.Key)
        )
            answers.TryAdd(status.Key.ToString(CultureInfo.InvariantCulture), Of([.. status], document));
        var rules = reached.OfType<FieldRule>().Select(r => r.Code).Distinct().Order(StringComparer.Ordinal).ToList();
        if (rules.Count > 0 && answers.GetValueOrDefault("400") is OpenApiResponse bad)
            bad.AddExtension("x-rules", Codes(rules));
        answers.TryAdd("default", new OpenApiResponseReference(Other, document));
    }

    static IOpenApiResponse Of(IReadOnlyList<Problem> problems, OpenApiDocument document) =>
        problems is [var one] && Everywhere.ContainsValue(one)
            ? new OpenApiResponseReference(Everywhere.First(e => e.Value == one).Key, document)
            : Response(problems, document);

    static OpenApiResponse Response(IReadOnlyList<Problem> problems, OpenApiDocument document)
    {
        var sorted = problems.OrderBy(p => p.Code, StringComparer.Ordinal).ToList();
        var response = Response(string.Join("\n", sorted.Select(p => $"{p.Code} {p.Zh} {p.En}")), document);
        response.AddExtension("x-codes", Codes(sorted.Select(p => p.Code)));
        return response;
    }

    static OpenApiResponse Response(string description, OpenApiDocument document) =>
        new()
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [MediaType] = new() { Schema = new OpenApiSchemaReference(Schema, document) },
            },
        };

    static JsonNodeExtension Codes(IEnumerable<string> codes) =>
        new(new JsonArray([.. codes.Select(c => (JsonNode)c)]));

    static OpenApiSchema Text(string description, string? pattern = null) =>
        new()
        {
            Type = JsonSchemaType.String,
            Description = description,
            Pattern = pattern,
        };

    static OpenApiSchema Languages() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = "The same by language: zh-CN and en.",
            AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String },
        };
}
