using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using ServiceDefaults.Telemetry;

namespace ServiceDefaults.Tests;

public sealed class TelemetryTests
{
    [Theory]
    [InlineData("Microsoft.AspNetCore.Hosting", 1_000)]
    [InlineData("System.Net.Http", 1_000)]
    [InlineData("Npgsql", 200)]
    public void An_instrument_has_the_series_limit_of_its_kind(string name, int kept)
    {
        using var meter = new Meter(name);
        var counter = meter.CreateCounter<int>("tests.series");
        using var exporter = new SeriesCounter();
        using var provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(name)
            .AddView(TelemetryRegistration.Room)
            .AddReader(new BaseExportingMetricReader(exporter))
            .Build();
        for (var i = 0; i < 1_000; i++)
            counter.Add(1, new KeyValuePair<string, object?>("number", i));
        provider.ForceFlush();
        Assert.Equal(kept, exporter.Series);
    }

    sealed class SeriesCounter : BaseExporter<Metric>
    {
        public int Series { get; private set; }

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                if (metric.Name != "tests.series")
                    continue;
                foreach (ref readonly var point in metric.GetMetricPoints())
                foreach (var tag in point.Tags)
                    Series += tag.Key == "number" ? 1 : 0;
            }
            return ExportResult.Success;
        }
    }
}
