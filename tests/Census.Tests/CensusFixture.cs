using Testing;

[assembly: AssemblyFixture(typeof(Census.Tests.CensusFixture))]

namespace Census.Tests;

/// <summary>The service with its own database and virtual host; each test creates its own county.</summary>
public sealed class CensusFixture() : ServiceFixture(Subscriptions.All, Routes.Map), IAsyncLifetime;
