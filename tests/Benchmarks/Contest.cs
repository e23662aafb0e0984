using System.Diagnostics;

namespace Benchmarks;

/// <summary>One side of a contest: a run gives one figure a measure.</summary>
sealed record Side(string Name, Func<int, Task<double[]>> Run);

/// <summary>
/// Runs the sides by turns, each once to warm up, the order turned round every round, so that what else happens on the
/// machine hits all of them.
/// </summary>
sealed class Contest
{
    readonly Dictionary<string, List<double[]>> _figures = [];

    /// <summary>All figures of a side for a measure, by round.</summary>
    public IReadOnlyList<double> this[string side, int measure = 0] => [.. _figures[side].Select(f => f[measure])];

    /// <param name="name">The bench, for its progress.</param>
    /// <param name="rounds">At least 3.</param>
    /// <param name="sides">Run gets the round; 0 is the warm-up.</param>
    public static async Task<Contest> RunAsync(string name, int rounds, params Side[] sides)
    {
        var contest = new Contest();
        for (var round = 0; round <= rounds; round++)
            foreach (var side in round % 2 == 0 ? sides.Reverse() : sides)
            {
                GC.Collect();
                var began = Stopwatch.GetTimestamp();
                var figures = await side.Run(round);
                var said = string.Join(", ", figures.Select(f => f.ToString("G5", null)));
                await Console.Error.WriteLineAsync(
                    $"  {name} {(round == 0 ? "warm-up" : $"round {round}")} {side.Name}: {said} "
                        + $"({Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s)"
                );
                if (round == 0)
                    continue;
                if (!contest._figures.TryGetValue(side.Name, out var list))
                    contest._figures[side.Name] = list = [];
                list.Add(figures);
            }
        return contest;
    }
}
