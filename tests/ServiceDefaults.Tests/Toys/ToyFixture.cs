using ServiceDefaults.Tests.Toys;
using Testing;

[assembly: AssemblyFixture(typeof(ToyFixture))]

namespace ServiceDefaults.Tests.Toys;

/// <summary>The toy service shared by tests that only add their own rows.</summary>
public sealed class ToyFixture() : ServiceFixture(ToyService.Subscriptions(), ToyService.Routes), IAsyncLifetime;
