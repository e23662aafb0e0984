using System.Diagnostics;

namespace Benchmarks;

/// <summary>One side of a comparison; a run returns one figure for each measure.</summary>
sealed record Side(string Name, Func<int, Task<double[]>> Run);

/// <summary>
/// Runs the sides alternately, first once as warm-up, and reverses the order each round, so that other load on the
/// machine affects all sides.
/// </summary>
sealed class Comparison
{
    readonly Dictionary<string, List<double[]>> _figures = [];

    /// <summary>Figures of a side for one measure, by round.</summary>
    public IReadOnlyList<double> this[string side, int measure = 0] => [.. _figures[side].Select(f => f[measure])];

    /// <param name="name">Name of the bench in the progress output.</param>
    /// <param name="rounds">Number of rounds, at least 3.</param>
    /// <param name="sides">The sides; Run gets the number of the round, 0 is the warm-up.</param>
    public static async Task<Comparison> RunAsync(string name, int rounds, params Side[] sides)
    {
        var comparison = new Comparison();
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
                if (!comparison._figures.TryGetValue(side.Name, out var list))
                    comparison._figures[side.Name] = list = [];
                list.Add(figures);
            }
        return comparison;
    }
}
