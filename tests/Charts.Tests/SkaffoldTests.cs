using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Charts.Tests;

/// <summary>
/// skaffold.yaml builds with ./platform images, called here as skaffold would, and deploys this chart.
/// </summary>
public sealed class SkaffoldTests
{
    static readonly string[] Images = ["organizations", "census", "training", "jobs", "gateway", "stories"];

    static async Task<JsonNode> ReadAsync() =>
        (await RenderedChart.ReadAsync(Path.Combine(RenderedChart.Root, "skaffold.yaml")))[0]!;

    [Fact]
    public async Task Each_image_is_built_by_the_command_under_skaffold_s_name()
    {
        var artifacts = (await ReadAsync())["build"]!.List("artifacts").ToList();
        Assert.Equal(Images.Select(i => "platform/" + i), artifacts.Select(a => a.Text("image")));
        foreach (var artifact in artifacts)
        {
            var (code, output, error) = await BuildAsync(
                artifact,
                artifact.Text("image") + ":9f31c2a-dirty",
                push: false
            );
            Assert.True(code == 0, error);
            Assert.Contains(
                $"-p:ContainerRepository={artifact.Text("image")} -p:ContainerImageTag=9f31c2a-dirty",
                output,
                StringComparison.Ordinal
            );
            Assert.DoesNotContain("ContainerRegistry", output, StringComparison.Ordinal);
            Assert.DoesNotContain("ContainerArchiveOutputPath", output, StringComparison.Ordinal);
            var project = Regex.Match(output, @"\S+\.csproj").Value;
            Assert.True(File.Exists(project), project);
        }
    }

    [Fact]
    public async Task A_pushed_image_goes_to_the_registry_in_its_name()
    {
        var census = (await ReadAsync())["build"]!.List("artifacts").Single(a => a.Text("image") == "platform/census");
        var (code, output, error) = await BuildAsync(
            census,
            "harbor.province.example:5000/team/platform_census:v1",
            push: true
        );
        Assert.True(code == 0, error);
        Assert.Contains(
            "-p:ContainerRepository=team/platform_census -p:ContainerImageTag=v1",
            output,
            StringComparison.Ordinal
        );
        Assert.Contains("-p:ContainerRegistry=harbor.province.example:5000", output, StringComparison.Ordinal);
        Assert.NotEqual(0, (await BuildAsync(census, "census:v1", push: true)).Code);
        Assert.NotEqual(0, (await BuildAsync(census, "census:v1", push: false, platforms: "linux/arm64")).Code);
    }

    /// <summary>A change of any source of a project must rebuild its image.</summary>
    [Fact]
    public async Task Skaffold_s_dependencies_are_those_of_the_project()
    {
        foreach (var artifact in (await ReadAsync())["build"]!.List("artifacts"))
        {
            var paths = artifact["custom"]!["dependencies"]!.List("paths").Select(p => p.GetValue<string>()).ToList();
            foreach (var path in paths)
                Assert.True(
                    File.Exists(Path.Combine(RenderedChart.Root, path))
                        || Directory.Exists(
                            Path.Combine(RenderedChart.Root, path.Replace("/**", "", StringComparison.Ordinal))
                        ),
                    path
                );
            var project = Regex.Match((await BuildAsync(artifact, "x:y", push: false)).Output, @"\S+\.csproj").Value;
            foreach (
                var folder in Closure(project)
                    .Select(p => Path.GetRelativePath(RenderedChart.Root, Path.GetDirectoryName(p)!))
            )
                Assert.Contains(folder + "/**", paths);
            for (
                var at = Path.GetDirectoryName(Path.GetDirectoryName(project))!;
                at.Length >= RenderedChart.Root.Length;
                at = Path.GetDirectoryName(at)!
            )
                foreach (
                    var file in new[]
                    {
                        "Directory.Build.props",
                        "Directory.Build.targets",
                        "Directory.Packages.props",
                        "global.json",
                    }
                        .Select(f => Path.Combine(at, f))
                        .Where(File.Exists)
                )
                    Assert.Contains(Path.GetRelativePath(RenderedChart.Root, file), paths);
        }
    }

    [Fact]
    public async Task Every_profile_deploys_the_chart_with_the_built_images()
    {
        var skaffold = await ReadAsync();
        Assert.Equal(["local", "cluster"], skaffold.List("profiles").Select(p => p.Text("name")));
        foreach (
            var release in skaffold
                .List("profiles")
                .Append(skaffold)
                .SelectMany(p => p["deploy"]?["helm"]?.List("releases") ?? [])
        )
        {
            Assert.Equal("charts/platform", release.Text("chartPath"));
            Assert.All(release.List("valuesFiles"), f =>
                Assert.True(File.Exists(Path.Combine(RenderedChart.Root, f.GetValue<string>())))
            );
            Assert.Equal(
                Images.Select(i => $"image.references.{i}").Order(),
                release.Map("setValueTemplates").Keys.Order()
            );
        }
        var forward = Assert.Single(skaffold.List("portForward"));
        Assert.Equal(("platform-gateway", 8080), (forward.Text("resourceName"), forward["localPort"]!.GetValue<int>()));
    }

    static Task<(int Code, string Output, string Error)> BuildAsync(
        JsonNode artifact,
        string image,
        bool push,
        string platforms = "linux/amd64"
    ) =>
        RenderedChart.RunAsync(
            "bash",
            ["-c", artifact["custom"]!.Text("buildCommand")],
            environment: new Dictionary<string, string>
            {
                ["IMAGE"] = image,
                ["PUSH_IMAGE"] = push ? "true" : "false",
                ["PLATFORMS"] = platforms,
                ["PLATFORM_DRY_RUN"] = "1",
            }
        );

    static IEnumerable<string> Closure(string project) =>
        Regex
            .Matches(File.ReadAllText(project), "<ProjectReference Include=\"([^\"]+)\"")
            .Select(m => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, m.Groups[1].Value)))
            .SelectMany(Closure)
            .Prepend(project)
            .Distinct();
}
