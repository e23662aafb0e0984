using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Benchmarks.Parts;

namespace Benchmarks;

/// <summary>
/// Our gateway with token validation, rate limiter (raised, so that it refuses nothing) and telemetry; YARP without
/// these; and Debian's nginx. All proxy to one backend that answers at once; the requests carry 1,000 different tokens.
/// </summary>
static class GatewayBench
{
    const int Rounds = 5,
        TokenCount = 1_000;
    const double ShareOfBare = 0.3;
    const string Path = "/census/v1/households/0197c2f0-5d00-7000-8000-000000000001";

    /// <summary>
    /// The warm-up covers most of the JIT compilation, which takes a dozen seconds under full load on two processors.
    /// </summary>
    static readonly TimeSpan Duration = TimeSpan.FromSeconds(6),
        WarmUp = TimeSpan.FromSeconds(20);

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using var sink = Child.Part("part-sink", new Dictionary<string, string?>());
        await using var backend = Child.Part("part-backend", new Dictionary<string, string?>());
        await sink.ReadyAsync("/");
        await backend.ReadyAsync("/");
        var settings = Settings(backend, sink);
        var directory = Directory.CreateTempSubdirectory("bench-nginx-");
        try
        {
            await using var gateway = Child.Dotnet("gateway", Child.Program("Gateway"), settings);
            await using var bare = Child.Part(
                "part-proxy",
                new Dictionary<string, string?> { ["Backend"] = backend.Address.ToString() }
            );
            await using var nginx = Nginx(directory.FullName, backend.Port);
            await gateway.ReadyAsync("/health/live");
            await bare.ReadyAsync(Path);
            await nginx.ReadyAsync(Path);

            var fast = await Comparison.RunAsync(
                "gateway",
                Rounds,
                [
                    .. new[] { gateway, bare, nginx }.Select(child => new Side(child.Name, round =>
                        FastAsync(child, round)
                    )),
                ]
            );
            var rate = ShareOfBare * fast["part-proxy"].Order().ElementAt(Rounds / 2);
            var steady = await Comparison.RunAsync(
                $"gateway at {rate:0} requests/s",
                Rounds,
                [.. new[] { gateway, bare }.Select(child => new Side(child.Name, _ => SteadyAsync(child, rate)))]
            );
            return
            [
                Row.Of("gateway: requests/s, bare YARP", "requests/s", fast["gateway"], fast["part-proxy"], ">= 0.85"),
                Row.Of("gateway: CPU a request, bare YARP", "us", fast["gateway", 1], fast["part-proxy", 1], "<= 1.25"),
                Row.Of("gateway: p99 at 30 % of bare's rate", "ms", steady["gateway"], steady["part-proxy"], "<= 1.5"),
                Row.Of("gateway: median at 30 % of bare's rate", "ms", steady["gateway", 1], steady["part-proxy", 1]),
                Row.Of("gateway: requests/s, nginx", "requests/s", fast["gateway"], fast["nginx"]),
                Row.Of("gateway: CPU a request, nginx", "us", fast["gateway", 1], fast["nginx", 1]),
            ];
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>
    /// Settings of the gateway with this backend for all services, telemetry on, and limits that no client reaches.
    /// </summary>
    public static Dictionary<string, string?> Settings(Child backend, Child sink)
    {
        Dictionary<string, string?> settings = new()
        {
            ["Auth:DevelopmentKey"] = BenchEnvironment.Key,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = sink.Address.ToString(),
        };
        foreach (
            var limit in new[]
            {
                "Limits:Address:PerSecond",
                "Limits:Address:Burst",
                "Limits:Caller:PerSecond",
                "Limits:Caller:Burst",
            }
        )
            settings[limit] = "1000000";
        foreach (var service in new[] { "organizations", "census", "training", "jobs" })
            settings[$"ReverseProxy:Clusters:{service}:Destinations:service:Address"] = backend.Address.ToString();
        return settings;
    }

    static async Task<double[]> FastAsync(Child child, int round)
    {
        var before = child.Cpu;
        var measured = await LoadAsync(child, round == 0 ? WarmUp : Duration);
        return [measured.Rate, (child.Cpu - before).TotalMicroseconds / measured.Requests];
    }

    static async Task<double[]> SteadyAsync(Child child, double rate)
    {
        var measured = await LoadAsync(child, Duration, rate);
        return [measured.P99, measured.Median];
    }

    static async Task<Driver.Measured> LoadAsync(Child child, TimeSpan duration, double? rate = null)
    {
        string[] arguments =
        [
            typeof(Driver).Assembly.Location,
            "part-load",
            new Uri(child.Address, Path).ToString(),
            duration.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            TokenCount.ToString(CultureInfo.InvariantCulture),
        ];
        var start = new ProcessStartInfo(
            "dotnet",
            rate is { } steady ? [.. arguments, steady.ToString(CultureInfo.InvariantCulture)] : arguments
        )
        {
            RedirectStandardOutput = true,
        };
        start.Environment["Key"] = BenchEnvironment.Key;
        using var driver = Process.Start(start) ?? throw new InvalidOperationException("The load did not start.");
        var said = await driver.StandardOutput.ReadToEndAsync();
        await driver.WaitForExitAsync();
        return driver.ExitCode == 0
            ? JsonSerializer.Deserialize<Driver.Measured>(said)!
            : throw new InvalidOperationException($"The load ended with {driver.ExitCode}.");
    }

    /// <summary>Starts nginx with its own configuration; it writes only to the directory.</summary>
    static Child Nginx(string directory, int backend)
    {
        var port = Child.FreePort();
        var file = System.IO.Path.Combine(directory, "nginx.conf");
        File.WriteAllText(
            file,
            $$"""
            {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
            worker_processes {{Environment.ProcessorCount}};
            daemon off;
            pid {{directory}}/pid;
            error_log stderr error;
            events { worker_connections 1024; }
            http {
                access_log off;
                client_body_temp_path {{directory}}/body;
                proxy_temp_path {{directory}}/proxy;
                fastcgi_temp_path {{directory}}/fastcgi;
                uwsgi_temp_path {{directory}}/uwsgi;
                scgi_temp_path {{directory}}/scgi;
                keepalive_requests 100000000;
                upstream backend { server 127.0.0.1:{{backend}}; keepalive 64; keepalive_requests 100000000; }
                server {
                    listen 127.0.0.1:{{port}};
                    location / { proxy_pass http://backend; proxy_http_version 1.1; proxy_set_header Connection ""; }
                }
            }
            """
        );
        var program = File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx";
        return Child.Run("nginx", new ProcessStartInfo(program, ["-p", directory, "-e", "stderr", "-c", file]), port);
    }
}
