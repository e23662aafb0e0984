using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Testing;

/// <summary>
/// The whole platform as it is delivered: five processes on free ports, each service with a database and roles of its
/// own, all on one virtual host of the test broker. A replaceable one has a steady address before each process, as a
/// cluster gives it, and processes that drain before they end.
/// </summary>
public class WholePlatform(bool replaceable = false) : IAsyncDisposable
{
    public const string Gate = "gateway";
    public static readonly string[] Services = ["organizations", "census", "training", "jobs"];

    /// <summary>
    /// How long a cluster may go on sending to what it has told to end, and the drainSeconds that outlast it, by what a
    /// busy machine may oversleep too.
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

    /// <summary>What runs now, by name.</summary>
    public IReadOnlyDictionary<string, RunningProcess> Processes => _processes;
    public IReadOnlyDictionary<string, TestDatabase> Databases => _databases;
    public TestBroker Broker => _broker!;
    public Uri Gateway => Address(Gate);

    /// <summary>Auth:DevelopmentKey of all five.</summary>
    public string DevelopmentKey { get; } = Key();

    /// <summary>What all processes have said so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    /// <summary>Makes databases and broker, migrates, starts all five and waits until they are ready.</summary>
    /// <param name="administrator">Appointed before anybody else.</param>
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
        _settings[Gate] = GatewaySettings();
        Put(Gate, binaries);
        await MigrateAsync(binaries);
        foreach (var process in _processes.Values)
            process.Start();
        await _processes["organizations"]
            .RunVerbAsync(new Dictionary<string, string>(), "appoint-administrator", administrator.ToString());
        await AllReadyAsync();
    }

    /// <summary>Every service's `migrate`, as these binaries have it.</summary>
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
    /// As a rolling update does: the new process is started beside the old one and shares the requests when it is
    /// ready; the old one is told to end and still sent some for a while, until the cluster has heard of it. One starts
    /// after the other, for ten processes at once would starve each other on two processors; while an old one drains
    /// the next one starts.
    /// </summary>
    /// <exception cref="InvalidOperationException">An old one did not end well.</exception>
    public async Task ReplaceAllAsync(Binaries binaries)
    {
        List<Task> ending = [];
        foreach (var name in _processes.Keys.ToList())
            ending.Add(await ReplaceAsync(name, binaries));
        await Task.WhenAll(ending);
    }

    /// <returns>The end of the old one, once the new one has all requests.</returns>
    async Task<Task> ReplaceAsync(string name, Binaries binaries)
    {
        var (old, next) = (_processes[name], Make(name, binaries));
        next.Start();
        // The probes of the chart.
        await next.ReadyAsync(name == Gate ? "/health/startup" : "/health/ready");
        _links[name].LeadTo(old.Port, next.Port);
        var ending = EndAsync();
        await Task.Delay(Hearsay);
        _links[name].LeadTo(next.Port);
        _processes[name] = next;
        return ending;

        async Task EndAsync()
        {
            if (await old.TerminateAsync() is not 0 and var code)
                throw new InvalidOperationException($"{name}, told to end, ended with {code}");
        }
    }

    /// <summary>Another process of the same service, with its settings, that gets no requests from the gateway.</summary>
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
        };
        if (replaceable)
            settings["Drain__Seconds"] = Drain.TotalSeconds.ToString(null, null);
        return settings;
    }

    static string Key() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>
    /// Below the range from which outgoing connections get theirs: else a retrying client could be given the port of
    /// the very process that is being started again. And below 24,000, from where servers of a test's own take theirs.
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
