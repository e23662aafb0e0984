using RabbitMQ.Client;
using Testing;

namespace ServiceDefaults.Tests.Toys;

/// <summary>A virtual host and several services, for tests that stop services or cut connections.</summary>
sealed class Place : IAsyncDisposable
{
    readonly List<IAsyncDisposable> _parts = [];

    public TestBroker Broker { get; private init; } = null!;

    /// <summary>The link to the broker for services that are started with it.</summary>
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

    /// <summary>Starts a service, on its own database unless one is given.</summary>
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

    /// <summary>A connection of the test, to watch the exchanges.</summary>
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
