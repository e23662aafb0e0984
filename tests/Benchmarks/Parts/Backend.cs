namespace Benchmarks.Parts;

/// <summary>Backend of the gateways: answers every path at once with a small JSON body, also the probes.</summary>
static class Backend
{
    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var body =
            """
            {"id":"0197c2f0-5d00-7000-8000-000000000001","address":"幸福路1号","type":"family","dwelling":"own",
            "categories":["left-behind-child"],"residents":[],"status":"ready","version":3}
            """u8.ToArray();
        app.Run(context =>
        {
            (context.Response.ContentType, context.Response.ContentLength) = ("application/json", body.Length);
            context.Response.Headers.ETag = "\"v3\"";
            return context.Response.Body.WriteAsync(body, 0, body.Length);
        });
        await app.RunAsync();
        return 0;
    }
}
