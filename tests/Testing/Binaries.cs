namespace Testing;

/// <summary>Where the five programs of one build lie.</summary>
/// <param name="Root">The folder that holds services and gateway.</param>
/// <param name="Configuration">Debug or Release.</param>
public sealed record Binaries(string Root, string Configuration)
{
    /// <summary>The build output beside the running program's own, of the same configuration.</summary>
    public static Binaries Present { get; } =
        new(TestServers.Root, new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name);

    public string Program(string process)
    {
        var name = char.ToUpperInvariant(process[0]) + process[1..];
        return Path.Combine(
            Root,
            process == WholePlatform.GatewayName ? "gateway" : $"services/{name}",
            "bin",
            Configuration,
            "net10.0",
            name + ".dll"
        );
    }
}
