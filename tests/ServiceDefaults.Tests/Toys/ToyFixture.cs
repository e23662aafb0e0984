using ServiceDefaults.Tests.Toys;
using Testing;

[assembly: AssemblyFixture(typeof(ToyFixture))]

namespace ServiceDefaults.Tests.Toys;

/// <summary>The toy service that tests share where they only add rows of their own.</summary>
public sealed class ToyFixture() : ServiceFixture(ToyService.Subscriptions(), ToyService.Routes), IAsyncLifetime;
