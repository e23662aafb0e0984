namespace Benchmarks;

/// <summary>
/// Processor time of each idle service and the gateway, running together on migrated databases and a broker, in three
/// windows of 200 s. Four minutes before them are not measured, for JIT compilation and garbage collection after the
/// start: the optimised code of a method is compiled after thirty calls.
/// </summary>
static class RestBench
{
    const int Windows = 3;
    static readonly string[] Programs = ["Organizations", "Census", "Training", "Jobs", "Gateway"];
    static readonly TimeSpan Settling = TimeSpan.FromMinutes(4),
        Window = TimeSpan.FromSeconds(200);

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using var sink = Child.Part("part-sink", new Dictionary<string, string?>());
        await sink.ReadyAsync("/");
        var settings = await StartBench.SettleAsync(sink);
        List<Child> children = [];
        try
        {
            foreach (var name in Programs.SkipLast(1))
                children.Add(Child.Dotnet(name, Child.Program(name), settings[name]));
            foreach (var child in children)
                await child.ReadyAsync("/health/ready");
            children.Add(Child.Dotnet("Gateway", Child.Program("Gateway"), GatewaySettings(children, sink)));
            await children[^1].ReadyAsync("/health/ready");
            await Task.Delay(Settling);
            var shares = children.ToDictionary(c => c.Name, _ => new List<double>());
            for (var window = 1; window <= Windows; window++)
            {
                var before = children.ConvertAll(c => c.Cpu);
                await Task.Delay(Window);
                foreach (var (child, at) in children.Zip(before))
                    shares[child.Name].Add((child.Cpu - at) / Window * 100);
                await Console.Error.WriteLineAsync(
                    $"  rest window {window}: "
                        + $"{string.Join(", ", shares.Select(s => $"{s.Key} {s.Value[^1]:0.00} %"))}; "
                        + $"{string.Join(", ", children.Select(c => $"{c.Name} {c.Memory:0} MB"))}"
                );
            }
            return
            [
                .. Programs.Select(p => Row.Of($"rest: {p}, of one processor", "%", shares[p], null, "<= 0.3 %")),
                .. children.Select(c => Row.Of($"rest: {c.Name}, memory after it", "MB", [c.Memory], null)),
            ];
        }
        finally
        {
            foreach (var child in children)
                await child.DisposeAsync();
        }
    }

    static Dictionary<string, string?> GatewaySettings(List<Child> services, Child sink)
    {
        var settings = GatewayBench.Settings(services[0], sink);
        foreach (var service in services)
            settings[$"ReverseProxy:Clusters:{service.Name.ToLowerInvariant()}:Destinations:service:Address"] =
                service.Address.ToString();
        return settings;
    }
}
