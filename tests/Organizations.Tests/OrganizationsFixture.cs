using ServiceDefaults.Imports;
using Testing;

[assembly: AssemblyFixture(typeof(Organizations.Tests.OrganizationsFixture))]

namespace Organizations.Tests;

/// <summary>The service on a database and a virtual host of its own; each test works in a province of its own.</summary>
public sealed class OrganizationsFixture()
    : ServiceFixture(Subscriptions.All, Routes.Map, b => b.AddImports(Subscriptions.Files).AddDeadlines()),
        IAsyncLifetime;
