using RabbitMQ.Client;
using Testing;

namespace ServiceDefaults.Tests.Toys;

/// <summary>A virtual host and as many services as a test needs, for tests that stop, cut or move things.</summary>
sealed class Place : IAsyncDisposable
{
    readonly List<IAsyncDisposable> _parts = [];

    public TestBroker Broker { get; private init; } = null!;

    /// <summary>The way to the broker for services that are started with it.</summary>
    public Link Link { get; private init; } = null!;

    public Uri LinkedBroker => new UriBuilder(Broker.Address) { Host = "127.0.0.1", Port = Link.Port }.Uri;

    public static async Task<Place> CreateAsync()
    {
        var broker = await TestBroker.CreateAsync();
        return new() { Broker = broker, Link = new Link(broker.Address.Host, broker.Address.Port) };
    }

    public async Task<TestDatabase> DatabaseAsync()
    {
        var database = await TestDatabase.CreateAsync(typeof(Place).Assembly);
        _parts.Add(database);
        return database;
    }

    /// <summary>Starts a service, on a database of its own unless one is given.</summary>
    public async Task<TestService> StartAsync(
        ServiceSetup? setup = null,
        TestDatabase? database = null,
        bool linked = false,
        FakeClock? clock = null
    )
    {
        var service = await TestService.StartAsync(
            setup ?? ToyService.Setup,
            database ?? await DatabaseAsync(),
            linked ? LinkedBroker : Broker.Address,
            clock
        );
        _parts.Add(service);
        return service;
    }

    /// <summary>A connection of the test's own, to look at what goes over the exchanges.</summary>
    public async Task<IConnection> ConnectAsync()
    {
        var connection = await new ConnectionFactory { Uri = Broker.Address }.CreateConnectionAsync();
        _parts.Add(connection);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        _parts.Reverse();
        foreach (var part in _parts)
            await part.DisposeAsync();
        await Link.DisposeAsync();
        await Broker.DisposeAsync();
    }
}
