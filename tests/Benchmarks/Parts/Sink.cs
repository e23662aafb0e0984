namespace Benchmarks.Parts;

/// <summary>
/// Takes what telemetry sends and throws it away, so that both sides' telemetry is on as where it is used.
/// </summary>
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
