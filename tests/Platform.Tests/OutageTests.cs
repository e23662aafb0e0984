using Stories;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>
/// A server away for a while: nothing is restarted, and all comes back by itself. The real ten minutes are `./platform
/// bench away`.
/// </summary>
[Trait("Needs", "time")]
public sealed class OutageTests(PlatformFixture platform, ITestOutputHelper output)
{
    static readonly TimeSpan Away = TimeSpan.FromSeconds(12);

    [Fact]
    public async Task Without_the_broker_for_12_seconds_all_stay_ready_but_degraded_and_what_was_written_meanwhile_is_applied_after()
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
        // Ready means that the consumers are back too.
        Assert.Empty(load.Failures);
        await Ledger.SettledAsync(platform);
        Assert.Equal((0, 0), await Ledger.CompareVisitsAsync(platform, load.Household, load.Visits + 1));
    }

    [Fact]
    public async Task Without_PostgreSQL_for_12_seconds_none_is_ready_all_live_and_callers_are_told_to_come_again()
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
