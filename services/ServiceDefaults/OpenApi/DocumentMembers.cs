using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using ServiceDefaults.Data;

namespace ServiceDefaults.OpenApi;

/// <summary>What the document says of the members of requests and answers.</summary>
static class DocumentMembers
{
    /// <summary>What the generator made of one type, put right.</summary>
    public static void Mend(OpenApiSchema schema, Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type == typeof(LastDay))
        {
            schema.Type = JsonSchemaType.String | (type != declared ? JsonSchemaType.Null : 0);
            (schema.Format, schema.Description) = ("date", "The last day it holds, that day included, in China.");
        }
        if (type == typeof(TimeOnly))
        {
            schema.Type = JsonSchemaType.String | (type != declared ? JsonSchemaType.Null : 0);
            (schema.Pattern, schema.Description) = ("^([01][0-9]|2[0-3]):[0-5][0-9]$", "HH:mm, in China.");
        }
        // Numbers written as text are read as well; nobody should be asked to write them so.
        if (schema.Type is { } kind && (kind & (JsonSchemaType.Integer | JsonSchemaType.Number)) != 0)
            (schema.Type, schema.Pattern) = (kind & ~JsonSchemaType.String, null);
    }

    /// <summary>Says of each member of a type whether it may be missing, and its comment.</summary>
    public static void Describe(OpenApiSchema schema, JsonTypeInfo info)
    {
        schema.Description ??= DocComments.Of(info.Type);
        foreach (var property in info.Properties)
        {
            if (schema.Properties?.TryGetValue(property.Name, out var member) != true || member is null)
                continue;
            // A converter of its own tells the generator nothing.
            if (property.PropertyType == typeof(string) && member is OpenApiSchema { Type: null } own)
                own.Type = JsonSchemaType.String | JsonSchemaType.Null;
            // The generator calls every parameter of a constructor required.
            if (MayBeNull(member))
                schema.Required?.Remove(property.Name);
            if (property.AttributeProvider is PropertyInfo { } written && DocComments.Of(written) is { } comment)
                member.Description = comment;
        }
    }

    static bool MayBeNull(IOpenApiSchema member) =>
        member.Type?.HasFlag(JsonSchemaType.Null) == true
        || member.OneOf?.Any(s => s.Type == JsonSchemaType.Null) == true;
}
