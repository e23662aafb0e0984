using System.Diagnostics;
using System.Globalization;
using Stories;
using Testing;

namespace Benchmarks;

/// <summary>
/// Our images under the limits of the trial installation, one processor and 256 MiB each, with migrated databases and a
/// running broker: time from the start of a container until it is ready, and memory by cgroup after three stories and a
/// pause.
/// </summary>
static class PodBench
{
    const int Rounds = 3;
    static readonly string[] Services = ["organizations", "census", "training", "jobs"];

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var broker = await BenchEnvironment.HostAsync("pods");
        var pods = new Dictionary<string, Pod>();
        var addresses = Services.ToDictionary(s => s, _ => Child.FreePort());
        foreach (var service in Services)
        {
            var environment = await BenchEnvironment.EmptyAsync("pods_" + service, broker);
            pods[service] = new(service, addresses[service], environment.Settings);
            await pods[service].RunAsync("migrate");
            if (service == "organizations")
                await pods[service].RunAsync("appoint-administrator", FromVisitToJob.Administrator.ToString());
        }
        var gateway = new Dictionary<string, string?> { ["Auth:DevelopmentKey"] = BenchEnvironment.Key };
        foreach (var (service, port) in addresses)
            gateway[$"ReverseProxy:Clusters:{service}:Destinations:service:Address"] = $"http://127.0.0.1:{port}";
        pods["gateway"] = new("gateway", Child.FreePort(), gateway);
        try
        {
            foreach (var pod in pods.Values)
                await pod.StartAsync();
            foreach (var pod in pods.Values)
                await pod.ReadyAsync();
            var address = new Uri($"http://127.0.0.1:{pods["gateway"].Port}");
            using (var client = new PlatformClient(address, 1, TimeProvider.System))
                await new Divisions(client, TextWriter.Null, TimeProvider.System).LoadShippedAsync();
            var starts = pods.Keys.ToDictionary(n => n, _ => new List<double>());
            var memory = pods.Keys.ToDictionary(n => n, _ => new List<double>());
            for (var round = 1; round <= Rounds; round++)
            {
                foreach (var (name, pod) in pods)
                {
                    await pod.StopAsync();
                    await pod.StartAsync();
                    starts[name].Add((await pod.ReadyAsync()).TotalSeconds);
                }
                for (var story = 0; story < 3; story++)
                {
                    using var run = new StoryRun(address, round * 10 + story, TimeProvider.System);
                    await run.RunAsync();
                }
                await Task.Delay(TimeSpan.FromSeconds(20));
                foreach (var (name, pod) in pods)
                    memory[name].Add(await pod.MemoryAsync());
                var each = pods.Keys.Select(n =>
                    string.Create(CultureInfo.InvariantCulture, $"{n} {starts[n][^1]:0.0} s {memory[n][^1]:0} MiB")
                );
                await Console.Error.WriteLineAsync($"  pods round {round}: {string.Join(", ", each)}");
            }
            return
            [
                .. pods.Keys.Select(n => Row.Of($"pods: {n}, start to ready", "s", starts[n], null, "<= 10 s")),
                .. pods.Keys.Select(n => Row.Of($"pods: {n}, steady memory", "MiB", memory[n], null, "<= 200 MiB")),
            ];
        }
        finally
        {
            foreach (var pod in pods.Values)
                await pod.StopAsync();
        }
    }

    /// <summary>A container on the host network, where the servers of the bench listen.</summary>
    sealed class Pod(string image, int port, Dictionary<string, string?> settings)
    {
        static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false })
        {
            Timeout = TimeSpan.FromSeconds(5),
        };
        readonly string _name = $"bench-{image}";
        long _began;

        public int Port => port;

        public Task RunAsync(params string[] arguments) => PodmanAsync(["run", "--rm", .. Limits(), .. arguments]);

        public async Task StartAsync()
        {
            _began = Stopwatch.GetTimestamp();
            await PodmanAsync(["run", "--detach", "--replace", "--name", _name, .. Limits()]);
        }

        public async Task<TimeSpan> ReadyAsync()
        {
            while (Stopwatch.GetElapsedTime(_began) < TimeSpan.FromMinutes(2))
            {
                try
                {
                    using var answer = await Http.GetAsync(
                        new Uri($"http://127.0.0.1:{port}/health/{(image == "gateway" ? "startup" : "ready")}")
                    );
                    if (answer.IsSuccessStatusCode)
                        return Stopwatch.GetElapsedTime(_began);
                }
                catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
                { /* not yet */
                }
                await Task.Delay(20);
            }
            throw new TimeoutException(
                $"{image} was not ready in two minutes: {await PodmanAsync(["logs", "--tail", "20", _name])}"
            );
        }

        public Task StopAsync() => PodmanAsync(["rm", "--force", "--ignore", "--time", "40", _name]);

        /// <summary>Memory in MiB as the limit of the container counts it.</summary>
        public async Task<double> MemoryAsync()
        {
            var used = (await PodmanAsync(["stats", "--no-stream", "--format", "{{.MemUsage}}", _name]))
                .Split('/')[0]
                .Trim();
            return double.Parse(used[..^2], CultureInfo.InvariantCulture)
                * used[^2] switch
                {
                    'k' => 1e3,
                    'M' => 1e6,
                    _ => 1e9,
                }
                / (1 << 20);
        }

        string[] Limits()
        {
            List<string> arguments =
            [
                "--network",
                "host",
                "--pull",
                "never",
                "--read-only",
                "--cap-drop",
                "all",
                "--security-opt",
                "no-new-privileges",
                "--tmpfs",
                "/tmp",
                "--cpus",
                "1",
                "--memory",
                "256m",
                "--memory-swap",
                "256m",
                "--env",
                "ASPNETCORE_ENVIRONMENT=Development",
                "--env",
                $"ASPNETCORE_URLS=http://127.0.0.1:{port}",
                "--env",
                "DataProtection__Path=/tmp/keys",
            ];
            foreach (var (key, value) in settings)
                arguments.AddRange(["--env", $"{key.Replace(":", "__", StringComparison.Ordinal)}={value}"]);
            return [.. arguments, $"platform/{image}:{Version}"];
        }

        static string Version =>
            File.ReadLines(Path.Combine(TestServers.Root, "charts", "platform", "Chart.yaml"))
                .First(l => l.StartsWith("appVersion:", StringComparison.Ordinal))["appVersion:".Length..]
                .Trim();

        static async Task<string> PodmanAsync(string[] arguments)
        {
            using var process = Process.Start(
                new ProcessStartInfo("podman", arguments)
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0
                ? output.Trim()
                : throw new InvalidOperationException($"podman {arguments[0]}: {await error}");
        }
    }
}
