using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;

namespace ServiceDefaults.OpenApi;

/// <summary>
/// The OpenAPI document of a service: the contract, generated from the routes by `./platform api`, committed under
/// contracts/openapi, and served as committed.
/// </summary>
static class ApiDocument
{
    /// <summary>
    /// The version of all documents (semantic versioning): a breaking change raises the first number.
    /// </summary>
    public const string Version = "3.0.0";

    /// <summary>
    /// Generates the service's document from its routes, OpenAPI 3.1; needs neither database nor broker.
    /// </summary>
    public static async Task<string> WriteAsync(WebApplicationBuilder builder, Action<RouteGroupBuilder> routes)
    {
        var subscriptions = builder
            .Services.Select(s => s.ImplementationInstance)
            .OfType<EventSubscriptions>()
            .Single();
        builder.Configuration["ConnectionStrings:App"] = "Host=none";
        builder.Services.AddOpenApi(subscriptions.Service, options =>
            DocumentHabits.Apply(options, subscriptions.Program)
        );
        await using var app = builder.BuildPlatform(routes);
        // Passes the routes to the generator, as a start does.
        app.UseEndpoints(_ => { });
        var document = await app
            .Services.GetRequiredKeyedService<IOpenApiDocumentProvider>(subscriptions.Service)
            .GetOpenApiDocumentAsync();
        return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1) + "\n";
    }

    /// <summary>Serves the committed document, embedded in the program as openapi.json.</summary>
    internal static void MapApiDocument(this WebApplication app, EventSubscriptions service)
    {
        app.MapGet($"/openapi/{service.Service}.json", () =>
                TypedResults.Stream(
                    service.Program.GetManifestResourceStream("openapi.json")
                        ?? throw new ProblemException(PlatformProblems.NotFound),
                    "application/json; charset=utf-8"
                )
            )
            .ExcludeFromDescription()
            .WithMetadata(HouseRoute.Instance);
    }
}
