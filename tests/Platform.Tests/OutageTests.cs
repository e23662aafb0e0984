using Stories;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>
/// A short outage of a server: no process is restarted, and all services recover by themselves. `./platform bench away`
/// measures ten minutes.
/// </summary>
[Trait("Needs", "time")]
public sealed class OutageTests(PlatformFixture platform, ITestOutputHelper output)
{
    static readonly TimeSpan Away = TimeSpan.FromSeconds(12);

    [Fact]
    public async Task Without_the_broker_for_12_seconds_services_stay_ready_but_degraded_and_events_are_applied_afterwards()
    {
        using var load = await BackgroundLoad.PrepareAsync(platform.Gateway, platform.NewSeed(), TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var loading = load.WorkAsync(10, stop.Token);
        var outage = await Outage.WatchAsync(platform, "broker", Away);
        await stop.CancelAsync();
        await loading;
        output.WriteLine($"{outage}; {load.Calls} calls, {load.Events} with an event");
        Assert.Empty(outage.Died);
        Assert.Equal(["200 degraded"], outage.Said);
        // WatchAsync waits until all services are ready, which includes their consumers.
        Assert.Empty(load.Failures);
        await Ledger.SettledAsync(platform);
        Assert.Equal((0, 0), await Ledger.CompareVisitsAsync(platform, load.Household, load.Visits + 1));
    }

    [Fact]
    public async Task Without_PostgreSQL_for_12_seconds_services_are_live_but_not_ready_and_calls_get_503()
    {
        using var load = await BackgroundLoad.PrepareAsync(platform.Gateway, platform.NewSeed(), TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var loading = load.WorkAsync(5, stop.Token);
        var outage = await Outage.WatchAsync(platform, "postgres", Away);
        await stop.CancelAsync();
        await loading;
        output.WriteLine($"{outage}; {load.Calls} calls, {load.Failures.Count} refused");
        Assert.Empty(outage.Died);
        Assert.Equal(["503 not ready"], outage.Said);
        Assert.All(load.Failures, f => Assert.Contains(": 503 ", f, StringComparison.Ordinal));
        await Ledger.SettledAsync(platform);
        var tally = await Ledger.TallyAsync(platform);
        Assert.Equal((0, 0), (tally.Lost, tally.Strange));
    }
}
