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
        var header = ParameterLocation.Header;
        var key = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            MinLength = 8,
            MaxLength = 128,
        };
        Add(Once, header, Idempotency.Header, "New for each request, the same for a retry; kept 7 days.", key, true);
        Add(MayBeOnce, header, Idempotency.Header, "A request sent again with it gets the first answer.", key);
        Add(IfMatch, header, "If-Match", "The ETag that was read; * for whatever the version is.", Text(), true);
        Add(IfNoneMatch, header, "If-None-Match", "An ETag that was answered: 304 if it still holds.", Text());

        var query = ParameterLocation.Query;
        var limit = new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Format = "int32",
            Minimum = "1",
            Maximum = "500",
            Default = 50,
        };
        Add(Cursor, query, "cursor", "next of the page before; none for the first page.", Text());
        Add(Limit, query, "limit", "How many rows a page has at most.", limit);
        Add(Collation, query, "collation", "How words are sorted; pinyin if not given.", Text("pinyin", "stroke"));
        Add(Format, query, "format", "A file of all rows instead of a page.", Text("json", "csv", "xlsx"));

        Header(Tag, "Of the whole answer; of one record it begins with its version, as \"v3-...\".");
        Header(Location, "The path of what was made.");
        Header(
            Unreadable.Header,
            "Only where kept values are damaged: id/field of each that is null for that (field or fieldMasked), "
                + "separated by commas; at most 50, then more=N. A cell of a file says so itself."
        );
        document.AddComponent(
            NotModified,
            new OpenApiResponse { Description = "What the caller has still holds (If-None-Match)." }
        );

        void Add(
            string id,
            ParameterLocation place,
            string name,
            string description,
            OpenApiSchema schema,
            bool required = false
        ) =>
            document.AddComponent(
                id,
                new OpenApiParameter
                {
                    Name = name,
                    In = place,
                    Description = description,
                    Required = required,
                    Schema = schema,
                }
            );

        void Header(string name, string description) =>
            document.AddComponent(name, new OpenApiHeader { Description = description, Schema = Text() });
    }

    /// <param name="values">What it can be; anything if there are none.</param>
    public static OpenApiSchema Text(params string[] values) =>
        new() { Type = JsonSchemaType.String, Enum = values.Length == 0 ? null : [.. values] };
}
