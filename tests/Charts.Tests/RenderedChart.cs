using System.Diagnostics;
using System.Text.Json.Nodes;
using Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(Charts.Tests.RenderedChart))]

namespace Charts.Tests;

/// <summary>
/// The chart, rendered by Helm from each values file once for all tests. ./platform chart tools fetches Helm.
/// </summary>
public sealed class RenderedChart : IAsyncLifetime
{
    public const string Release = "platform",
        Namespace = "women";
    static readonly string Checker = Path.Combine(AppContext.BaseDirectory, "manifests");
    readonly string _folder = Directory.CreateTempSubdirectory("charts-").FullName;
    readonly Dictionary<string, Manifests> _manifests = [];

    public static string Root { get; } = TestServers.Root;
    public static string Chart { get; } = Path.Combine(Root, "charts", "platform");

    /// <summary>The names of the values files, without their ending.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Directory
            .GetFiles(Path.Combine(Chart, "ci"), "*-values.yaml")
            .Select(f => Path.GetFileName(f)[..^"-values.yaml".Length])
            .Order(),
    ];

    public static TheoryData<string> AllNames => [.. Names];

    public string Helm { get; private set; } = "";
    public string Helm3 { get; private set; } = "";

    /// <summary>Faults that the strict type check of all manifests found.</summary>
    public IReadOnlyList<string> Complaints { get; private set; } = [];

    public Manifests this[string name] => _manifests[name];

    /// <summary>The Secrets that ./platform chart trial-secrets prints.</summary>
    public Manifests TrialSecrets => _manifests["trial-secrets"];

    public async ValueTask InitializeAsync()
    {
        var tools = (await TestServers.RunAsync("chart", "tools"))
            .Split([' ', '\n'])
            .Where(w => w.Contains('='))
            .Select(w => w.Split('=', 2))
            .ToDictionary(w => w[0], w => w[1].Trim('\''));
        (Helm, Helm3) = (tools["HELM"], tools["HELM3"]);
        foreach (var name in Names)
            await File.WriteAllTextAsync(
                Path.Combine(_folder, name + ".yaml"),
                await TemplateAsync(Helm, Values(name))
            );
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "trial-secrets.yaml"),
            await TestServers.RunAsync("chart", "trial-secrets")
        );
        Complaints = await CheckAsync(_folder);
        foreach (var file in Directory.GetFiles(_folder, "*.json"))
            _manifests[Path.GetFileNameWithoutExtension(file)] = new(await File.ReadAllTextAsync(file));
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    public static string Values(string name) => Path.Combine(Chart, "ci", name + "-values.yaml");

    /// <summary>Renders the chart.</summary>
    /// <param name="more">Further arguments, such as a second values file after "-f".</param>
    public static async Task<string> TemplateAsync(string helm, string values, params string[] more)
    {
        var (code, output, error) = await RunAsync(
            helm,
            ["template", Release, Chart, "--namespace", Namespace, "-f", values, .. more]
        );
        return code == 0 ? output : throw new InvalidOperationException($"helm template -f {values}: {error}");
    }

    /// <summary>
    /// Reads the YAML files of a folder, writes them as JSON beside, and returns what the Kubernetes API would refuse.
    /// </summary>
    public static async Task<IReadOnlyList<string>> CheckAsync(string folder, params string[] more)
    {
        if (!Directory.Exists(Path.Combine(Checker, "node_modules", "ajv")))
            await NodeAsync("npm", "ci", "--no-audit", "--no-fund");
        return (await NodeAsync("node", ["check.mjs", folder, .. more])).Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );
    }

    /// <summary>Reads the documents of a YAML file.</summary>
    public static async Task<JsonArray> ReadAsync(string file)
    {
        var folder = Directory.CreateTempSubdirectory("yaml-").FullName;
        File.Copy(file, Path.Combine(folder, "file.yaml"));
        Assert.Empty(await CheckAsync(folder, "--only-read"));
        var documents = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "file.json")))!.AsArray();
        Directory.Delete(folder, recursive: true);
        return documents;
    }

    public static async Task<(int Code, string Output, string Error)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string? folder = null,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Root,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    static async Task<string> NodeAsync(string program, params string[] arguments)
    {
        var (code, output, error) = await RunAsync(program, arguments, Checker);
        return code == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {output} {error}");
    }
}
