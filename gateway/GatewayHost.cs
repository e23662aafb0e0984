using Gateway.Pages;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ServiceDefaults;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Telemetry;

namespace Gateway;

/// <summary>The one door: what it is made of, and the order in which a request passes it.</summary>
public static class GatewayHost
{
    public static WebApplicationBuilder AddGateway(this WebApplicationBuilder builder)
    {
        // The server's span and figures name the route and so the service. YARP's span inside it would cost a tenth of
        // the throughput to say it again; what client and routing count at each request would cost a twentieth of its
        // processor time, and the service counts the same request.
        StartupChecks.Run(builder.Configuration, builder.Environment);
        builder.AddTelemetry("gateway", "Yarp.ReverseProxy", "System.Net.Http", "Microsoft.AspNetCore.Routing");
        builder.AddTokens();
        builder.AddHttpHabits();
        builder.AddCompression();
        // A connection that waits keeps a buffer of 4 KB; without it each request would cost one call of the system
        // more.
        builder.Services.Configure<SocketTransportOptions>(o => o.WaitForDataBeforeAllocatingBuffer = false);
        // Forwarding says in one line what YARP says with a stack; the host's log scope a request is read by nobody.
        builder
            .Logging.AddFilter("Yarp.ReverseProxy.Forwarder", LogLevel.Error)
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder
            .Services.AddSingleton<Backends>()
            .AddSingleton<ReadyReport>()
            .AddSingleton<Reach>()
            .AddSingleton<Catalogue>();
        builder
            .Services.AddReverseProxy()
            .LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"))
            .ConfigureForwarding(builder.Configuration.GetValue("Forwarding:Patience", Connector.UsualPatience));
        if (Origins(builder.Configuration) is { Length: > 0 } origins)
            builder.Services.AddCors(o =>
                o.AddDefaultPolicy(p =>
                    p.WithOrigins(origins)
                        .AllowAnyMethod()
                        .SetPreflightMaxAge(TimeSpan.FromHours(1))
                        .WithHeaders(
                            "Authorization",
                            "Content-Type",
                            "Idempotency-Key",
                            "If-Match",
                            "If-None-Match",
                            "X-Organization",
                            "Purpose",
                            "traceparent"
                        )
                        .WithExposedHeaders("ETag", "Location", "Retry-After", "Idempotency-Replayed")
                )
            );
        return builder;
    }

    public static WebApplication MapGateway(this WebApplication app)
    {
        // The gate asks for authentication where it needs it; without these marks the host would put its own in front
        // of everything.
        foreach (var mark in new[] { "__AuthenticationMiddlewareSet", "__AuthorizationMiddlewareSet" })
            ((IApplicationBuilder)app).Properties[mark] = true;
        UseTrustedProxies(app);
        app.UseSecurityHeaders();
        app.UseHttpHabits();
        if (Origins(app.Configuration).Length > 0)
            app.UseCors();
        app.UseResponseCompression();
        app.UseRouting();
        app.UseMiddleware<AdmissionMiddleware>();
        app.MapReverseProxy(proxy => proxy.Use(Forwarding.ForwardAsync));
        app.MapGatewayHealth();
        app.MapPages();
        if (app.Environment.IsDevelopment())
            app.MapDevelopment();
        return app;
    }

    /// <summary>
    /// Serves until told to stop; or, told "ready", the address of a gateway and for how many seconds, asks that one
    /// whether it is.
    /// </summary>
    /// <returns>The process's exit code; 2 when it refuses to start.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["ready", var gateway, var seconds])
            return await ReadyCommand.RunAsync(
                new(gateway),
                TimeSpan.FromSeconds(int.Parse(seconds, null)),
                Console.Out
            );
        try
        {
            await ServiceHost.CreateBuilder(args).AddGateway().Build().MapGateway().RunAsync();
            return 0;
        }
        catch (StartupException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
    }

    /// <summary>
    /// Behind an ingress the caller's address is in X-Forwarded-For, believed from these networks only
    /// (Forwarded:Networks); else it is the connection's.
    /// </summary>
    static void UseTrustedProxies(WebApplication app)
    {
        var networks = app.Configuration.GetSection("Forwarded:Networks").Get<string[]>() ?? [];
        if (networks.Length == 0)
            return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = app.Configuration.GetValue("Forwarded:Hops", 1),
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks)
            options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        app.UseForwardedHeaders(options);
    }

    static string[] Origins(IConfiguration configuration) =>
        configuration.GetSection("Cors:Origins").Get<string[]>() ?? [];
}
