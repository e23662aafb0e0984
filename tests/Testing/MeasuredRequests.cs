using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Testing;

/// <summary>Routes that one host has recorded in http.server.request.duration since this object exists.</summary>
public sealed class MeasuredRequests : IDisposable
{
    readonly MeterListener _listener = new();
    readonly ConcurrentQueue<string> _routes = [];

    public MeasuredRequests(IServiceProvider host)
    {
        var scope = host.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == scope && instrument.Name == "http.server.request.duration")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>(
            (_, _, tags, _) =>
            {
                foreach (var (name, value) in tags)
                    if (name == "http.route")
                        _routes.Enqueue((string)value!);
            }
        );
        _listener.Start();
    }

    public IReadOnlyCollection<string> Routes => _routes;

    public void Dispose() => _listener.Dispose();
}
