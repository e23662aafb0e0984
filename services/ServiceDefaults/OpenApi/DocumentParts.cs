using Microsoft.OpenApi;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.OpenApi;

/// <summary>Shared components for headers and parameters of many operations.</summary>
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
        AddHeader(document, Tag, "ETag of the whole answer; for one record it begins with the version, as \"v3-...\".");
        AddHeader(document, Location, "The path of the new record.");
        AddHeader(
            document,
            UnopenedValues.Header,
            "Only where stored values are damaged: id/field of each value that is null therefore (field or fieldMasked), "
                + "separated by commas; at most 50, then more=N. A file has a mark in the cell."
        );
        document.AddComponent(
            NotModified,
            new OpenApiResponse { Description = "The caller's copy is still current (If-None-Match)." }
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
                Description = "A repeated request with it gets the first answer.",
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
                Description = "The ETag of the record as read; * for any version.",
            }
        );
        AddParameter(
            document,
            IfNoneMatch,
            new()
            {
                Name = "If-None-Match",
                In = ParameterLocation.Header,
                Description = "The ETag of an earlier answer: 304 if it is still current.",
            }
        );
    }

    static void AddPages(OpenApiDocument document)
    {
        Add(Cursor, "cursor", "The member next of the page before; none for the first page.", Text());
        Add(
            Limit,
            "limit",
            "Largest number of rows of a page.",
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

    /// <summary>Adds files of these kinds to the operation's answers.</summary>
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

    /// <param name="values">The allowed values; none for any text.</param>
    public static OpenApiSchema Text(params string[] values) =>
        new() { Type = JsonSchemaType.String, Enum = values.Length == 0 ? null : [.. values] };
}
