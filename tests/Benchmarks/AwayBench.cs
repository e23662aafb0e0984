using Stories;
using Testing;

namespace Benchmarks;

/// <summary>
/// An outage of ten minutes of the broker, then of PostgreSQL, under low load: no process ends, no event is lost, and
/// all services recover. Takes 22 minutes, so it runs only by name.
/// </summary>
static class AwayBench
{
    const double PerSecond = 2;
    static readonly TimeSpan Away = TimeSpan.FromMinutes(10);

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using WholePlatform platform = new();
        await platform.StartAsync(Binaries.Present, FromVisitToJob.Administrator);
        using var load = await BackgroundLoad.PrepareAsync(platform.Gateway, 1_618_033, TimeProvider.System);
        List<Row> rows = [];
        foreach (var (server, name) in new[] { ("broker", "broker"), ("postgres", "PostgreSQL") })
        {
            var (failed, visits) = (load.Failures.Count, load.Visits);
            using var stop = new CancellationTokenSource();
            var loading = load.WorkAsync(PerSecond, stop.Token);
            var outage = await Outage.WatchAsync(platform, server, Away);
            await stop.CancelAsync();
            await loading;
            await Ledger.SettledAsync(platform);
            var (tally, (lost, doubled)) = (
                await Ledger.TallyAsync(platform),
                await Ledger.CompareVisitsAsync(platform, load.Household, load.Visits + 1)
            );
            await Console.Error.WriteLineAsync(
                $"  away {name}: said {string.Join(", ", outage.Said)}; {load.Visits - visits} visits "
                    + $"recorded, {load.Failures.Count - failed} calls refused; {tally}"
            );
            foreach (var death in outage.Died.Take(5))
                await Console.Error.WriteLineAsync($"  away {name}: {death}");
            rows.Add(Row.Of($"away: {name} 10 min, then ready after", "s", [outage.UntilReady], null, "<= 30 s"));
            rows.Add(
                Row.Of($"away: {name} 10 min, then all applied after", "s", [outage.UntilApplied], null, "<= 30 s")
            );
            rows.Add(
                Row.Of(
                    $"away: {name} 10 min, died or restarted",
                    "processes",
                    [outage.Died.Count],
                    null,
                    "<= 0 processes"
                )
            );
            rows.Add(
                Row.Of(
                    $"away: {name} 10 min, lost or doubled",
                    "events",
                    [tally.Lost + tally.Strange + lost + (server == "broker" ? doubled : 0)],
                    null,
                    "<= 0 events"
                )
            );
            rows.Add(
                Row.Of(
                    $"away: {name} 10 min, memory then and before",
                    "MB",
                    [outage.MemoryMost],
                    [outage.MemoryBefore],
                    "<= 1.5"
                )
            );
        }
        return rows;
    }
}
