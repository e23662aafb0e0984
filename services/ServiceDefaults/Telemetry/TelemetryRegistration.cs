using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ServiceDefaults.Telemetry;

/// <summary>
/// Traces, metrics and logs by OTLP/HTTP to OTEL_EXPORTER_OTLP_ENDPOINT; without it nothing is sent, but trace ids
/// still go through.
/// </summary>
public static class TelemetryRegistration
{
    /// <summary>Spans of the platform itself: events sent and consumed.</summary>
    public static readonly ActivitySource Source = new("Platform.Messaging");

    static readonly string[] Sources =
    [
        "Microsoft.AspNetCore",
        "System.Net.Http",
        "Npgsql",
        "Yarp.ReverseProxy",
        "Platform.Messaging",
    ];
    static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Routing",
        "Microsoft.AspNetCore.RateLimiting",
        "Microsoft.AspNetCore.Authentication",
        "System.Net.Http",
        "System.Runtime",
        "MassTransit",
        "Npgsql",
        "Yarp.ReverseProxy",
        "Platform.Messaging",
        "Platform.Sealing",
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
    /// <param name="service">The name they go under.</param>
    /// <param name="without">Sources and meters whose spans and figures would say nothing new here.</param>
    public static IHostApplicationBuilder AddTelemetry(
        this IHostApplicationBuilder builder,
        string service,
        params string[] without
    )
    {
        var endpoint = builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"];
        if (string.IsNullOrEmpty(endpoint))
        {
            builder.Services.AddSingleton(_ => FollowTraces());
            builder.Services.AddHostedService<Hold<ActivityListener>>();
            return builder;
        }
        void Otlp(OtlpExporterOptions o, string path) =>
            (o.Protocol, o.Endpoint) = (OtlpExportProtocol.HttpProtobuf, new Uri(new Uri(endpoint), path));
        builder.Services.AddSingleton(sp =>
            OpenTelemetrySdk.Create(o =>
                o.ConfigureResource(r =>
                        r.AddService(service, serviceInstanceId: $"{Environment.MachineName}:{Environment.ProcessId}")
                    )
                    .WithTracing(t =>
                        t.AddSource([.. Sources.Except(without)])
                            .SetSampler(
                                new ParentBasedSampler(
                                    new TraceIdRatioBasedSampler(builder.Configuration.GetValue("Otel:Ratio", 1.0))
                                )
                            )
                            .AddOtlpExporter(x => Otlp(x, "v1/traces"))
                    )
                    .WithMetrics(m =>
                        m.AddMeter([.. Meters.Except(without)])
                            .AddView(Room)
                            .AddOtlpExporter((x, _) => Otlp(x, "v1/metrics"))
                    )
                    .WithLogging(
                        l => l.AddOtlpExporter(x => Otlp(x, "v1/logs")),
                        o => (o.IncludeScopes, o.IncludeFormattedMessage) = (true, true)
                    )
            )
        );
        builder.Services.AddSingleton<ILoggerProvider>(sp => new LogForwarder(() =>
            sp.GetRequiredService<OpenTelemetrySdk>().GetLoggerFactory()
        ));
        builder.Services.AddHostedService<Hold<OpenTelemetrySdk>>();
        return builder;
    }

    /// <summary>
    /// Room for all series of an instrument is taken when it is made, 176 KB for the usual 2,000. Requests are counted
    /// by route or server and status; what else is counted has few series.
    /// </summary>
    internal static MetricStreamConfiguration? Room(Instrument instrument) =>
        ByRequest.Contains(instrument.Meter.Name) ? null : new() { CardinalityLimit = FewSeries };

    /// <summary>
    /// .NET 10 hosting spans carry a fixed name and no tags; this gives them the route (never the query, which may name
    /// a person).
    /// </summary>
    public static IApplicationBuilder UseSpanNames(this IApplicationBuilder app) =>
        app.Use(
            async (context, next) =>
            {
                var activity = context.Features.Get<IHttpActivityFeature>()?.Activity;
                if (activity is not { IsAllDataRequested: true })
                {
                    await next(context);
                    return;
                }
                try
                {
                    await next(context);
                }
                finally
                {
                    var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
                    activity.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
                    activity
                        .SetTag("http.request.method", context.Request.Method)
                        .SetTag("http.route", route)
                        .SetTag("http.response.status_code", context.Response.StatusCode);
                    if (context.Response.StatusCode >= 500)
                        activity.SetStatus(ActivityStatusCode.Error);
                }
            }
        );

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

    /// <summary>Makes the container create it at start and dispose (flush) it last.</summary>
    sealed class Hold<T>(T held) : IHostedService
        where T : class
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            if (held is OpenTelemetrySdk sdk)
                _ =
                    sdk.TracerProvider.ForceFlush(3000)
                    && sdk.MeterProvider.ForceFlush(3000)
                    && sdk.LoggerProvider.ForceFlush(3000);
            return Task.CompletedTask;
        }
    }

    sealed class LogForwarder(Func<ILoggerFactory> factory) : ILoggerProvider
    {
        readonly Lazy<ILoggerFactory> _factory = new(factory);

        public ILogger CreateLogger(string categoryName) => new Forward(_factory, categoryName);

        public void Dispose() { }

        sealed class Forward(Lazy<ILoggerFactory> factory, string category) : ILogger
        {
            readonly Lazy<ILogger> _logger = new(() => factory.Value.CreateLogger(category));

            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => _logger.Value.BeginScope(state);

            public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

            public void Log<TState>(
                LogLevel logLevel,
                EventId eventId,
                TState state,
                Exception? exception,
                Func<TState, Exception?, string> formatter
            )
            {
                if (IsEnabled(logLevel))
                    _logger.Value.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
