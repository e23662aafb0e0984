using System.Globalization;
using System.Text.Json;
using ServiceDefaults.Auth;

namespace Benchmarks.Parts;

/// <summary>
/// The load in a separate process, so that garbage collection and threads of the bench do not delay it: `part-load
/// target seconds tokens [rate]`, with the signing key of the tokens in Key. Prints the figures as one JSON object.
/// </summary>
static class Driver
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        double Number(int i) => double.Parse(arguments[i], CultureInfo.InvariantCulture);
        var (target, seconds) = (new Uri(arguments[0]), TimeSpan.FromSeconds(Number(1)));
        var (now, key) = (TimeProvider.System.GetUtcNow(), BenchEnvironment.Setting("Key"));
        Load load = new(
            target,
            [
                .. NoteTaken
                    .Aggregates((int)Number(2), seed: 11)
                    .Select(subject =>
                        "Authorization: Bearer "
                        + Tokens.IssueDevelopmentToken(key, subject, now, TimeSpan.FromHours(1))
                    ),
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

    /// <param name="Rate">Requests per second.</param>
    /// <param name="Requests">All answered requests.</param>
    /// <param name="P99">Latency in ms; 0 at full speed.</param>
    /// <param name="Median">Latency in ms; 0 at full speed.</param>
    public sealed record Measured(double Rate, long Requests, double P99, double Median);
}
