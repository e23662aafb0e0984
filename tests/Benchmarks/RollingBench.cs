using Stories;
using Testing;

namespace Benchmarks;

/// <summary>
/// All five processes replaced one after another, as a rolling restart does it, while their people send 50 requests a second through the gateway: reads and writes in all four services,
/// each sent once.
/// </summary>
static class RollingBench
{
    const int Rounds = 3;
    const double PerSecond = 50;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using WholePlatform platform = new(replaceable: true);
        await platform.StartAsync(Binaries.Present, FromVisitToJob.Administrator);
        using var day = await Workday.PrepareAsync(platform.Gateway, 1_414_213, TimeProvider.System);
        List<double> failed = [],
            wrong = [],
            longest = [];
        var known = 0L;
        for (var round = 1; round <= Rounds; round++)
        {
            var (calls, events, failures) = (day.Calls, day.Events, day.Failures.Count);
            using var evening = new CancellationTokenSource();
            var working = day.WorkAsync(PerSecond, evening.Token);
            foreach (var process in WholePlatform.Services.Append(WholePlatform.Gate))
                await platform.ReplaceAsync(process, Binaries.Present);
            await evening.CancelAsync();
            await working;
            await Ledger.SettledAsync(platform);
            var (tally, (lost, doubled)) = (
                await Ledger.TallyAsync(platform),
                await Ledger.CompareVisitsAsync(platform, day.Household, day.Visits + 1)
            );
            failed.Add(day.Failures.Count - failures);
            var all = tally.Lost + tally.Strange + tally.Held + lost + doubled;
            wrong.Add(all - known);
            known = all;
            longest.Add(day.LongestSince(calls));
            await Console.Error.WriteLineAsync(
                $"  rolling round {round}: {day.Calls - calls} calls, {day.Events - events} events of theirs, {failed[^1]} failed, the longest took {longest[^1]:0} ms; {tally}"
            );
            foreach (var failure in day.Failures.Skip(failures).Take(5))
                await Console.Error.WriteLineAsync("  " + failure);
        }
        return
        [
            Row.OfSum("rolling: requests failed, 50/s, all replaced", "requests", failed, "<= 0 requests"),
            Row.OfSum("rolling: events lost or doubled", "events", wrong, "<= 0 events"),
            Row.Of("rolling: longest request", "ms", longest, null),
        ];
    }
}
