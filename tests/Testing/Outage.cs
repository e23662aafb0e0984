using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Testing;

/// <summary>Observations of the processes during and after the outage of a server.</summary>
/// <param name="Died">Processes that were restarted, or failed /health/live twice in a row.</param>
/// <param name="Said">Answers of /health/ready during the outage, once the services had noticed it.</param>
/// <param name="UntilReady">Seconds from the return of the server until all services are ready.</param>
/// <param name="UntilApplied">Seconds from the return of the server until all published events are applied.</param>
/// <param name="MemoryBefore">Memory of all five processes before the outage, in MB.</param>
/// <param name="MemoryMost">Highest memory of all five processes during the outage, in MB.</param>
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
            platform.Processes.Values.Where(p => p.Id != before[p.Name]).Select(p => $"{p.Name} was restarted")
        );
        return new(died, [.. said], ready.TotalSeconds, back.Elapsed.TotalSeconds, memory, most);

        double Memory() => platform.Processes.Values.Sum(p => p.Memory);

        async Task LookAsync()
        {
            foreach (var process in platform.Processes.Values)
            {
                // A starting server may delay one answer; a real probe repeats as well.
                if (await process.AskAsync("/health/live") is var (status, _) && status == HttpStatusCode.OK)
                    silent.Remove(process.Name);
                else if (!silent.Add(process.Name))
                    died.Add($"{process.Name} live: {status?.ToString() ?? "no answer"}");
            }
        }

        // A missing answer counts only if the next one is missing too.
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
