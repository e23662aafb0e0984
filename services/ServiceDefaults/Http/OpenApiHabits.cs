using System.Reflection;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.Http;

/// <summary>
/// Says in the document what is true of every route: who may call it, the headers it wants, and that failures are
/// problem details.
/// </summary>
static class OpenApiHabits
{
    public static void Apply(OpenApiOptions options)
    {
        options.CreateSchemaReferenceId = info =>
            OpenApiOptions.CreateDefaultSchemaReferenceId(info) is null ? null : NameOf(info.Type);
        options.AddSchemaTransformer(
            (schema, context, _) =>
            {
                NullIsOptional(schema);
                LastDayIsADate(schema, context.JsonTypeInfo.Type);
                return Task.CompletedTask;
            }
        );
        options.AddDocumentTransformer(
            (document, _, _) =>
            {
                document.Components ??= new();
                document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                {
                    ["bearer"] = new OpenApiSecurityScheme
                    {
                        Type = SecuritySchemeType.Http,
                        Scheme = "bearer",
                        BearerFormat = "JWT",
                    },
                };
                document.Servers = [];
                return Task.CompletedTask;
            }
        );
        options.AddOperationTransformer(
            (operation, context, _) =>
            {
                var metadata = context.Description.ActionDescriptor.EndpointMetadata;
                if (metadata.OfType<Access>().LastOrDefault() is { } access)
                    WhoMay(operation, access, context.Document);
                var takes = metadata
                    .OfType<MethodInfo>()
                    .FirstOrDefault()
                    ?.GetParameters()
                    .Select(p => p.ParameterType)
                    .ToArray()
                    ?? [];
                Headers(operation, context.Description.HttpMethod, metadata, takes);
                if (takes.Any(t => t == typeof(PageRequest) || t == typeof(Paging) || t == typeof(ListQuery)))
                    OfPages(operation);
                if (takes.Contains(typeof(ListQuery)))
                    OfLists(operation);
                Answers(operation);
                return Task.CompletedTask;
            }
        );
    }

    /// <summary>
    /// A member that may be null may be missing; the generator calls every constructor parameter required.
    /// </summary>
    static void NullIsOptional(OpenApiSchema schema)
    {
        foreach (var (name, member) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
            if (member.Type is { } type && type.HasFlag(JsonSchemaType.Null))
                schema.Required?.Remove(name);
    }

    static void LastDayIsADate(OpenApiSchema schema, Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type != typeof(LastDay))
            return;
        schema.Type = JsonSchemaType.String | (type != declared ? JsonSchemaType.Null : 0);
        (schema.Format, schema.Description) = ("date", "The last day it holds, that day included, in China.");
    }

    static void WhoMay(OpenApiOperation operation, Access access, OpenApiDocument? document)
    {
        List<string> who = [];
        if (access.Public)
            who.Add("anybody");
        if (access.Person)
            who.Add("a signed-in person, for herself");
        if (access.Staff is { } staff)
            who.Add("staff" + (access.WholeTree ? " of all areas" : "") + ": " + string.Join(", ", staff));
        if (access.Organization is { } organization)
            who.Add("organization: " + string.Join(", ", organization));
        if (access.Partner is { } partner)
            who.Add("partner: " + string.Join(", ", partner));
        operation.Description = string.Join(
            "\n\n",
            new[] { operation.Description, "Who may: " + string.Join("; ", who) + "." }.Where(t =>
                !string.IsNullOrEmpty(t)
            )
        );
        if (!access.Public)
            operation.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] },
            ];
    }

    static void Headers(OpenApiOperation operation, string? method, IList<object> metadata, Type[] takes)
    {
        if (method == "POST" && !metadata.OfType<WithoutIdempotency>().Any())
            Header(
                operation,
                Idempotency.Header,
                "8-128 characters, new for each request, the same for a retry; kept 7 days.",
                true
            );
        if (takes.Contains(typeof(IfMatch)))
            Header(operation, "If-Match", "The ETag that was read; * for whatever the version is.", true);
        if (method is "PUT" or "PATCH" or "DELETE")
            Header(
                operation,
                Idempotency.Header,
                "Optional: a request sent again with it gets the first answer.",
                false
            );
    }

    static void OfPages(OpenApiOperation operation)
    {
        Query(operation, "cursor", "next of the page before; none for the first page.");
        (operation.Parameters ??= []).Add(
            new OpenApiParameter
            {
                Name = "limit",
                In = ParameterLocation.Query,
                Description = "1-500, 50 if not given.",
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Minimum = "1",
                    Maximum = "500",
                },
            }
        );
    }

    static void OfLists(OpenApiOperation operation)
    {
        Query(
            operation,
            "q",
            "Text that the name, or another searched column, holds; white space, dots and "
                + "letters' case don't matter."
        );
        Query(operation, "sort", "A member of the items, -member for the other direction; words by pinyin.");
        Query(operation, "collation", "pinyin, or stroke: how words are sorted.");
        Query(
            operation,
            "format",
            "json, or csv or xlsx for a file of all rows. Filters: ?member=a,b (one of), "
                + "?member.from= and ?member.to= (both included)."
        );
    }

    static void Answers(OpenApiOperation operation)
    {
        operation.Responses ??= [];
        foreach (var answer in operation.Responses.Values.OfType<OpenApiResponse>())
            (answer.Headers ??= new Dictionary<string, IOpenApiHeader>())[Unreadable.Header] = new OpenApiHeader
            {
                Description =
                    "Only where kept values are damaged: id/field of each that is null for that (field or "
                    + "fieldMasked), separated by commas; at most 50, then more=N. A cell of a file says so itself.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            };
        operation.Responses.TryAdd(
            "default",
            new OpenApiResponse
            {
                Description =
                    "application/problem+json (RFC 9457) with a stable code, zh-CN and en "
                    + "titles, and one JSON pointer per bad field, of the first hundred.",
            }
        );
    }

    /// <summary>Many use cases have a Request and a Response: the use case's name goes before them.</summary>
    static string NameOf(Type type)
    {
        var name = type.IsGenericType
            ? type.Name.Split('`')[0] + "Of" + string.Concat(type.GetGenericArguments().Select(NameOf))
            : type.Name;
        return type.DeclaringType is { } useCase ? useCase.Name + name : name;
    }

    static void Header(OpenApiOperation operation, string name, string description, bool required) =>
        Parameter(operation, ParameterLocation.Header, name, description, required);

    static void Query(OpenApiOperation operation, string name, string description) =>
        Parameter(operation, ParameterLocation.Query, name, description, false);

    static void Parameter(
        OpenApiOperation operation,
        ParameterLocation place,
        string name,
        string description,
        bool required
    ) =>
        (operation.Parameters ??= []).Add(
            new OpenApiParameter
            {
                Name = name,
                In = place,
                Description = description,
                Required = required,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            }
        );
}
