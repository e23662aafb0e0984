using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;
using ServiceDefaults.OpenApi;
using ServiceDefaults.Sealing;
using ServiceDefaults.Telemetry;

namespace ServiceDefaults;

/// <summary>The set-up shared by all services: AddPlatform, MapPlatform, RunPlatformAsync.</summary>
public static class ServiceHost
{
    /// <summary>
    /// Valid bodies have up to 1 MB of text; a JSON escape takes six bytes per byte, with some margin.
    /// </summary>
    const long LargestBody = 8 * 1024 * 1024;

    /// <summary>A builder that reads settings from the program's directory, not the working directory.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args) =>
        WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
        );

    /// <summary>Wires database, messaging, access, sealing, problems, telemetry and health for one service.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="subscriptions">The events that the service follows, and its name.</param>
    public static WebApplicationBuilder AddPlatform(
        this WebApplicationBuilder builder,
        EventSubscriptions subscriptions
    )
    {
        builder.AddTelemetry(subscriptions.Service);
        // AddDatabase registers the clock and must come before AddTokens, which would register the system clock.
        builder.AddDatabase().AddTokens().AddSealing().AddMessaging(subscriptions);
        builder.AddHttpHabits();
        builder.Services.AddScoped<Idempotency>().AddScoped<UnitOfWork>().AddSingleton<HealthReport>();
        builder.Services.AddHostedService<Settling>();
        return builder;
    }

    /// <summary>HTTP conventions, shared with the gateway.</summary>
    public static WebApplicationBuilder AddHttpHabits(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(o =>
        {
            (o.AddServerHeader, o.Limits.MaxRequestBodySize) = (false, LargestBody);
            RequestHabits.Allow(o);
        });
        builder.Services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        builder.Services.Configure<HostOptions>(o =>
            o.ShutdownTimeout = TimeSpan.FromSeconds(20) + Drain(builder.Configuration)
        );
        builder.Services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.Converters.Add(
                new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
            );
            o.SerializerOptions.Converters.Add(new TimeOfDayConverter());
            o.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            o.SerializerOptions.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        });
        if (builder.Configuration["DataProtection:Path"] is { Length: > 0 } path)
            builder.Services.AddDataProtection().PersistKeysToFileSystem(new(path));
        builder
            .Logging.AddFilter("MassTransit", LogLevel.Warning)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("System.Net.Http", LogLevel.Warning)
            .AddFilter("LuckyPennySoftware", LogLevel.None);
        return builder;
    }

    /// <summary>
    /// Adds problems, authentication, access and API documents; returns the group "/{service}/v1" for the service's
    /// routes.
    /// </summary>
    public static RouteGroupBuilder MapPlatform(this WebApplication app)
    {
        var service = app.Services.GetRequiredService<EventSubscriptions>().Service;
        app.UseHttpHabits();
        app.UseUtf8();
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<AccessMiddleware>();
        app.MapHealth();
        app.MapApiDocument(app.Services.GetRequiredService<EventSubscriptions>());
        app.MapProblemCatalogue(app.Services.GetRequiredService<EventSubscriptions>());
        if (app.Environment.IsDevelopment())
            app.MapDevelopmentClock();
        return app.MapGroup($"/{service}/v1")
            .AddEndpointFilter(
                (context, next) =>
                    context.HttpContext.RequestServices.GetRequiredService<UnitOfWork>().InvokeAsync(context, next)
            );
    }

    /// <summary>How long the process continues to serve after SIGTERM (Drain:Seconds).</summary>
    static TimeSpan Drain(IConfiguration configuration) =>
        TimeSpan.FromSeconds(configuration.GetValue("Drain:Seconds", 0));

    /// <summary>Span names, security headers and problem answers.</summary>
    public static void UseHttpHabits(this WebApplication app)
    {
        var log = app.Logger;
        // After SIGTERM the process reports not ready but continues to serve, until load balancers stop sending
        // requests.
        if (Drain(app.Configuration) is { Ticks: > 0 } drain)
        {
            app.Lifetime.ApplicationStopping.Register(() => Thread.Sleep(drain));
            // Closing idle keep-alive connections would break requests being sent: instead each next answer has
            // Connection: close.
            app.Use(
                (context, next) =>
                {
                    if (app.Lifetime.ApplicationStopping.IsCancellationRequested)
                        context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
                    return next(context);
                }
            );
        }
        app.UseHead();
        // For a client that has disconnected a 404 is not written; the framework would take it for a missing exception
        // handler.
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                ExceptionHandler = context => ProblemWriter.HandleAsync(context, log),
                SuppressDiagnosticsCallback = _ => true,
                AllowStatusCode404Response = true,
            }
        );
        app.UseLimits();
        app.UseStatusCodePages(async context =>
        {
            var problem = context.HttpContext.Response.StatusCode switch
            {
                401 => PlatformProblems.SignIn,
                403 => PlatformProblems.NotAllowed,
                404 => PlatformProblems.NotFound,
                405 => PlatformProblems.MethodNotAllowed,
                413 => PlatformProblems.TooLarge,
                415 => PlatformProblems.MediaType,
                429 => PlatformProblems.TooMany,
                400 => PlatformProblems.Malformed,
                503 => PlatformProblems.Unavailable,
                _ => null,
            };
            if (problem is not null)
                await ProblemWriter.WriteAsync(
                    context.HttpContext,
                    problem,
                    problem == PlatformProblems.Malformed ? ProblemWriter.Unreadable(context.HttpContext) : null
                );
        });
    }

    /// <summary>
    /// Runs the verb given on the command line (migrate, parked, replay, discard, republish, ...), or serves.
    /// </summary>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunPlatformAsync(
        this WebApplicationBuilder builder,
        string[] args,
        Action<RouteGroupBuilder> routes,
        params IReadOnlyList<Verb> verbs
    )
    {
        try
        {
            var verb = args.FirstOrDefault(a => !a.StartsWith('-'));
            if (verb == "openapi")
            {
                await Console.Out.WriteAsync(await ApiDocument.WriteAsync(builder, routes));
                return 0;
            }
            if (verb is not null)
                return await Verb.RunAsync(builder, verb, args, verbs);
            if (builder.Configuration.GetValue("Migrations:Keep", false))
                builder.Services.AddHostedService(sp => new SchemaKeeper(builder.Configuration, sp, verbs));
            await builder.BuildPlatform(routes).RunAsync();
            return 0;
        }
        catch (StartupException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
    }

    /// <summary>The application with the platform's and the service's routes, not yet started.</summary>
    /// <exception cref="StartupException">A route has no Access rule, or a setting must not be used outside
    /// Development.</exception>
    public static WebApplication BuildPlatform(this WebApplicationBuilder builder, Action<RouteGroupBuilder> routes)
    {
        StartupChecks.Run(builder.Configuration, builder.Environment);
        var app = builder.Build();
        routes(app.MapPlatform());
        // A group builds its endpoints at each read; build them once for the check and the routing.
        var sources = ((IEndpointRouteBuilder)app).DataSources;
        DefaultEndpointDataSource made = new([.. sources.SelectMany(s => s.Endpoints)]);
        sources.Clear();
        sources.Add(made);
        RequireAccessRules(made.Endpoints);
        return app;
    }

    /// <summary>Deny by default: a route of the service without an Access rule stops the start-up.</summary>
    /// <exception cref="StartupException">Names the routes.</exception>
    static void RequireAccessRules(IEnumerable<Endpoint> endpoints)
    {
        var open = endpoints
            .OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<Access>() is null && e.Metadata.GetMetadata<HouseRoute>() is null)
            .Select(e =>
                $"{e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.FirstOrDefault()} "
                + $"{e.RoutePattern.RawText}"
            )
            .ToList();
        if (open.Count > 0)
            throw new StartupException("These routes do not declare who may call them: " + string.Join(", ", open));
    }
}

/// <summary>Marks the platform's own routes (health, development clock), which have no Access rule.</summary>
sealed class HouseRoute
{
    public static readonly HouseRoute Instance = new();
}

/// <summary>Returns the memory of the start to the operating system, once.</summary>
sealed class Settling(Schema schema) : Worker(schema)
{
    static readonly TimeSpan Started = TimeSpan.FromSeconds(5);

    protected override async Task WorkAsync(CancellationToken ct)
    {
        await Task.Delay(Started, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!ct.IsCancellationRequested)
            Memory.GiveBack();
    }
}
