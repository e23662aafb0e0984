using Testing;

[assembly: AssemblyFixture(typeof(Census.Tests.CensusFixture))]

namespace Census.Tests;

/// <summary>The service on a database and a virtual host of its own; each test works in a county of its own.</summary>
public sealed class CensusFixture() : ServiceFixture(Subscriptions.All, Routes.Map), IAsyncLifetime;
