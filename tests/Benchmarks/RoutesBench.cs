using System.Diagnostics;
using Stories;
using Testing;

namespace Benchmarks;

/// <summary>
/// Five ordinary routes of the four services: requests per second and processor time per request, for this release and
/// for the release before, which runs beside it on the same databases and broker.
/// </summary>
sealed class RoutesBench(WholePlatform platform, StoryIds ids)
{
    const int Rounds = 15,
        Callers = 8;
    static readonly TimeSpan LeadIn = TimeSpan.FromSeconds(0.2),
        Measured = TimeSpan.FromSeconds(1.2);

    sealed record Route(string Name, string Service, Guid? Subject, string Path, Func<object>? Body);

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using WholePlatform platform = new();
        var before = await PreviousRelease.BinariesAsync(Console.Error.WriteLine);
        await platform.StartAsync(Binaries.Present, FromVisitToJob.Administrator);
        using (PlatformClient client = new(platform.Gateway, 2, TimeProvider.System))
            await new Divisions(client, TextWriter.Null, TimeProvider.System).LoadShippedAsync();
        using StoryRun run = new(platform.Gateway, 1, TimeProvider.System);
        await run.RunAsync();
        Dictionary<string, RunningProcess> former = [];
        foreach (var service in WholePlatform.Services)
            former[service] = await platform.StartBesideAsync(service, before);
        await Ledger.SettledAsync(platform);
        RoutesBench bench = new(platform, run.Story.Ids);
        List<Row> rows = [];
        foreach (var route in bench.Routes())
        {
            // Route by route, in short turns: the speed of a shared machine changes within a minute.
            var comparison = await Comparison.RunAsync(
                route.Name,
                Rounds,
                new Side("before", _ => bench.OneAsync(route, former[route.Service])),
                new Side("ours", _ => bench.OneAsync(route, platform.Processes[route.Service]))
            );
            Add("requests/s", 0, "", ">= 0.97");
            Add("ms/request", 1, ", processor", "<= 1.03");
            void Add(string unit, int measure, string suffix, string target) =>
                rows.Add(
                    Row.Of(
                        $"route: {route.Name}{suffix}",
                        unit,
                        comparison["ours", measure],
                        comparison["before", measure],
                        target
                    )
                );
        }
        return rows;
    }

    Route[] Routes() =>
        [
            new("a person", "organizations", ids.Officer, $"/organizations/v1/people/{ids.Member}", null),
            new("households, a page", "census", ids.Member, "/census/v1/households", null),
            new("a visit is recorded", "census", ids.Member, "/census/v1/visits", () => new
                {
                    householdId = ids.Household,
                    kind = "visit",
                    visitedAt = TimeProvider.System.GetUtcNow().AddMinutes(-1),
                    diary = "入户走访，了解近况。",
                }),
            new("classes, a page", "training", ids.Planner, "/training/v1/classes", null),
            new("postings, a page", "jobs", null, "/jobs/v1/postings", null),
        ];

    /// <returns>Requests per second, and milliseconds of processor time per request.</returns>
    async Task<double[]> OneAsync(Route route, RunningProcess process)
    {
        using var http = BenchEnvironment.ClientOf(process.Address, route.Subject, platform.DevelopmentKey);
        var (done, ends) = (
            0L,
            Stopwatch.GetTimestamp() + (long)((LeadIn + Measured).TotalSeconds * Stopwatch.Frequency)
        );
        var all = Task.WhenAll(
            Enumerable
                .Range(0, Callers)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        while (Stopwatch.GetTimestamp() < ends)
                        {
                            using var request = RequestOf(route);
                            using var answer = await http.SendAsync(request);
                            if (!answer.IsSuccessStatusCode)
                                throw new InvalidOperationException(
                                    $"{route.Path}: {await answer.Content.ReadAsStringAsync()}"
                                );
                            Interlocked.Increment(ref done);
                        }
                    })
                )
        );
        await Task.Delay(LeadIn);
        var (led, cpu, since) = (Interlocked.Read(ref done), process.Cpu, Stopwatch.GetTimestamp());
        await all;
        var measured = Interlocked.Read(ref done) - led;
        return
        [
            measured / Stopwatch.GetElapsedTime(since).TotalSeconds,
            (process.Cpu - cpu).TotalMilliseconds / measured,
        ];
    }

    static HttpRequestMessage RequestOf(Route route)
    {
        HttpRequestMessage request = new(route.Body is null ? HttpMethod.Get : HttpMethod.Post, route.Path);
        if (route.Body is not null)
        {
            request.Content = JsonContent.Create(route.Body());
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        }
        return request;
    }
}
