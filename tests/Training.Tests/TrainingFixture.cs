using Testing;

[assembly: AssemblyFixture(typeof(Training.Tests.TrainingFixture))]

namespace Training.Tests;

/// <summary>Training on real servers, shared by all tests; each makes a county of its own.</summary>
public sealed class TrainingFixture() : ServiceFixture(Subscriptions.All, Routes.Map), IAsyncLifetime;

/// <summary>Training by itself, for tests that move the clock.</summary>
public sealed class ClockFixture() : ServiceFixture(Subscriptions.All, Routes.Map), IAsyncLifetime;
