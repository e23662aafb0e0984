using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Testing;

/// <summary>
/// The programs of the commit in the annotation of Chart.yaml, built once under .local/previous. Without a git history,
/// or in a shallow clone that cannot fetch the commit, the present programs replace them: the tests then only cover
/// this release with one more migration. A full history without the commit is an error.
/// </summary>
public static partial class PreviousRelease
{
    const string Configuration = "Release";
    static readonly string[] Wanted =
    [
        "services",
        "gateway",
        "contracts",
        "BannedSymbols.txt",
        "global.json",
        ".editorconfig",
    ];

    /// <summary>
    /// MSBuild searches parent folders for these files, and would take ours if that release had none.
    /// </summary>
    static readonly string[] BuildFiles =
    [
        "Directory.Build.props",
        "Directory.Build.targets",
        "Directory.Packages.props",
    ];
    static string Root => TestServers.Root;
    public static string Commit { get; } =
        Annotation().Match(File.ReadAllText(Path.Combine(Root, "charts/platform/Chart.yaml"))).Groups[1].Value;

    public static async Task<Binaries> BinariesAsync(Action<string> say)
    {
        if (!await IsHereAsync())
        {
            say("not in the history: the tests use the present programs as the release before");
            return Binaries.Present;
        }
        var place = Path.Combine(Root, ".local", "previous", Commit);
        Binaries binaries = new(place, Configuration);
        if (!File.Exists(Path.Combine(place, "complete")))
        {
            var begun = Stopwatch.GetTimestamp();
            await BuildAsync(binaries);
            say($"{Commit[..12]} built in {Stopwatch.GetElapsedTime(begun).TotalSeconds:0} s");
        }
        return binaries;
    }

    /// <summary>
    /// Files of the release before that have been changed or deleted; empty without a git history.
    /// </summary>
    public static async Task<IReadOnlyList<string>> ChangedAsync(string pattern)
    {
        if (!await IsHereAsync())
            return [];
        var files = await GitAsync("diff", "--name-only", "--no-renames", "--diff-filter=a", Commit, "--", pattern);
        return files.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The text of a file in the release before.</summary>
    public static Task<string> TextAsync(string file) => GitAsync("show", $"{Commit}:{file}");

    /// <summary>True if the commit is available; a shallow clone fetches it.</summary>
    static async Task<bool> IsHereAsync()
    {
        if (!Path.Exists(Path.Combine(Root, ".git")))
            return false;
        if (await SucceedsAsync("cat-file", "-e", Commit + "^{commit}"))
            return true;
        if ((await GitAsync("rev-parse", "--is-shallow-repository")).Trim() == "true")
            return await SucceedsAsync("fetch", "--quiet", "--depth=1", "origin", Commit);
        throw new InvalidOperationException(
            $"Chart.yaml's platform/previous-commit {Commit} is not in the history: correct the annotation."
        );
    }

    static async Task BuildAsync(Binaries binaries)
    {
        var all = Path.GetDirectoryName(binaries.Root)!;
        if (Directory.Exists(all))
            Directory.Delete(all, recursive: true);
        Directory.CreateDirectory(binaries.Root);
        var archive = Path.Combine(binaries.Root, "sources.tar");
        var had = (await GitAsync("ls-tree", "--name-only", Commit)).Split('\n');
        await GitAsync(["archive", "--output", archive, Commit, .. Wanted, .. BuildFiles.Intersect(had)]);
        await TestServers.CommandAsync("tar", ["-xf", archive, "-C", binaries.Root], Root);
        foreach (var missing in BuildFiles.Except(had))
            await File.WriteAllTextAsync(Path.Combine(binaries.Root, missing), "<Project />");
        var projects = WholePlatform
            .Services.Append(WholePlatform.GatewayName)
            .Select(p => Path.ChangeExtension(binaries.Program(p), ".csproj"))
            .Select(p => Path.Combine(Path.GetDirectoryName(p)!, "../../..", Path.GetFileName(p)));
        var project = Path.Combine(binaries.Root, "previous.proj");
        await File.WriteAllTextAsync(
            project,
            $"""
            <Project DefaultTargets="Build">
              <ItemGroup><Program Include="{string.Join(';', projects.Select(Path.GetFullPath))}" /></ItemGroup>
              <Target Name="Restore"><MSBuild Projects="@(Program)" Targets="Restore" Properties="Once=restore" /></Target>
              <Target Name="Build"><MSBuild Projects="@(Program)" Targets="Build" BuildInParallel="true" /></Target>
            </Project>
            """
        );
        await TestServers.CommandAsync(
            "dotnet",
            [
                "build",
                project,
                "-c",
                Configuration,
                "-v",
                "quiet",
                "-nologo",
                "-nodeReuse:false",
                "-p:RunAnalyzers=false",
                "-p:EnforceCodeStyleInBuild=false",
                "-p:TreatWarningsAsErrors=false",
                "-p:GenerateDocumentationFile=false",
            ],
            Root
        );
        await File.WriteAllTextAsync(Path.Combine(binaries.Root, "complete"), "");
    }

    static Task<string> GitAsync(params string[] arguments) => TestServers.CommandAsync("git", arguments, Root);

    static async Task<bool> SucceedsAsync(params string[] arguments)
    {
        try
        {
            await GitAsync(arguments);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    [GeneratedRegex("(?m)^  platform/previous-commit: ([0-9a-f]{40})$")]
    private static partial Regex Annotation();
}
