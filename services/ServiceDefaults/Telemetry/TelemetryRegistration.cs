using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ServiceDefaults.Telemetry;

/// <summary>
/// Traces, metrics and logs by OTLP/HTTP to OTEL_EXPORTER_OTLP_ENDPOINT; without it nothing is exported, but trace ids
/// are still propagated.
/// </summary>
public static class TelemetryRegistration
{
    /// <summary>Spans of the platform itself: events sent and consumed.</summary>
    public static readonly ActivitySource Source = new("Platform.Messaging");

    static readonly string[] Sources = ["Yarp.ReverseProxy", "Platform.Messaging"];
    static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.Authentication",
        "MassTransit",
        "Npgsql",
        "Yarp.ReverseProxy",
        "Platform.Messaging",
        "Platform.Sealing",
    ];
    static readonly string[] Personal =
    [
        "url.path",
        "url.query",
        "url.full",
        "client.address",
        "network.peer.address",
        "user_agent.original",
    ];

    static readonly string[] ByRequest =
    [
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Routing",
        "System.Net.Http",
    ];
    const int FewSeries = 200;

    /// <summary>Wires traces, metrics and logs under the service's name.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="service">The reported service name.</param>
    /// <param name="without">Sources and meters that are redundant for this application.</param>
    public static IHostApplicationBuilder AddTelemetry(
        this IHostApplicationBuilder builder,
        string service,
        params string[] without
    )
    {
        var endpoint = builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"];
        if (string.IsNullOrEmpty(endpoint))
        {
            builder.Services.AddHostedService(_ => new ListenerLifetime(FollowTraces()));
            return builder;
        }
        void Otlp(OtlpExporterOptions o, string path) =>
            (o.Protocol, o.Endpoint) = (OtlpExportProtocol.HttpProtobuf, new Uri(new Uri(endpoint), path));
        var ratio = builder.Configuration.GetValue("Otel:Ratio", 1.0);
        builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(r =>
                r.AddService(service, serviceInstanceId: $"{Environment.MachineName}:{Environment.ProcessId}")
            )
            .WithTracing(t =>
            {
                if (!without.Contains("System.Net.Http"))
                    t.AddHttpClientInstrumentation();
                t.AddAspNetCoreInstrumentation(o => o.EnrichWithHttpResponse = (span, _) => Forget(span))
                    .AddNpgsql()
                    .AddSource([.. Sources.Except(without)])
                    .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(ratio)))
                    .AddOtlpExporter(x => Otlp(x, "v1/traces"));
            })
            .WithMetrics(m =>
                m.AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddMeter([.. Meters.Except(without)])
                    .AddView(i => without.Contains(i.Meter.Name) ? MetricStreamConfiguration.Drop : Room(i))
                    .AddOtlpExporter((x, _) => Otlp(x, "v1/metrics"))
            )
            .WithLogging(
                l => l.AddOtlpExporter(x => Otlp(x, "v1/logs")),
                o => (o.IncludeScopes, o.IncludeFormattedMessage) = (true, true)
            );
        return builder;
    }

    /// <summary>
    /// Removes address, query, client and browser of a request from the span: they can identify a person.
    /// </summary>
    static void Forget(Activity span)
    {
        foreach (var tag in Personal)
            span.SetTag(tag, null);
    }

    /// <summary>
    /// Limits the series of an instrument. Memory for all of them is allocated at creation, 176 KB for the default of
    /// 2,000; only request metrics need many.
    /// </summary>
    internal static MetricStreamConfiguration? Room(Instrument instrument) =>
        ByRequest.Contains(instrument.Meter.Name) ? null : new() { CardinalityLimit = FewSeries };

    static ActivityListener FollowTraces()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name is "Microsoft.AspNetCore" or "System.Net.Http" or "Platform.Messaging",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    sealed class ListenerLifetime(ActivityListener listener) : IHostedService, IDisposable
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => listener.Dispose();
    }
}
