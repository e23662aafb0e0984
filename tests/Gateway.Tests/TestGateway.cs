using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServiceDefaults;
using Testing;
using Xunit;

namespace Gateway.Tests;

/// <summary>A gateway on a free port with a test's settings; by default all four services have one address.</summary>
sealed class TestGateway : IAsyncDisposable
{
    public static readonly string DevelopmentKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    public static readonly string[] Services = ["organizations", "census", "training", "jobs"];
    readonly WebApplication _app;

    TestGateway(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = Address,
        };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public IServiceProvider Provider => _app.Services;

    public Client As(Guid subject) => new(Http, DevelopmentKey, subject);

    public Client Anonymous => new(Http, DevelopmentKey, null);

    public Task StopAsync() => _app.StopAsync();

    public static Task<TestGateway> StartAsync(Uri services, params IEnumerable<(string Key, string Value)> settings) =>
        StartAsync("Development", services, [("Auth:DevelopmentKey", DevelopmentKey), .. settings]);

    public static Task<TestGateway> StartAsync(
        string environment,
        Uri services,
        params IEnumerable<(string Key, string Value)> settings
    ) => StartAsync(environment, services, TimeProvider.System, settings);

    public static async Task<TestGateway> StartAsync(
        string environment,
        Uri services,
        TimeProvider clock,
        params IEnumerable<(string Key, string Value)> settings
    )
    {
        var builder = ServiceHost.CreateBuilder([
            $"--environment={environment}",
            "--urls=http://127.0.0.1:0",
            .. Services.Select(s => $"--ReverseProxy:Clusters:{s}:Destinations:service:Address={services}"),
            .. settings.Select(s => $"--{s.Key}={s.Value}"),
        ]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(clock);
        var app = builder.AddGateway().Build().MapGateway();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>A fake service: answers what the test sets and keeps the last request.</summary>
sealed class FakeService : IAsyncDisposable
{
    readonly WebApplication _app;

    FakeService(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
    }

    public Uri Address { get; }

    /// <summary>The headers of the last request other than health requests.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>();

    /// <summary>Method, path as sent and query of the last request.</summary>
    public string Line { get; private set; } = "";

    public string Body { get; private set; } = "";

    public static async Task<FakeService> StartAsync(
        RequestDelegate? answer = null,
        Action<WebApplicationBuilder>? configure = null,
        Action<WebApplication>? use = null
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(k => k.Limits.MaxRequestBodySize = null);
        builder.Services.AddRoutingCore();
        configure?.Invoke(builder);
        var app = builder.Build();
        FakeService? service = null;
        use?.Invoke(app);
        app.Run(async context =>
        {
            service!.Headers = context.Request.Headers.ToDictionary(
                h => h.Key,
                h => h.Value.ToString(),
                StringComparer.OrdinalIgnoreCase
            );
            service.Line =
                $"{context.Request.Method} "
                + $"{context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget}";
            context.Request.EnableBuffering();
            using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
            service.Body = await reader.ReadToEndAsync(context.RequestAborted);
            context.Request.Body.Position = 0;
            if (answer is not null)
                await answer(context);
            else
                await context.Response.WriteAsJsonAsync(new { ok = true });
        });
        await app.StartAsync();
        return service = new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
