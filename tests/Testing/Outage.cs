using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Testing;

/// <summary>What the processes of a platform did while one of its servers was away, and after.</summary>
/// <param name="Died">Processes of which /health/live did not answer 200 twice in a row, or that are not the ones from
/// before.</param>
/// <param name="Said">What the services said at /health/ready meanwhile, once they had noticed.</param>
/// <param name="UntilReady">From the server's return until all of them say ready, in seconds.</param>
/// <param name="UntilApplied">From the server's return until everything published had been applied, in seconds.</param>
/// <param name="MemoryBefore">All five together, in MB.</param>
/// <param name="MemoryMost">The most while the server was away, in MB.</param>
public sealed record Outage(
    IReadOnlyList<string> Died,
    IReadOnlyList<string> Said,
    double UntilReady,
    double UntilApplied,
    double MemoryBefore,
    double MemoryMost
)
{
    const string NoAnswer = "no answer";
    static readonly TimeSpan ToNotice = TimeSpan.FromSeconds(6);

    /// <summary>Kills a server of the test instance, watches the platform, and starts the server again.</summary>
    /// <param name="server">postgres or broker.</param>
    public static async Task<Outage> WatchAsync(WholePlatform platform, string server, TimeSpan away)
    {
        var instance = Environment.GetEnvironmentVariable("PLATFORM_INSTANCE") ?? "test";
        var before = platform.Processes.Values.ToDictionary(p => p.Name, p => p.Id);
        List<string> died = [];
        HashSet<string> silent = [];
        SortedSet<string> said = [];
        var (memory, most) = (Memory(), 0d);
        await TestServers.RunAsync("servers", "kill-" + server, instance);
        for (var since = Stopwatch.StartNew(); since.Elapsed < away; await Task.Delay(1_000))
        {
            await LookAsync();
            if (since.Elapsed > ToNotice)
                foreach (var service in WholePlatform.Services)
                    said.Add(await SaidAsync(platform.Processes[service]));
            most = Math.Max(most, Memory());
        }
        var starting = TestServers.RunAsync("servers", "start-" + server, instance);
        while (!starting.IsCompleted)
            await Task.WhenAll(LookAsync(), Task.Delay(100));
        await starting;
        var back = Stopwatch.StartNew();
        foreach (var database in platform.Databases.Values)
            database.Admin.Clear();
        foreach (var service in WholePlatform.Services)
            await Eventually.Of(
                () => StatusAsync(platform.Processes[service]),
                s => s == "200 ready",
                $"{service} is ready again",
                RunningProcess.Patience
            );
        var ready = back.Elapsed;
        await LookAsync();
        await Ledger.SettledAsync(platform);
        died.AddRange(
            platform.Processes.Values.Where(p => p.Id != before[p.Name]).Select(p => $"{p.Name} is another process")
        );
        return new(died, [.. said], ready.TotalSeconds, back.Elapsed.TotalSeconds, memory, most);

        double Memory() => platform.Processes.Values.Sum(p => p.Memory);

        async Task LookAsync()
        {
            foreach (var process in platform.Processes.Values)
            {
                // While a server starts beside them a process may be late once; a probe asks more than once too.
                if (await process.AskAsync("/health/live") is var (status, _) && status == HttpStatusCode.OK)
                    silent.Remove(process.Name);
                else if (!silent.Add(process.Name))
                    died.Add($"{process.Name} live: {status?.ToString() ?? "no answer"}");
            }
        }

        // No answer counts where the next is none either.
        static async Task<string> SaidAsync(RunningProcess process) =>
            await StatusAsync(process) is var first && first != NoAnswer ? first : await StatusAsync(process);
    }

    static async Task<string> StatusAsync(RunningProcess process)
    {
        var (status, text) = await process.AskAsync("/health/ready");
        return status is null
            ? NoAnswer
            : $"{(int)status} {JsonDocument.Parse(text).RootElement.GetProperty("status")}";
    }
}
