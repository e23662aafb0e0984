using Yarp.ReverseProxy.Configuration;

namespace Benchmarks.Parts;

/// <summary>YARP without our features, to the address in the setting Backend.</summary>
static class BareProxy
{
    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder
            .Services.AddReverseProxy()
            .LoadFromMemory(
                [
                    new RouteConfig
                    {
                        RouteId = "all",
                        ClusterId = "backend",
                        Match = new RouteMatch { Path = "{**rest}" },
                    },
                ],
                [
                    new ClusterConfig
                    {
                        ClusterId = "backend",
                        HttpRequest = new()
                        {
                            Version = new Version(1, 1),
                            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                        },
                        Destinations = new Dictionary<string, DestinationConfig>
                        {
                            ["backend"] = new() { Address = builder.Configuration["Backend"]! },
                        },
                    },
                ]
            );
        var app = builder.Build();
        app.MapReverseProxy();
        await app.RunAsync();
        return 0;
    }
}
