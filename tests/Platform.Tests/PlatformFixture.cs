using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Platform.Tests;
using Stories;
using Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(PlatformFixture))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Platform.Tests;

/// <summary>The whole platform as it is delivered: five processes on free ports, each service with a database and roles of its own, all on one virtual host of the test broker.</summary>
public sealed class PlatformFixture : IAsyncLifetime
{
    public static readonly string[] Services = ["organizations", "census", "training", "jobs"];
    readonly StringWriter _log = new();
    readonly Dictionary<string, RunningProcess> _processes = [];
    readonly Dictionary<string, TestDatabase> _databases = [];
    TestBroker? _broker;
    long _seed = 20_231_120;
    Undisturbed? _undisturbed;

    public IReadOnlyDictionary<string, RunningProcess> Processes => _processes;
    public IReadOnlyDictionary<string, TestDatabase> Databases => _databases;
    public TestBroker Broker => _broker!;
    public Uri Gateway => _processes["gateway"].Address;

    /// <summary>What all processes have said so far.</summary>
    public string Log
    {
        get { lock (_log) return _log.ToString(); }
    }

    public async ValueTask InitializeAsync()
    {
        var broker = TestBroker.CreateAsync();
        var databases = Services.Select(s => (Service: s, Database: TestDatabase.CreateEmptyAsync())).ToList();
        _broker = await broker;
        foreach (var (service, database) in databases) _databases[service] = await database;
        var ports = FreePorts(5);
        var (development, transport) = (Key(), Key());
        foreach (var (service, port) in Services.Zip(ports)) _processes[service] = new(service, Dll($"services/{Name(service)}", Name(service)), port, ServiceSettings(service, port, development, transport), _log);
        _processes["gateway"] = new("gateway", Dll("gateway", "Gateway"), ports[4], GatewaySettings(ports, development), _log);
        await Task.WhenAll(Services.Select(s => _processes[s].RunVerbAsync(new Dictionary<string, string> { ["ConnectionStrings__Owner"] = _databases[s].OwnerText }, "migrate")));
        foreach (var process in _processes.Values) process.Start();
        await _processes["organizations"].RunVerbAsync(new Dictionary<string, string>(), "appoint-administrator", FromVisitToJob.Administrator.ToString());
        await AllReadyAsync();
        using var client = new PlatformClient(Gateway, 1, TimeProvider.System);
        await client.EventuallyAsync("the administrator is known", () => client.GetAsync(FromVisitToJob.Administrator, $"/organizations/v1/people/{FromVisitToJob.Administrator}"), a => a.IsSuccess);
        await new Divisions(client, TextWriter.Null, TimeProvider.System).LoadShippedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.Values) process.Dispose();
        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "processes.log"), Log);
        if (_broker is not null) await _broker.DisposeAsync();
        foreach (var database in _databases.Values) await database.DisposeAsync();
    }

    public Task AllReadyAsync() => Task.WhenAll(_processes.Values.Select(p => p.ReadyAsync()));

    /// <summary>A telling of its own people; the same number of tellings before it makes the same people.</summary>
    public Telling NewTelling() => new(Gateway, ++_seed * 7_919, TimeProvider.System);

    /// <summary>A telling that nothing disturbs: what it leaves, and how long each step's first GET and each of its POSTs take.</summary>
    public async Task<Undisturbed> UndisturbedAsync()
    {
        if (_undisturbed is null)
        {
            // The very first telling also makes what all later ones share: the year's series of certificate numbers.
            using (var first = NewTelling()) await first.TellAsync();
            using var telling = NewTelling();
            var calls = telling.Story.Steps.Select(_ => new SortedDictionary<int, TimeSpan>()).ToList();
            telling.Client.Answered = (step, number, took) => calls[step].TryAdd(number, took);
            _undisturbed = new(await LeftByAsync(telling), calls);
        }
        return _undisturbed;
    }

    /// <summary>Tells the story and counts what it left: what its people see at the end, and every row that came to be in any database, once all events have arrived.</summary>
    public async Task<SortedDictionary<string, string>> LeftByAsync(Telling telling, Func<int, Step, Func<Task>, Task>? around = null, Func<Task>? afterwards = null)
    {
        var said = Log.Length;
        await Ledger.SettledAsync(this);
        var before = await Ledger.CountAsync(this);
        await telling.TellAsync(around);
        if (afterwards is not null) await afterwards();
        await AllReadyAsync();
        await Ledger.SettledAsync(this);
        var left = await Summary.ReadAsync(telling.Client, telling.Story.Cast);
        foreach (var (table, rows) in await Ledger.CountAsync(this))
            if (rows - before.GetValueOrDefault(table) is not 0 and var more) left["rows " + table] = more.ToString(null, null);
        Discretion.AssertSilent(Log[said..], telling.Story.Invented);
        await Discretion.AssertSealedAsync(this, telling.Story.Invented);
        return left;
    }

    Dictionary<string, string> ServiceSettings(string service, int port, string development, string transport) => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development", ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}", ["Auth__DevelopmentKey"] = development,
        ["ConnectionStrings__App"] = _databases[service].AppText, ["ConnectionStrings__Broker"] = Broker.Address.ToString(),
        ["Sealing__Current"] = "k1", ["Sealing__Keys__k1"] = Key(), ["Sealing__IndexKey"] = Key(), ["Sealing__Transport__Current"] = "t1", ["Sealing__Transport__Keys__t1"] = transport,
    };

    static Dictionary<string, string> GatewaySettings(int[] ports, string development)
    {
        Dictionary<string, string> settings = new()
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development", ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{ports[4]}", ["Auth__DevelopmentKey"] = development,
        };
        foreach (var (service, port) in Services.Zip(ports)) settings[$"ReverseProxy__Clusters__{service}__Destinations__service__Address"] = $"http://127.0.0.1:{port}";
        return settings;
    }

    static string Name(string service) => char.ToUpperInvariant(service[0]) + service[1..];

    static string Key() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>The build output beside this test's own, of the same configuration.</summary>
    static string Dll(string folder, string name) =>
        Path.Combine(TestServers.Root, folder, "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, new DirectoryInfo(AppContext.BaseDirectory).Name, name + ".dll");

    /// <summary>Below the range from which outgoing connections get theirs: else a retrying client could be given the port of the very process that is being started again.</summary>
    static int[] FreePorts(int count) => [.. Enumerable.Range(21_000 + Environment.ProcessId % 300 * 10, 4_000).Where(IsFree).Take(count)];

    static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try { socket.Bind(new IPEndPoint(IPAddress.Loopback, port)); }
        catch (SocketException) { return false; }
        return true;
    }
}

/// <param name="Left">What its people see at the end, and the rows it added.</param>
/// <param name="Calls">For each step how long its calls took, by their numbers; 0 is its first GET.</param>
public sealed record Undisturbed(SortedDictionary<string, string> Left, IReadOnlyList<SortedDictionary<int, TimeSpan>> Calls);
