using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Stories;
using Xunit;

namespace Charts.Tests.Containers;

/// <summary>
/// A node for one release: podman runs the trial's manifests as a kubelet would (settings from Secrets, users,
/// read-only roots, dropped rights, limits, volumes, HTTP probes), all at once and in no order. There is no API server,
/// scheduler or network policy: README.md of the chart lists what is therefore not tested.
/// ./platform test --containers prepares it and runs these tests inside its network.
/// </summary>
public sealed class Node(RenderedChart chart) : IAsyncLifetime
{
    const string Network = "release";
    static readonly HttpClient Http = new(
        new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero }
    )
    {
        Timeout = TimeSpan.FromSeconds(10),
    };
    readonly string _folder = Directory.CreateTempSubdirectory("node-").FullName;
    readonly Dictionary<string, Running> _running = [];
    int _addresses = 1,
        _loads;
    Manifests? _release;

    /// <summary>The rendered release.</summary>
    public Manifests Release => _release ?? throw new InvalidOperationException("The release has not been rendered.");

    /// <summary>The four services and the gateway.</summary>
    public IReadOnlyList<Running> Workloads => [.. _running.Values.Where(r => r.Kind == "Deployment")];

    /// <summary>PostgreSQL and RabbitMQ.</summary>
    public IReadOnlyList<Running> Servers => [.. _running.Values.Where(r => r.Kind == "StatefulSet")];

    /// <summary>By service, the time at which its migration succeeded, on the node's clock.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Migrated { get; private set; } = new Dictionary<string, TimeSpan>();

    public Uri Gateway => new($"http://{_running["platform-gateway"].Address}:8080");

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("PLATFORM_NETWORK") is null)
            throw new InvalidOperationException("These tests are run by ./platform test --containers.");
        var file = Path.Combine(_folder, "release.yaml");
        await File.WriteAllTextAsync(
            file,
            await RenderedChart.TemplateAsync(
                chart.Helm,
                RenderedChart.Values("minimal"),
                "--set",
                "trial.postgresql.image=localhost/trial/postgresql:15",
                "--set",
                "trial.rabbitmq.image=localhost/trial/rabbitmq:3.10"
            )
        );
        _release = new((await RenderedChart.ReadAsync(file)).ToJsonString());
        await PodmanAsync("rm", "--all", "--force", "--time", "0");
        await PodmanAsync("volume", "prune", "--force");
        await PodmanAsync("network", "rm", "--force", Network);
        await PodmanAsync("network", "create", "--subnet", "10.89.77.0/24", Network);
        var began = Stopwatch.GetTimestamp();
        foreach (var manifest in Release.Of("Deployment", "StatefulSet"))
            await StartAsync(manifest.Text("kind"), manifest.Name(), manifest["spec"]!["template"]!);
        var ready = Task.WhenAll(_running.Values.Select(async r => r.ReadyAfter = await ReadyAsync(r, began)));
        var migrating = Task.WhenAll(
            Release
                .Of("Job")
                .Select(async job =>
                {
                    var run = await RunAsync(job.Name(), job["spec"]!["template"]!["spec"]!);
                    if (run.Code != 0)
                        throw new InvalidOperationException($"{job.Name()} ended with {run.Code}: {run.Output}");
                    return (
                        Service: job["spec"]!["template"]!.Map("metadata", "labels")["platform/service"],
                        At: Stopwatch.GetElapsedTime(began)
                    );
                })
        );
        // If a server does not start, the migrations wait for long.
        if (await Task.WhenAny(ready, migrating) == ready)
            await ready;
        var migrated = await migrating;
        Migrated = migrated.ToDictionary(m => m.Service, m => m.At);
        await ready;
    }

    public async ValueTask DisposeAsync()
    {
        await PodmanAsync("rm", "--all", "--force", "--time", "0");
        await PodmanAsync("volume", "prune", "--force");
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Loads the divisions of the stories; repeating changes nothing.</summary>
    public async Task LoadAsync()
    {
        using var client = new PlatformClient(Gateway, ++_loads, TimeProvider.System);
        await new Divisions(client, TextWriter.Null, TimeProvider.System).LoadShippedAsync();
    }

    /// <summary>Starts a long-running pod with one container.</summary>
    /// <param name="user">The user instead of the image's, as in a cluster with own user numbers for each
    /// namespace.</param>
    public async Task<Running> StartAsync(string kind, string name, JsonNode template, string? user = null)
    {
        var pod = new Pod(name, template.Map("metadata", "labels"), template["spec"]!);
        var number = ++_addresses + 1;
        var running = new Running(
            kind,
            name,
            $"10.89.77.{number}",
            pod.Spec["terminationGracePeriodSeconds"]?.GetValue<int>() ?? 30,
            Assert.Single(pod.Spec.List("containers"))
        );
        var services = Release
            .Of("Service")
            .Where(s => pod.Matches(new JsonObject { ["matchLabels"] = s["spec"]!["selector"]!.DeepClone() }))
            .Select(s => s.Name());
        // A restarted container must keep its hardware address: with another, peers would send to the old one for half
        // a minute.
        await PodmanAsync(
            [
                "run",
                "--detach",
                "--name",
                name,
                "--ip",
                running.Address,
                "--mac-address",
                $"02:00:00:00:00:{number:x2}",
                .. services.SelectMany(s => new[] { "--network-alias", s }),
                "--stop-timeout",
                Text(running.GraceSeconds),
                .. await ArgumentsAsync(name, pod.Spec, running.Container, user),
            ],
            Settings(running.Container)
        );
        if (user is null)
            _running[name] = running;
        return running;
    }

    /// <summary>Runs a pod to its end: first its init containers one after another, then its container.</summary>
    public async Task<(int Code, string Output)> RunAsync(string name, JsonNode spec)
    {
        (int Code, string Output) last = (0, "");
        foreach (var container in spec.List("initContainers").Concat(spec.List("containers")))
        {
            var (code, output, error) = await RenderedChart.RunAsync(
                "podman",
                [
                    "run",
                    "--rm",
                    "--name",
                    $"{name}-{container.Text("name")}",
                    .. await ArgumentsAsync(name, spec, container, null),
                ],
                environment: Settings(container)
            );
            last = (code, output + error);
            if (code != 0)
                break;
        }
        return last;
    }

    /// <summary>
    /// Kills the container, as for a lack of memory, and restarts it as the kubelet does; returns when it is ready.
    /// </summary>
    public async Task KillAsync(Running running)
    {
        await PodmanAsync("kill", "--signal", "KILL", running.Name);
        await PodmanAsync("wait", running.Name);
        await PodmanAsync("start", running.Name);
    }

    /// <summary>
    /// Removes the pod with its data and starts another, as a StatefulSet without a claim does.
    /// </summary>
    public async Task ReplaceAsync(Running running)
    {
        await PodmanAsync("rm", "--force", "--time", "0", running.Name);
        foreach (
            var volume in (await PodmanAsync("volume", "ls", "--quiet", "--filter", $"name=^{running.Name}-")).Split(
                '\n',
                StringSplitOptions.RemoveEmptyEntries
            )
        )
            await PodmanAsync("volume", "rm", volume);
        await ReadyAsync(
            await StartAsync(running.Kind, running.Name, Release.One(running.Kind, running.Name)["spec"]!["template"]!),
            Stopwatch.GetTimestamp()
        );
    }

    /// <summary>Waits until the container's probes succeed.</summary>
    /// <returns>The time since <paramref name="began"/>.</returns>
    public static async Task<TimeSpan> ReadyAsync(Running running, long began)
    {
        var probe = running.Container["startupProbe"]!;
        var patience = TimeSpan.FromSeconds(
            Math.Min(180, probe["periodSeconds"]!.GetValue<int>() * probe["failureThreshold"]!.GetValue<int>())
        );
        foreach (var name in new[] { "startupProbe", "readinessProbe" })
            while (await ProbeAsync(running, running.Container[name]!) is { } trouble)
            {
                if (
                    await PodmanAsync("inspect", "--format", "{{.State.Status}}", running.Name) == "exited"
                    || Stopwatch.GetElapsedTime(began) > patience
                )
                    throw new TimeoutException(
                        $"{running.Name}: {name} after {Stopwatch.GetElapsedTime(began).TotalSeconds:0} "
                            + $"s: {trouble}. {await LogAsync(running)}"
                    );
                await Task.Delay(250);
            }
        return Stopwatch.GetElapsedTime(began);
    }

    /// <returns>Null if the probe succeeds, else its answer.</returns>
    public static async Task<string?> ProbeAsync(Running running, JsonNode probe)
    {
        try
        {
            var ports = running
                .Container.List("ports")
                .ToDictionary(p => p.Text("name"), p => p["containerPort"]!.GetValue<int>());
            if (probe["tcpSocket"] is { } socket)
            {
                using var client = new System.Net.Sockets.TcpClient();
                await client.ConnectAsync(running.Address, ports[socket.Text("port")]);
                return null;
            }
            var get = probe["httpGet"]!;
            using var answer = await Http.GetAsync(
                new Uri($"http://{running.Address}:{ports[get.Text("port")]}{get.Text("path")}")
            );
            return answer.IsSuccessStatusCode
                ? null
                : $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
        }
        catch (Exception e)
            when (e is HttpRequestException or System.Net.Sockets.SocketException or OperationCanceledException)
        {
            return e.Message;
        }
    }

    /// <summary>Runs podman; throws if it fails.</summary>
    public static Task<string> PodmanAsync(params string[] arguments) => PodmanAsync(arguments, null);

    static async Task<string> PodmanAsync(string[] arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var (code, output, error) = await RenderedChart.RunAsync("podman", arguments, environment: environment);
        return code == 0
            ? output.Trim()
            : throw new InvalidOperationException(
                $"podman {string.Join(' ', arguments.TakeWhile(a => a != "--env"))}: {error}"
            );
    }

    static Task<string> LogAsync(Running running) => PodmanAsync("logs", "--tail", "200", running.Name);

    IReadOnlyDictionary<string, string> Settings(JsonNode container) =>
        Pod.Environment(container, name => Manifests.Data(chart.TrialSecrets.One("Secret", name)));

    async Task<string[]> ArgumentsAsync(string name, JsonNode spec, JsonNode container, string? user)
    {
        List<string> arguments = ["--network", Network, "--pull", "never"];
        var (ofPod, own, image) = (spec["securityContext"]!, container["securityContext"]!, container.Text("image"));
        user ??= ofPod["runAsUser"] is { } number ? $"{number}:{ofPod["runAsGroup"]}" : null;
        // With runAsNonRoot the kubelet refuses an image whose user is 0 or no number.
        var runsAs = user ?? await PodmanAsync("image", "inspect", "--format", "{{.Config.User}}", image);
        if (
            ofPod["runAsNonRoot"]!.GetValue<bool>()
            && !(int.TryParse(runsAs.Split(':')[0], CultureInfo.InvariantCulture, out var id) && id > 0)
        )
            throw new InvalidOperationException($"{image} would run as '{runsAs}'");
        if (user is not null)
            arguments.AddRange(["--user", user]);
        if (own["readOnlyRootFilesystem"]!.GetValue<bool>())
            arguments.AddRange(["--read-only", "--read-only-tmpfs=false"]);
        foreach (var right in own["capabilities"]!.List("drop"))
            arguments.AddRange(["--cap-drop", right.GetValue<string>()]);
        if (!own["allowPrivilegeEscalation"]!.GetValue<bool>())
            arguments.AddRange(["--security-opt", "no-new-privileges"]);
        var limits = container["resources"]!.Map("limits");
        arguments.AddRange([
            "--cpus",
            limits["cpu"],
            "--memory",
            limits["memory"].Replace("Mi", "m", StringComparison.Ordinal),
            "--memory-swap",
            limits["memory"].Replace("Mi", "m", StringComparison.Ordinal),
        ]);
        foreach (var mount in container.List("volumeMounts"))
            arguments.AddRange(
                await MountAsync(name, spec.List("volumes").Single(v => v.Text("name") == mount.Text("name")), mount)
            );
        foreach (var variable in Settings(container).Keys)
            arguments.AddRange(["--env", variable]);
        string[] command =
        [
            .. container.List("command").Concat(container.List("args")).Select(a => a.GetValue<string>()),
        ];
        if (container["command"] is not null)
            (arguments, command) = ([.. arguments, "--entrypoint", command[0]], command[1..]);
        return [.. arguments, image, .. command];
    }

    async Task<string[]> MountAsync(string name, JsonNode volume, JsonNode mount)
    {
        var path = mount.Text("mountPath");
        if (volume["configMap"] is { } map)
        {
            var folder = Path.Combine(_folder, map.Text("name"));
            Directory.CreateDirectory(folder);
            foreach (var (file, text) in Release.One("ConfigMap", map.Text("name")).Map("data"))
                await File.WriteAllTextAsync(Path.Combine(folder, file), text);
            return ["--volume", $"{Path.Combine(folder, mount.Text("subPath"))}:{path}:ro"];
        }
        if (path == "/dev/shm")
            return ["--shm-size", volume["emptyDir"]!.Text("sizeLimit").Replace("Mi", "m", StringComparison.Ordinal)];
        // An emptyDir lives as long as the pod, also through a restart of the container.
        return ["--volume", $"{name}-{volume.Text("name")}:{path}:U"];
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A long-running container.</summary>
public sealed record Running(string Kind, string Name, string Address, int GraceSeconds, JsonNode Container)
{
    /// <summary>Time from the start of the whole release.</summary>
    public TimeSpan ReadyAfter { get; set; }
}
