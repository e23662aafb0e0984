using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ServiceDefaults.Auth;

namespace ServiceDefaults.Http;

/// <summary>Says in the document what is true of every route: who may call it, the headers it wants, and that failures are problem details.</summary>
static class OpenApiHabits
{
    public static void Apply(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Components ??= new();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" },
            };
            document.Servers = [];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Access>().LastOrDefault() is { } access)
            {
                List<string> who = [];
                if (access.Public) who.Add("anybody");
                if (access.Person) who.Add("a signed-in person, for herself");
                if (access.Staff is { } staff) who.Add("staff: " + string.Join(", ", staff));
                if (access.Organization is { } organization) who.Add("organization: " + string.Join(", ", organization));
                if (access.Partner is { } partner) who.Add("partner: " + string.Join(", ", partner));
                operation.Description = string.Join("\n\n", new[] { operation.Description, "Who may: " + string.Join("; ", who) + "." }.Where(t => !string.IsNullOrEmpty(t)));
                if (!access.Public) operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] }];
            }
            if (context.Description.HttpMethod == "POST" && context.Description.ActionDescriptor.EndpointMetadata.OfType<WithoutIdempotency>().Any() is false)
                Header(operation, "Idempotency-Key", "8-128 characters, new for each request, the same for a retry; kept 7 days.", true);
            if (context.Description.HttpMethod is "PUT" or "PATCH" or "DELETE") Header(operation, "If-Match", "The ETag that was read.", true);
            operation.Responses ??= [];
            operation.Responses.TryAdd("default", new OpenApiResponse { Description = "application/problem+json (RFC 9457) with a stable code, zh-CN and en titles, and one JSON pointer per bad field." });
            return Task.CompletedTask;
        });
    }

    static void Header(OpenApiOperation operation, string name, string description, bool required) =>
        (operation.Parameters ??= []).Add(new OpenApiParameter { Name = name, In = ParameterLocation.Header, Description = description, Required = required, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
}
