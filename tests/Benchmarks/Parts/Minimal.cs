using Dapper;
using MassTransit;
using Microsoft.IdentityModel.Tokens;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Benchmarks.Parts;

/// <summary>
/// A minimal API with the libraries of our services, configured as in their documentation. It is ready when the
/// database answers and the bus has started.
/// </summary>
static class Minimal
{
    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var configuration = builder.Configuration;
        builder.Services.AddSingleton(NpgsqlDataSource.Create(configuration.GetConnectionString("App")!));
        builder
            .Services.AddAuthentication()
            .AddJwtBearer(o =>
                o.TokenValidationParameters = new TokenValidationParameters
                {
                    ValidAudience = "platform",
                    ValidIssuer = "platform-development",
                    IssuerSigningKey = new SymmetricSecurityKey(
                        Convert.FromBase64String(configuration["Auth:DevelopmentKey"]!)
                    ),
                }
            );
        builder.Services.AddAuthorization();
        builder.Services.AddOpenApi();
        builder.Services.AddMassTransit(x =>
        {
            x.DisableUsageTelemetry();
            x.AddConsumer<Taker>();
            x.UsingRabbitMq(
                (context, bus) =>
                {
                    bus.Host(new Uri(configuration.GetConnectionString("Broker")!));
                    bus.ReceiveEndpoint("minimal", e =>
                    {
                        e.SetQuorumQueue();
                        e.ConfigureConsumer<Taker>(context);
                    });
                }
            );
        });
        var endpoint = new Uri(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]!);
        void Otlp(OtlpExporterOptions o, string path) =>
            (o.Protocol, o.Endpoint) = (OtlpExportProtocol.HttpProtobuf, new Uri(endpoint, path));
        using var telemetry = OpenTelemetrySdk.Create(o =>
            o.WithTracing(t =>
                    t.AddSource("Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "MassTransit")
                        .AddOtlpExporter(x => Otlp(x, "v1/traces"))
                )
                .WithMetrics(m =>
                    m.AddMeter("Microsoft.AspNetCore.Hosting", "System.Runtime", "Npgsql")
                        .AddOtlpExporter((x, _) => Otlp(x, "v1/metrics"))
                )
                .WithLogging(l => l.AddOtlpExporter(x => Otlp(x, "v1/logs")))
        );
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapOpenApi();
        app.MapGet("/things", () => TypedResults.Ok(new[] { 1, 2, 3 })).RequireAuthorization();
        app.MapGet("/health/ready", async (NpgsqlDataSource source, IBusControl bus) =>
        {
            await using var connection = await source.OpenConnectionAsync();
            return
                await connection.ExecuteScalarAsync<int>("select 1") == 1
                && bus.CheckHealth().Status == BusHealthStatus.Healthy
                ? Results.Ok()
                : Results.StatusCode(503);
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
