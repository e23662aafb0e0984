using System.Globalization;
using System.Text.Json;
using ServiceDefaults.Auth;

namespace Benchmarks.Parts;

/// <summary>
/// The load in a process of its own, so that neither the collector nor the threads of the bench stand between request
/// and answer: `part-load target seconds tokens [rate]`, the key of the tokens in Key. Prints what was measured as one
/// JSON object.
/// </summary>
static class Driver
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        double Number(int i) => double.Parse(arguments[i], CultureInfo.InvariantCulture);
        var (target, seconds) = (new Uri(arguments[0]), TimeSpan.FromSeconds(Number(1)));
        var (now, key) = (TimeProvider.System.GetUtcNow(), Place.Setting("Key"));
        Load load = new(
            target,
            [
                .. NoteTaken
                    .Aggregates((int)Number(2), seed: 11)
                    .Select(subject => Tokens.IssueDevelopmentToken(key, subject, now, TimeSpan.FromHours(1))),
            ]
        );
        Measured measured;
        if (arguments.Length == 3)
        {
            var (rate, requests) = await load.FastAsync(seconds);
            measured = new(rate, requests, 0, 0);
        }
        else
        {
            var latencies = await load.SteadyAsync(Number(3), seconds);
            measured = new(
                Number(3),
                latencies.Length,
                latencies[(int)(latencies.Length * 0.99)],
                latencies[latencies.Length / 2]
            );
        }
        Console.WriteLine(JsonSerializer.Serialize(measured));
        return 0;
    }

    /// <param name="Rate">Requests a second.</param>
    /// <param name="Requests">Answered in all.</param>
    /// <param name="P99">In ms; 0 where the load goes as fast as it can.</param>
    /// <param name="Median">In ms, likewise.</param>
    public sealed record Measured(double Rate, long Requests, double P99, double Median);
}
