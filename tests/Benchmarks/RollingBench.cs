using Stories;
using Testing;

namespace Benchmarks;

/// <summary>
/// Replaces all five processes one after another as a rolling restart does, while clients send 50 requests per second
/// through the gateway: reads and writes in all four services, each sent once. Three rounds on an idle machine, three
/// while another program keeps every processor busy.
/// </summary>
static class RollingBench
{
    const int Rounds = 3;
    const double PerSecond = 50;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using WholePlatform platform = new(replaceable: true);
        await platform.StartAsync(Binaries.Present, FromVisitToJob.Administrator);
        using var load = await BackgroundLoad.PrepareAsync(platform.Gateway, 1_414_213, TimeProvider.System);
        var quiet = await RoundsAsync(platform, load, "quiet", 0);
        await using var burner = Child.Part("part-burner", new Dictionary<string, string?>());
        var starved = await RoundsAsync(platform, load, "starved", (long)quiet.Wrong.Sum());
        return
        [
            Row.OfSum("rolling: requests failed, 50/s, all replaced", "requests", quiet.Failed, "<= 0 requests"),
            Row.OfSum("rolling: events lost or doubled", "events", quiet.Wrong, "<= 0 events"),
            Row.Of("rolling: longest request", "ms", quiet.Longest, null),
            Row.OfSum("rolling: starved, requests failed", "requests", starved.Failed, "<= 0 requests"),
            Row.OfSum("rolling: starved, events lost or doubled", "events", starved.Wrong, "<= 0 events"),
            Row.Of("rolling: starved, longest request", "ms", starved.Longest, null),
        ];
    }

    static async Task<Found> RoundsAsync(WholePlatform platform, BackgroundLoad load, string how, long known)
    {
        Found found = new([], [], []);
        for (var round = 1; round <= Rounds; round++)
        {
            var (calls, events, failures) = (load.Calls, load.Events, load.Failures.Count);
            using var stop = new CancellationTokenSource();
            var loading = load.WorkAsync(PerSecond, stop.Token);
            await platform.ReplaceAllAsync(Binaries.Present);
            await stop.CancelAsync();
            await loading;
            await Ledger.SettledAsync(platform);
            var (tally, (lost, doubled)) = (
                await Ledger.TallyAsync(platform),
                await Ledger.CompareVisitsAsync(platform, load.Household, load.Visits + 1)
            );
            found.Failed.Add(load.Failures.Count - failures);
            var all = tally.Lost + tally.Strange + tally.Held + lost + doubled;
            found.Wrong.Add(all - known);
            known = all;
            found.Longest.Add(load.LongestSince(calls));
            await Console.Error.WriteLineAsync(
                $"  rolling {how} round {round}: {load.Calls - calls} calls, {load.Events - events} events "
                    + $"of theirs, {found.Failed[^1]} failed, the longest took {found.Longest[^1]:0} ms; {tally}"
            );
            foreach (var failure in load.Failures.Skip(failures).Take(5))
                await Console.Error.WriteLineAsync("  " + failure);
        }
        return found;
    }

    sealed record Found(List<double> Failed, List<double> Wrong, List<double> Longest);
}
