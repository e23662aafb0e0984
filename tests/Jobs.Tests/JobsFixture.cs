using ServiceDefaults.Data;
using Testing;

[assembly: AssemblyFixture(typeof(Jobs.Tests.JobsFixture))]

namespace Jobs.Tests;

/// <summary>Jobs on real servers, shared by all tests; each test creates its own county.</summary>
public sealed class JobsFixture() : ServiceFixture(Subscriptions.All, Routes.Map), IAsyncLifetime;

/// <summary>A separate Jobs with its timers, for tests that move the clock.</summary>
public sealed class ClockFixture()
    : ServiceFixture(Subscriptions.All, Routes.Map, b => b.AddTimers(Subscriptions.Timers)),
        IAsyncLifetime;
