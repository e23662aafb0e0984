using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>Telemetry goes to the configured endpoint, and nowhere without one.</summary>
public sealed class TelemetryTests(PlatformFixture platform)
{
    const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    [Fact]
    public async Task One_trace_spans_all_five_processes_and_contains_no_personal_data()
    {
        await using var receiver = await Receiver.StartAsync();
        await RestartAsync(receiver.Address);
        try
        {
            using var run = platform.NewRun();
            await run.RunAsync();
            var trace = Convert.FromHexString(run.Client.TraceId);
            foreach (var service in platform.Processes.Keys)
                await Eventually.True(
                    () =>
                        Task.FromResult(
                            receiver.Traces.Any(body =>
                                body.AsSpan().IndexOf(trace) >= 0 && body.AsSpan().IndexOf(ServiceName(service)) >= 0
                            )
                        ),
                    $"a span of {service} in the trace",
                    RunningProcess.Patience
                );
            foreach (
                var secret in run
                    .Story.Invented.Made.SelectMany(p => new[] { p.Name, p.CitizenId, p.Telephone })
                    .Select(Encoding.UTF8.GetBytes)
            )
                Assert.DoesNotContain(receiver.All, body => body.AsSpan().IndexOf(secret) >= 0);
        }
        finally
        {
            await RestartAsync(null);
        }
    }

    [Fact]
    public async Task A_span_of_a_request_has_its_route_but_neither_its_address_nor_its_caller()
    {
        await using var receiver = await Receiver.StartAsync();
        await RestartAsync(receiver.Address);
        try
        {
            using var run = platform.NewRun();
            await run.RunAsync();
            foreach (var said in new[] { "http.route", "http.response.status_code", "/census/v1/households" })
                await Eventually.True(
                    () => Task.FromResult(receiver.Traces.Any(body => Holds(body, said))),
                    $"{said} in a span",
                    RunningProcess.Patience
                );
            foreach (var unsaid in new[] { "url.path", "url.query", "client.address", "user_agent.original" })
                Assert.DoesNotContain(receiver.Traces, body => Holds(body, unsaid));
        }
        finally
        {
            await RestartAsync(null);
        }

        static bool Holds(byte[] body, string text) => body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    }

    [Fact]
    public async Task Without_an_endpoint_processes_connect_only_to_servers_of_the_platform()
    {
        var servers = await TestServers.GetAsync();
        HashSet<int> own =
        [
            servers.Postgres.Port,
            servers.RabbitMq.Port,
            .. platform.Processes.Values.Select(p => p.Port),
        ];
        HashSet<string> strangers = [];
        using var over = new CancellationTokenSource();
        var watching = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                foreach (var process in platform.Processes.Values)
                    strangers.UnionWith(
                        Connections(process.Id)
                            .Where(c => !own.Contains(c.Remote) && c.Local != process.Port)
                            .Select(c => $"{process.Name} to port {c.Remote}")
                    );
                await Task.Delay(20, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });
        using var run = platform.NewRun();
        await run.RunAsync();
        await over.CancelAsync();
        await watching;
        Assert.Empty(strangers);
    }

    async Task RestartAsync(string? endpoint)
    {
        foreach (var process in platform.Processes.Values)
        {
            process.Extra[Endpoint] = endpoint;
            process.Extra["OTEL_BSP_SCHEDULE_DELAY"] = endpoint is null ? null : "300";
            process.Kill();
            process.Start();
        }
        await platform.AllReadyAsync();
    }

    /// <summary>Open TCP connections of a process, read from /proc.</summary>
    static List<(int Local, int Remote)> Connections(int pid)
    {
        HashSet<string> sockets = [];
        try
        {
            foreach (var fd in Directory.EnumerateFiles($"/proc/{pid}/fd"))
                if (
                    File.ResolveLinkTarget(fd, false)?.Name is { } name
                    && name.StartsWith("socket:[", StringComparison.Ordinal)
                )
                    sockets.Add(name[8..^1]);
        }
        catch (IOException)
        {
            return [];
        }
        return
        [
            .. new[] { "/proc/net/tcp", "/proc/net/tcp6" }
                .Where(File.Exists)
                .SelectMany(File.ReadLines)
                .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(c => c.Length > 9 && c[3] is "01" or "02" && sockets.Contains(c[9]))
                .Select(c => (Port(c[1]), Port(c[2]))),
        ];

        static int Port(string address) =>
            int.Parse(address[(address.IndexOf(':') + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    /// <summary>The attribute service.name in OTLP protobuf.</summary>
    static byte[] ServiceName(string service) =>
        [
            0x0a,
            12,
            .. "service.name"u8,
            0x12,
            (byte)(service.Length + 2),
            0x0a,
            (byte)service.Length,
            .. Encoding.UTF8.GetBytes(service),
        ];

    /// <summary>An OTLP/HTTP receiver that keeps the raw bodies.</summary>
    sealed class Receiver(WebApplication app, string address) : IAsyncDisposable
    {
        readonly ConcurrentQueue<(string Signal, byte[] Body)> _bodies = new();

        public string Address => address;
        public IEnumerable<byte[]> Traces => _bodies.Where(b => b.Signal == "traces").Select(b => b.Body);
        public IEnumerable<byte[]> All => _bodies.Select(b => b.Body);

        public static async Task<Receiver> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            Receiver? receiver = null;
            app.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
            {
                using var body = new MemoryStream();
                await request.Body.CopyToAsync(body);
                receiver!._bodies.Enqueue((signal, body.ToArray()));
            });
            await app.StartAsync();
            return receiver = new(app, app.Urls.Single());
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
