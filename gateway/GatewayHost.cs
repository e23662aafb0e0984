using Gateway.Pages;
using Gateway.SignIn;
using Gateway.Trial;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ServiceDefaults;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Telemetry;

namespace Gateway;

/// <summary>The gateway: its services and its request pipeline.</summary>
public static class GatewayHost
{
    public static WebApplicationBuilder AddGateway(this WebApplicationBuilder builder)
    {
        // The server's span and metrics name the route and so the service. YARP's span would repeat this for a tenth of
        // the throughput; metrics of client and routing would cost a twentieth of the CPU time, and the service counts
        // the same request.
        StartupChecks.Run(builder.Configuration, builder.Environment);
        builder.AddTelemetry("gateway", "Yarp.ReverseProxy", "System.Net.Http", "Microsoft.AspNetCore.Routing");
        builder.AddTokens();
        builder.AddSignIn();
        builder.AddTrial();
        builder.AddHttpHabits();
        builder.AddCompression();
        // An idle connection keeps a buffer of 4 KB; without it each request would need another system call.
        builder.Services.Configure<SocketTransportOptions>(o => o.WaitForDataBeforeAllocatingBuffer = false);
        // Forwarding logs in one line what YARP logs with a stack trace; the host's log scope per request is not used.
        builder
            .Logging.AddFilter("Yarp.ReverseProxy.Forwarder", LogLevel.Error)
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder
            .Services.AddSingleton<Backends>()
            .AddSingleton<SignInPanel>()
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
        // AdmissionMiddleware authenticates where needed; without these marks the host would add its own authentication
        // before everything.
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
        app.MapSignIn();
        app.MapTrial();
        if (app.Environment.IsDevelopment())
            app.MapDevelopment();
        return app;
    }

    /// <summary>
    /// Serves until SIGTERM; or, with the arguments "ready", the address of a gateway and a number of seconds, waits
    /// until that gateway is ready.
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
    /// Behind an ingress the caller's address is in X-Forwarded-For, trusted from these networks only
    /// (Forwarded:Networks); otherwise it is the connection's.
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
