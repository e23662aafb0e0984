namespace Benchmarks.Parts;

/// <summary>Receives and discards telemetry, so that both sides run with telemetry on.</summary>
static class Sink
{
    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(async context => await context.Request.Body.CopyToAsync(Stream.Null));
        await app.RunAsync();
        return 0;
    }
}
