using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Testing;

/// <summary>
/// The platform as it is delivered: five processes on free ports, a database and roles for each service, and one
/// virtual host of the test broker. In a replaceable platform each process has a constant address, as in a cluster, and
/// drains before it ends.
/// </summary>
public class WholePlatform(bool replaceable = false) : IAsyncDisposable
{
    public const string GatewayName = "gateway";
    public static readonly string[] Services = ["organizations", "census", "training", "jobs"];

    /// <summary>
    /// Time for which a cluster may still send requests to a terminating process, and the longer drainSeconds, with a
    /// margin for a busy machine.
    /// </summary>
    static readonly TimeSpan Drain = TimeSpan.FromSeconds(8),
        Hearsay = TimeSpan.FromSeconds(2);
    static int _lastPort = 21_000 + Environment.ProcessId % 280 * 10;
    readonly StringWriter _log = new();
    readonly Dictionary<string, RunningProcess> _processes = [];
    readonly Dictionary<string, Link> _links = [];
    readonly Dictionary<string, TestDatabase> _databases = [];
    readonly Dictionary<string, Dictionary<string, string>> _settings = [];
    readonly List<RunningProcess> _made = [];
    TestBroker? _broker;

    /// <summary>The running processes by name.</summary>
    public IReadOnlyDictionary<string, RunningProcess> Processes => _processes;
    public IReadOnlyDictionary<string, TestDatabase> Databases => _databases;
    public TestBroker Broker => _broker!;
    public Uri Gateway => Address(GatewayName);

    /// <summary>Auth:DevelopmentKey of all five processes.</summary>
    public string DevelopmentKey { get; } = Key();

    /// <summary>The output of all processes so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    /// <summary>
    /// Creates databases and virtual host, migrates, starts all five processes and waits until ready.
    /// </summary>
    /// <param name="administrator">The person to appoint as first administrator.</param>
    public async Task StartAsync(Binaries binaries, Guid administrator)
    {
        var broker = TestBroker.CreateAsync();
        var databases = Services.Select(s => (Service: s, Database: TestDatabase.CreateEmptyAsync())).ToList();
        _broker = await broker;
        foreach (var (service, database) in databases)
            _databases[service] = await database;
        var transport = Key();
        foreach (var service in Services)
            _settings[service] = ServiceSettings(service, transport);
        foreach (var service in Services)
            Put(service, binaries);
        _settings[GatewayName] = GatewaySettings();
        Put(GatewayName, binaries);
        await MigrateAsync(binaries);
        foreach (var process in _processes.Values)
            process.Start();
        await _processes["organizations"]
            .RunVerbAsync(new Dictionary<string, string>(), "appoint-administrator", administrator.ToString());
        await AllReadyAsync();
    }

    /// <summary>Runs `migrate` of these binaries for every service.</summary>
    public Task MigrateAsync(Binaries binaries) =>
        Task.WhenAll(
            Services.Select(s =>
                Make(s, binaries)
                    .RunVerbAsync(
                        new Dictionary<string, string> { ["ConnectionStrings__Owner"] = _databases[s].OwnerText },
                        "migrate"
                    )
            )
        );

    public Task AllReadyAsync() => Task.WhenAll(_processes.Values.Select(p => p.ReadyAsync()));

    /// <summary>
    /// Replaces all processes as a rolling update does: the new process starts beside the old one and shares the
    /// requests when it is ready; then the old one gets SIGTERM and, for a while, still requests. The next process
    /// starts while an old one drains. Ten processes at once would starve each other on two processors.
    /// </summary>
    /// <exception cref="InvalidOperationException">An old process ended with an error.</exception>
    public async Task ReplaceAllAsync(Binaries binaries)
    {
        List<Task> ending = [];
        foreach (var name in _processes.Keys.ToList())
            ending.Add(await ReplaceAsync(name, binaries));
        await Task.WhenAll(ending);
    }

    /// <returns>When the new process has all requests: the task of the end of the old one.</returns>
    async Task<Task> ReplaceAsync(string name, Binaries binaries)
    {
        var (old, next) = (_processes[name], Make(name, binaries));
        next.Start();
        // The probes of the chart.
        await next.ReadyAsync(name == GatewayName ? "/health/startup" : "/health/ready");
        _links[name].LeadTo(old.Port, next.Port);
        var ending = EndAsync();
        await Task.Delay(Hearsay);
        _links[name].LeadTo(next.Port);
        _processes[name] = next;
        return ending;

        async Task EndAsync()
        {
            if (await old.TerminateAsync() is not 0 and var code)
                throw new InvalidOperationException($"{name} ended with {code} after SIGTERM");
        }
    }

    /// <summary>
    /// Starts one more process of a service with the same settings, without requests from the gateway.
    /// </summary>
    public async Task<RunningProcess> StartBesideAsync(string name, Binaries binaries)
    {
        var process = Make(name, binaries);
        process.Start();
        await process.ReadyAsync();
        return process;
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var link in _links.Values)
            await link.DisposeAsync();
        foreach (var process in _made)
            process.Dispose();
        if (_broker is not null)
            await _broker.DisposeAsync();
        foreach (var database in _databases.Values)
            await database.DisposeAsync();
    }

    void Put(string name, Binaries binaries)
    {
        _processes[name] = Make(name, binaries);
        if (replaceable)
            _links[name] = new("127.0.0.1", _processes[name].Port);
    }

    RunningProcess Make(string name, Binaries binaries)
    {
        var port = FreePort();
        RunningProcess process = new(
            name,
            binaries.Program(name),
            port,
            new Dictionary<string, string>(_settings[name]) { ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}" },
            _log
        );
        _made.Add(process);
        return process;
    }

    Uri Address(string name) => replaceable ? new($"http://127.0.0.1:{_links[name].Port}") : _processes[name].Address;

    Dictionary<string, string> ServiceSettings(string service, string transport) =>
        new(Common())
        {
            ["ConnectionStrings__App"] = _databases[service].AppText,
            ["ConnectionStrings__Broker"] = Broker.Address.ToString(),
            ["Sealing__Current"] = "k1",
            ["Sealing__Keys__k1"] = Key(),
            ["Sealing__IndexKey"] = Key(),
            ["Sealing__Transport__Current"] = "t1",
            ["Sealing__Transport__Keys__t1"] = transport,
        };

    Dictionary<string, string> GatewaySettings()
    {
        var settings = Common();
        foreach (var service in Services)
            settings[$"ReverseProxy__Clusters__{service}__Destinations__service__Address"] = Address(service)
                .ToString();
        return settings;
    }

    Dictionary<string, string> Common()
    {
        Dictionary<string, string> settings = new()
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Auth__DevelopmentKey"] = DevelopmentKey,
            ["Auth__Trial"] = "true",
        };
        if (replaceable)
            settings["Drain__Seconds"] = Drain.TotalSeconds.ToString(null, null);
        return settings;
    }

    static string Key() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>
    /// A port below the range of outgoing connections: otherwise a retrying client could get the port of a restarting
    /// process. Also below 24,000, where the servers of single tests take theirs.
    /// </summary>
    static int FreePort()
    {
        for (var tries = 0; tries < 4_000; tries++)
            if (Interlocked.Increment(ref _lastPort) is var port && IsFree(port))
                return port;
        throw new InvalidOperationException("No port is free.");
    }

    static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        }
        catch (SocketException)
        {
            return false;
        }
        return true;
    }
}
