using MassTransit;
using Microsoft.IdentityModel.Tokens;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Benchmarks.Parts;

/// <summary>A minimal API with the libraries our services use, wired as their documentation has it. Ready when the database answers and the bus has started.</summary>
static class Minimal
{
    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var configuration = builder.Configuration;
        builder.Services.AddSingleton(NpgsqlDataSource.Create(configuration.GetConnectionString("App")!));
        builder.Services.AddAuthentication().AddJwtBearer(o => o.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAudience = "platform", ValidIssuer = "platform-development", IssuerSigningKey = new SymmetricSecurityKey(Convert.FromBase64String(configuration["Auth:DevelopmentKey"]!)),
        });
        builder.Services.AddAuthorization();
        builder.Services.AddOpenApi();
        builder.Services.AddMassTransit(x =>
        {
            x.DisableUsageTelemetry();
            x.AddConsumer<Taker>();
            x.UsingRabbitMq((context, bus) =>
            {
                bus.Host(new Uri(configuration.GetConnectionString("Broker")!));
                bus.ReceiveEndpoint("minimal", e =>
                {
                    e.SetQuorumQueue();
                    e.ConfigureConsumer<Taker>(context);
                });
            });
        });
        var endpoint = new Uri(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]!);
        using var telemetry = OpenTelemetrySdk.Create(o => o
            .WithTracing(t => t.AddSource("Microsoft.AspNetCore", "Npgsql", "MassTransit").AddOtlpExporter(x => (x.Protocol, x.Endpoint) = (OtlpExportProtocol.HttpProtobuf, new Uri(endpoint, "v1/traces"))))
            .WithMetrics(m => m.AddMeter("Microsoft.AspNetCore.Hosting", "System.Runtime").AddOtlpExporter((x, _) => (x.Protocol, x.Endpoint) = (OtlpExportProtocol.HttpProtobuf, new Uri(endpoint, "v1/metrics")))));
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapOpenApi();
        app.MapGet("/things", () => TypedResults.Ok(new[] { 1, 2, 3 })).RequireAuthorization();
        app.MapGet("/health/ready", async (NpgsqlDataSource source, IBusControl bus) =>
        {
            await using var command = source.CreateCommand("select 1");
            await command.ExecuteScalarAsync();
            return bus.CheckHealth().Status == BusHealthStatus.Healthy ? Results.Ok() : Results.StatusCode(503);
        });
        await app.RunAsync();
        return 0;
    }

    public sealed record Thing(int Number);

    public sealed class Taker : IConsumer<Thing>
    {
        public Task Consume(ConsumeContext<Thing> context) => Task.CompletedTask;
    }
}
