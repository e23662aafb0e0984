using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using ServiceDefaults.Messaging;

namespace Testing;

/// <summary>
/// One service for many tests, with its own database and virtual host. A test project derives its assembly fixture and
/// adds xunit's IAsyncLifetime: sealed class CensusFixture() : ServiceFixture(Subscriptions.All, Routes.Map),
/// IAsyncLifetime.
/// </summary>
public abstract class ServiceFixture(
    EventSubscriptions subscriptions,
    Action<RouteGroupBuilder> routes,
    Action<WebApplicationBuilder>? configure = null
)
{
    public TestDatabase Database { get; private set; } = null!;
    public TestBroker Broker { get; private set; } = null!;
    public TestService Service { get; private set; } = null!;
    public ServiceSetup Setup { get; } = new(subscriptions, routes) { Configure = configure };

    public async ValueTask InitializeAsync()
    {
        var broker = TestBroker.CreateAsync();
        Database = await TestDatabase.CreateAsync(subscriptions.Program);
        Broker = await broker;
        Service = await TestService.StartAsync(Setup, Database, Broker.Address);
    }

    public async ValueTask DisposeAsync()
    {
        if (Service is not null)
            await Service.DisposeAsync();
        if (Broker is not null)
            await Broker.DisposeAsync();
        if (Database is not null)
            await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
