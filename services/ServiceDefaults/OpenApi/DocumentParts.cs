using Microsoft.OpenApi;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.OpenApi;

/// <summary>Headers and parameters of so many operations that they stand in the document once.</summary>
static class DocumentParts
{
    public const string Once = "IdempotencyKey",
        MayBeOnce = "OptionalIdempotencyKey",
        IfMatch = "IfMatch",
        IfNoneMatch = "IfNoneMatch",
        Cursor = "Cursor",
        Limit = "Limit",
        Collation = "Collation",
        Format = "Format",
        Tag = "ETag",
        Location = "Location",
        NotModified = "NotModified";

    public static void AddComponents(OpenApiDocument document)
    {
        AddRequestHeaders(document);
        AddPages(document);
        AddHeader(document, Tag, "Of the whole answer; of one record it begins with its version, as \"v3-...\".");
        AddHeader(document, Location, "The path of what was made.");
        AddHeader(
            document,
            UnopenedValues.Header,
            "Only where kept values are damaged: id/field of each that is null for that (field or fieldMasked), "
                + "separated by commas; at most 50, then more=N. A cell of a file says so itself."
        );
        document.AddComponent(
            NotModified,
            new OpenApiResponse { Description = "What the caller has still holds (If-None-Match)." }
        );
    }

    static void AddRequestHeaders(OpenApiDocument document)
    {
        var key = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            MinLength = 8,
            MaxLength = 128,
        };
        AddParameter(
            document,
            Once,
            new()
            {
                Name = Idempotency.Header,
                In = ParameterLocation.Header,
                Required = true,
                Description = "New for each request, the same for a retry; kept 7 days.",
                Schema = key,
            }
        );
        AddParameter(
            document,
            MayBeOnce,
            new()
            {
                Name = Idempotency.Header,
                In = ParameterLocation.Header,
                Description = "A request sent again with it gets the first answer.",
                Schema = key,
            }
        );
        AddParameter(
            document,
            IfMatch,
            new()
            {
                Name = "If-Match",
                In = ParameterLocation.Header,
                Required = true,
                Description = "The ETag that was read; * for whatever the version is.",
            }
        );
        AddParameter(
            document,
            IfNoneMatch,
            new()
            {
                Name = "If-None-Match",
                In = ParameterLocation.Header,
                Description = "An ETag that was answered: 304 if it still holds.",
            }
        );
    }

    static void AddPages(OpenApiDocument document)
    {
        Add(Cursor, "cursor", "next of the page before; none for the first page.", Text());
        Add(
            Limit,
            "limit",
            "How many rows a page has at most.",
            new()
            {
                Type = JsonSchemaType.Integer,
                Format = "int32",
                Minimum = "1",
                Maximum = "500",
                Default = 50,
            }
        );
        Add(Collation, "collation", "How words are sorted; pinyin if not given.", Text("pinyin", "stroke"));
        Add(Format, "format", "A file of all rows instead of a page.", Text("json", "csv", "xlsx"));

        void Add(string id, string name, string description, OpenApiSchema schema) =>
            AddParameter(
                document,
                id,
                new()
                {
                    Name = name,
                    In = ParameterLocation.Query,
                    Description = description,
                    Schema = schema,
                }
            );
    }

    static void AddParameter(OpenApiDocument document, string id, OpenApiParameter parameter)
    {
        parameter.Schema ??= Text();
        document.AddComponent(id, parameter);
    }

    static void AddHeader(OpenApiDocument document, string name, string description) =>
        document.AddComponent(name, new OpenApiHeader { Description = description, Schema = Text() });

    /// <summary>Adds that an operation answers with files of these kinds, beside what it answers else.</summary>
    public static void AnswerFiles(OpenApiOperation operation, IEnumerable<string> mediaTypes)
    {
        operation.Responses ??= [];
        operation.Responses.TryAdd("200", new OpenApiResponse { Description = "OK" });
        var ok = (OpenApiResponse)operation.Responses["200"];
        ok.Content ??= new Dictionary<string, OpenApiMediaType>();
        foreach (var (type, file) in Binary(mediaTypes))
            ok.Content[type] = file;
    }

    public static Dictionary<string, OpenApiMediaType> Binary(IEnumerable<string> mediaTypes) =>
        mediaTypes.ToDictionary(
            t => t,
            _ => new OpenApiMediaType
            {
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
            }
        );

    /// <param name="values">What it can be; anything if there are none.</param>
    public static OpenApiSchema Text(params string[] values) =>
        new() { Type = JsonSchemaType.String, Enum = values.Length == 0 ? null : [.. values] };
}
