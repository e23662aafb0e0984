using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace ServiceDefaults.OpenApi;

/// <summary>Describes the members of requests and answers.</summary>
static class DocumentMembers
{
    /// <summary>HH:mm.</summary>
    public const string TimeOfDay = "^([01][0-9]|2[0-3]):[0-5][0-9]$";

    static readonly JsonNode[] NoNodes = [];

    /// <summary>Corrects the generated schema of one type.</summary>
    public static void Mend(OpenApiSchema schema, Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type == typeof(LastDay))
        {
            schema.Type = JsonSchemaType.String | (type != declared ? JsonSchemaType.Null : 0);
            (schema.Format, schema.Description) = ("date", "The last day of the period, included, in China.");
        }
        if (type == typeof(TimeOnly))
        {
            schema.Type = JsonSchemaType.String | (type != declared ? JsonSchemaType.Null : 0);
            (schema.Pattern, schema.Description) = (TimeOfDay, "HH:mm, in China.");
        }
        // Numbers as text are accepted too, but not documented.
        if (schema.Type is { } kind && (kind & (JsonSchemaType.Integer | JsonSchemaType.Number)) != 0)
            (schema.Type, schema.Pattern) = (kind & ~JsonSchemaType.String, null);
    }

    /// <summary>Describes each member of a type: whether it may be missing, and its comment.</summary>
    public static void Describe(OpenApiSchema schema, JsonTypeInfo info)
    {
        schema.Description ??= DocComments.Of(info.Type);
        foreach (var property in info.Properties)
        {
            if (schema.Properties?.TryGetValue(property.Name, out var member) != true || member is null)
                continue;
            // The generator cannot see the type behind a custom converter.
            if (property.PropertyType == typeof(string) && member is OpenApiSchema { Type: null } own)
                own.Type = JsonSchemaType.String | JsonSchemaType.Null;
            // The generator marks every constructor parameter as required.
            if (MayBeNull(member))
                schema.Required?.Remove(property.Name);
            if (property.AttributeProvider is not PropertyInfo declared)
                continue;
            var rules = MemberRules.Of(declared);
            if (rules.OfType<RequiredAttribute>().Any())
            {
                schema.Properties[property.Name] = member = NotNull(member);
                (schema.Required ??= new HashSet<string>()).Add(property.Name);
            }
            if (DocComments.Of(declared) is { } comment)
                member.Description = comment;
            if (member is not OpenApiSchema plain)
                continue;
            Say(rules, plain);
            if (MemberRules.Declared<ExampleAttribute>(declared).FirstOrDefault() is { } example)
                (plain.Items as OpenApiSchema ?? plain).Examples = [example.Text];
        }
    }

    /// <summary>Adds the rules of a member or parameter to its schema.</summary>
    public static void Say(IReadOnlyList<MemberRuleAttribute> rules, OpenApiSchema schema)
    {
        var text = schema.Items as OpenApiSchema ?? schema;
        var clearable = rules.OfType<ClearableAttribute>().Any();
        foreach (var rule in rules)
            switch (rule)
            {
                case RequiredAttribute or NotEmptyAttribute when schema.Type?.HasFlag(JsonSchemaType.Array) == true:
                    schema.MinItems = 1;
                    break;
                case RequiredAttribute or NotEmptyAttribute when IsText(schema):
                    schema.MinLength = 1;
                    break;
                case ItemsAttribute items:
                    schema.MaxItems = items.Most;
                    break;
                case DistinctAttribute { Member: null }:
                    schema.UniqueItems = true;
                    break;
                case DistinctAttribute { Member: { } member }:
                    schema.Description = $"{schema.Description} No two elements have the same {member}.".TrimStart();
                    break;
                case LongestAttribute longest:
                    text.MaxLength = longest.Most;
                    break;
                case BetweenAttribute between:
                    text.Minimum = between.Least.ToString(CultureInfo.InvariantCulture);
                    text.Maximum = between.Most.ToString(CultureInfo.InvariantCulture);
                    break;
                case LikeAttribute like:
                    text.Pattern = clearable ? $"^$|{like.Pattern}" : like.Pattern;
                    break;
                case CodeOfAttribute code:
                    text.Enum =
                    [
                        .. code.Table.Values,
                        .. clearable ? [""] : NoNodes,
                        .. MayBeNull(text) ? [JsonNullSentinel.JsonNull] : NoNodes,
                    ];
                    text.AddExtension("x-table", new JsonNodeExtension(code.Table.Name));
                    break;
            }
    }

    static bool IsText(OpenApiSchema schema) =>
        schema.Type?.HasFlag(JsonSchemaType.String) == true && schema.Format is null;

    static IOpenApiSchema NotNull(IOpenApiSchema member)
    {
        if (member is OpenApiSchema { Type: { } type } own)
            own.Type = type & ~JsonSchemaType.Null;
        return member.OneOf?.FirstOrDefault(s => s.Type != JsonSchemaType.Null) ?? member;
    }

    static bool MayBeNull(IOpenApiSchema member) =>
        member.Type?.HasFlag(JsonSchemaType.Null) == true
        || member.OneOf?.Any(s => s.Type == JsonSchemaType.Null) == true;
}
