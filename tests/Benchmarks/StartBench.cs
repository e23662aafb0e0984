namespace Benchmarks;

/// <summary>
/// Time from the start of a process until /health/ready answers 200, and resident memory ten seconds later: each
/// service and the gateway against a minimal API with the same libraries, built the same way, with a migrated database
/// and a running broker.
/// </summary>
static class StartBench
{
    const int Rounds = 3;
    static readonly string[] Services = ["Organizations", "Census", "Training", "Jobs"];
    static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using var sink = Child.Part("part-sink", new Dictionary<string, string?>());
        // The gateway is ready when its services are ready; one backend replaces them all.
        await using var backend = Child.Part("part-backend", new Dictionary<string, string?>());
        await sink.ReadyAsync("/");
        await backend.ReadyAsync("/");
        var settings = await SettleAsync(sink);
        settings["Gateway"] = GatewayBench.Settings(backend, sink);
        Child Start(string name) =>
            name == "minimal"
                ? Child.Part("part-minimal", settings[name])
                : Child.Dotnet(name, Child.Program(name), settings[name]);
        async Task<double[]> StartAsync(string name)
        {
            await using var child = Start(name);
            var took = await child.ReadyAsync("/health/ready");
            return [took.TotalMilliseconds, child.Cpu.TotalMilliseconds];
        }
        string[] ours = [.. Services, "Gateway"];
        var starts = await Comparison.RunAsync(
            "start",
            Rounds,
            [.. ours.Append("minimal").Select(n => new Side(n, _ => StartAsync(n)))]
        );
        var rests = ours.Append("minimal").ToDictionary(n => n, _ => new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            List<Child> children = [];
            try
            {
                foreach (var name in rests.Keys)
                {
                    children.Add(Start(name));
                    await children[^1].ReadyAsync("/health/ready");
                }
                await Task.Delay(Rest);
                foreach (var (name, child) in rests.Keys.Zip(children))
                    rests[name].Add(child.Memory);
            }
            finally
            {
                foreach (var child in children)
                    await child.DisposeAsync();
            }
            await Console.Error.WriteLineAsync(
                $"  memory round {round + 1}: {string.Join(", ", rests.Select(r => $"{r.Key} {r.Value[^1]:0} MB"))}"
            );
        }
        return
        [
            .. ours.Select(n => Row.Of($"start: {n} to ready", "ms", starts[n], starts["minimal"], "<= 1.5")),
            .. ours.Select(n => Row.Of($"start: {n}, CPU until ready", "ms", starts[n, 1], starts["minimal", 1])),
            .. ours.Select(n => Row.Of($"memory: {n} at rest", "MB", rests[n], rests["minimal"], "<= 150 MB")),
        ];
    }

    /// <summary>Migrates new databases and runs the services together once, so that each loads its grants.</summary>
    public static async Task<Dictionary<string, Dictionary<string, string?>>> SettleAsync(Child sink)
    {
        var broker = await BenchEnvironment.HostAsync("start");
        Dictionary<string, Dictionary<string, string?>> settings = [];
        foreach (var name in Services.Append("minimal"))
        {
            settings[name] = (await BenchEnvironment.EmptyAsync("start_" + name.ToLowerInvariant(), broker)).Settings;
            settings[name]["OTEL_EXPORTER_OTLP_ENDPOINT"] = sink.Address.ToString();
        }
        foreach (var name in Services)
        {
            await using var migration = Child.Dotnet(name, Child.Program(name), settings[name], "migrate");
            await migration.EndAsync();
        }
        List<Child> together = [];
        try
        {
            foreach (var name in Services)
                together.Add(Child.Dotnet(name, Child.Program(name), settings[name]));
            foreach (var child in together)
                await child.ReadyAsync("/health/ready");
        }
        finally
        {
            foreach (var child in together)
                await child.DisposeAsync();
        }
        return settings;
    }
}
