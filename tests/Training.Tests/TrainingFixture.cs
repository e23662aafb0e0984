using Testing;

[assembly: AssemblyFixture(typeof(Training.Tests.TrainingFixture))]

namespace Training.Tests;

/// <summary>Training on real servers, shared by all tests; each test creates its own county.</summary>
public sealed class TrainingFixture() : ServiceFixture(Subscriptions.All, Routes.Map), IAsyncLifetime;

/// <summary>A separate Training, for tests that move the clock.</summary>
public sealed class ClockFixture() : ServiceFixture(Subscriptions.All, Routes.Map), IAsyncLifetime;
