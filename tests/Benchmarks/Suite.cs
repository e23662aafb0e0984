using System.Diagnostics;

namespace Benchmarks;

/// <summary>
/// All benches by name. `bench [name] [--json]` runs one or all and prints a table or a JSON object per row.
/// </summary>
static class Suite
{
    static readonly (string Name, Func<Task<IReadOnlyList<Row>>> Run)[] All =
    [
        ("relay", RelayBench.RunAsync),
        ("consumer", ConsumerBench.RunAsync),
        ("points", PointsBench.RunAsync),
        ("changes", ChangesBench.RunAsync),
        ("lists", ListsBench.RunAsync),
        ("routes", RoutesBench.RunAsync),
        ("gateway", GatewayBench.RunAsync),
        ("cookies", CookieBench.RunAsync),
        ("import", ImportBench.RunAsync),
        ("divisions", DivisionBench.RunAsync),
        ("start", StartBench.RunAsync),
        ("rest", RestBench.RunAsync),
        ("rest-import", RestImportBench.RunAsync),
        ("reorganise", ReorganiseBench.RunAsync),
        ("relocation", RelocationBench.RunAsync),
        ("leaders", LeadersBench.RunAsync),
        ("rolling", RollingBench.RunAsync),
        ("away", AwayBench.RunAsync),
        ("images", ImageBench.RunAsync),
        ("pods", PodBench.RunAsync),
    ];

    /// <summary>Benches that take too long to run with the others, or need root and podman.</summary>
    static readonly string[] OnlyWhenNamed = ["away", "images", "pods", "rest", "rest-import"];

    public static async Task<int> RunAsync(string[] args)
    {
        var (json, names) = (args.Contains("--json"), args.Where(a => !a.StartsWith('-')).ToList());
        if (args.FirstOrDefault(a => a.StartsWith('-') && a != "--json") is { } option)
        {
            await Console.Error.WriteLineAsync(
                $"bench [name ...] [--json]; names: {string.Join(", ", All.Select(b => b.Name))}; by name "
                    + $"only: {string.Join(", ", OnlyWhenNamed)}"
            );
            return option is "-h" or "--help" ? 0 : 2;
        }
        if (names.Except(All.Select(b => b.Name)).FirstOrDefault() is { } unknown)
        {
            await Console.Error.WriteLineAsync(
                $"No bench '{unknown}'. Known: {string.Join(", ", All.Select(b => b.Name))}"
            );
            return 2;
        }
        List<Row> rows = [];
        var failed = 0;
        foreach (
            var (name, run) in All.Where(b =>
                names.Count == 0 ? !OnlyWhenNamed.Contains(b.Name) : names.Contains(b.Name)
            )
        )
        {
            var began = Stopwatch.GetTimestamp();
            await Console.Error.WriteLineAsync($"{name}: running");
            try
            {
                var some = await run();
                rows.AddRange(some);
                if (json)
                    foreach (var row in some)
                        Console.WriteLine(row.ToJson());
            }
            catch (Exception e)
            {
                failed++;
                await Console.Error.WriteLineAsync($"{name}: FAILED: {e}");
            }
            await Console.Error.WriteLineAsync($"{name}: took {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
        }
        if (!json)
        {
            Console.WriteLine();
            Console.WriteLine(Row.Head);
            foreach (var row in rows)
                Console.WriteLine(row);
            var missed = rows.Where(r => r.Pass == false).Select(r => r.Name).ToList();
            Console.WriteLine();
            Console.WriteLine(
                $"{rows.Count(r => r.Pass == true)} targets met, {missed.Count} "
                    + $"missed{(missed.Count > 0 ? ": " + string.Join("; ", missed) : "")}"
                    + $"{(failed > 0 ? $"; {failed} benches failed" : "")}"
            );
        }
        return failed == 0 ? 0 : 1;
    }
}
