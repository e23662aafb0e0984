using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace ServiceDefaults.OpenApi;

/// <summary>Describes a list: its parameters, its files, and its columns (x-columns).</summary>
static class DocumentLists
{
    /// <summary>Media types of files of rows, read and written.</summary>
    public static readonly IReadOnlyList<string> Files = ["text/csv", ListFile.Xlsx];

    public static void Apply(OpenApiOperation operation, IListing list, OpenApiDocument document)
    {
        Pages(operation, document);
        operation.Parameters!.Add(new OpenApiParameterReference(DocumentParts.Collation, document));
        operation.Parameters.Add(new OpenApiParameterReference(DocumentParts.Format, document));
        if (list.Sorted.ToList() is { Count: > 0 } sorted)
            Query(
                operation,
                "sort",
                "A column, -column for the other direction; words by pinyin.",
                DocumentParts.Text([.. sorted.SelectMany(n => new[] { n, "-" + n })])
            );
        if (list.HasSearch)
            Query(operation, "q", "Text in a searched column; white space, dots and the case of letters are ignored.");
        foreach (var column in list.Columns.Where(c => !c.Plain))
            Filters(operation, column, list.TypeOf(column));
        DocumentParts.AnswerFiles(operation, Files);
        operation.AddExtension("x-columns", new JsonNodeExtension(new JsonArray([.. list.Columns.Select(Column)])));
    }

    public static void Pages(OpenApiOperation operation, OpenApiDocument document)
    {
        var parameters = operation.Parameters ??= [];
        parameters.Add(new OpenApiParameterReference(DocumentParts.Cursor, document));
        parameters.Add(new OpenApiParameterReference(DocumentParts.Limit, document));
    }

    static void Filters(OpenApiOperation operation, ListColumn column, Type type)
    {
        if (operation.Parameters!.Any(p => p.Name == column.Name))
            return;
        var (kind, format) = Kind(type.GetElementType() ?? type);
        if (
            type.IsArray
            || kind == JsonSchemaType.Boolean
            || (kind == JsonSchemaType.String && format is null or "uuid")
        )
        {
            var item = new OpenApiSchema { Type = kind, Format = format };
            if (column.Table is { } table)
                item.Enum = [.. table.Values];
            operation.Parameters!.Add(
                new OpenApiParameter
                {
                    Name = column.Name,
                    In = ParameterLocation.Query,
                    Description = $"{column.Zh}: one of.",
                    Explode = false,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Array, Items = item },
                }
            );
            return;
        }
        Query(operation, column.Name, column.Zh, new() { Type = kind, Format = format });
        Query(
            operation,
            column.Name + ".from",
            $"{column.Zh}: from, included.",
            new() { Type = kind, Format = format }
        );
        Query(operation, column.Name + ".to", $"{column.Zh}: to, included.", new() { Type = kind, Format = format });
    }

    static JsonObject Column(ListColumn column)
    {
        JsonObject said = new() { ["name"] = column.Name, ["zh"] = column.Zh };
        if (column.Search)
            said["searched"] = true;
        if (column.Plain)
            said["plain"] = true;
        if (column.Unsorted)
            said["unsorted"] = true;
        if (column.Hidden)
            said["hidden"] = true;
        if (column.Table is { } table)
            said["table"] = table.Name;
        return said;
    }

    static (JsonSchemaType Type, string? Format) Kind(Type type)
    {
        if (type == typeof(Guid))
            return (JsonSchemaType.String, "uuid");
        if (type == typeof(DateOnly) || type == typeof(LastDay))
            return (JsonSchemaType.String, "date");
        if (type == typeof(DateTimeOffset))
            return (JsonSchemaType.String, "date-time");
        if (type == typeof(bool))
            return (JsonSchemaType.Boolean, null);
        if (type == typeof(int) || type == typeof(short))
            return (JsonSchemaType.Integer, "int32");
        if (type == typeof(long))
            return (JsonSchemaType.Integer, "int64");
        return type == typeof(decimal) || type == typeof(double)
            ? (JsonSchemaType.Number, null)
            : (JsonSchemaType.String, null);
    }

    static void Query(OpenApiOperation operation, string name, string description, OpenApiSchema? schema = null)
    {
        operation.Parameters ??= [];
        if (operation.Parameters.Any(p => p.Name == name))
            return;
        operation.Parameters.Add(
            new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Query,
                Description = description,
                Schema = schema ?? DocumentParts.Text(),
            }
        );
    }
}
