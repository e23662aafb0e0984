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
/// The OpenAPI document of a service. It is the contract: made of the routes by `./platform api`, committed under
/// contracts/openapi, and served as it is committed.
/// </summary>
public static class ApiDocument
{
    /// <summary>
    /// Of all documents (semantic versioning): a change that breaks clients raises the first number.
    /// </summary>
    public const string Version = "2.0.0";

    /// <summary>The document of the service as its routes are, OpenAPI 3.1; asks neither database nor broker.</summary>
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
        // Gives the routes to the generator, as a start would.
        app.UseEndpoints(_ => { });
        var document = await app
            .Services.GetRequiredKeyedService<IOpenApiDocumentProvider>(subscriptions.Service)
            .GetOpenApiDocumentAsync();
        return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1) + "\n";
    }

    /// <summary>Serves the committed document, which the program carries as its resource openapi.json.</summary>
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
