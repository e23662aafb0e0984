using System.Reflection.PortableExecutable;
using System.Text.Json.Nodes;
using Xunit;

namespace Charts.Tests.Containers;

/// <summary>The images as ./platform images builds them.</summary>
[Trait("Needs", "containers"), Collection("containers")]
public sealed class ImageTests(RenderedChart chart)
{
    public static TheoryData<string, string> Images =>
        new()
        {
            { "organizations", "Organizations" },
            { "census", "Census" },
            { "training", "Training" },
            { "jobs", "Jobs" },
            { "gateway", "Gateway" },
            { "stories", "Stories" },
        };

    [Theory, MemberData(nameof(Images))]
    public async Task An_image_has_its_labels_and_runs_as_a_user_without_rights(string image, string program)
    {
        var name = chart["minimal"]
            .Pods()
            .SelectMany(p => p.Containers)
            .Select(c => c.Text("image"))
            .First(i => i.StartsWith($"platform/{image}:", StringComparison.Ordinal));
        var config = JsonNode.Parse(await Node.PodmanAsync("image", "inspect", name))![0]!;
        var labels = config.Map("Labels");
        Assert.Equal("1654", config["Config"]!.Text("User"));
        Assert.Equal(
            (program, name.Split(':')[1]),
            (labels["org.opencontainers.image.title"], labels["org.opencontainers.image.version"])
        );
        Assert.Matches("^[0-9a-f]{40}(-dirty)?$", labels["org.opencontainers.image.revision"]);
        Assert.Equal(
            ["dotnet", $"/app/{program}.dll"],
            config["Config"]!.List("Entrypoint").Select(e => e.GetValue<string>())
        );
    }

    [Theory, MemberData(nameof(Images))]
    public async Task An_image_holds_compiled_code_and_names_every_package_in_it(string image, string program)
    {
        var folder = Directory.CreateTempSubdirectory("image-").FullName;
        var container = await Node.PodmanAsync(
            "create",
            "--pull",
            "never",
            $"platform/{image}:{chart["minimal"].PodOf("census").Containers.Single().Text("image").Split(':')[1]}"
        );
        await Node.PodmanAsync("cp", container + ":/app/.", folder);
        await Node.PodmanAsync("rm", container);

        using (var assembly = new PEReader(File.OpenRead(Path.Combine(folder, program + ".dll"))))
            Assert.NotEqual(0, assembly.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
        var bill = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "sbom.cdx.json")))!;
        Assert.Equal(
            ("CycloneDX", "1.6", program),
            (bill.Text("bomFormat"), bill.Text("specVersion"), bill["metadata"]!["component"]!.Text("name"))
        );
        var named = bill.List("components").Select(c => $"{c.Text("name")}/{c.Text("version")}").ToHashSet();
        var deployed = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, program + ".deps.json")))!;
        var packages = deployed["libraries"]!
            .AsObject()
            .Where(l => l.Value!.Text("type") == "package")
            .Select(l => l.Key)
            .Where(k =>
                deployed["targets"]!
                    .AsObject()
                    .Any(t => t.Value![k] is JsonObject o && (o.ContainsKey("runtime") || o.ContainsKey("native")))
            );
        Assert.Empty(packages.Except(named));
        var runtime = JsonNode.Parse(
            await File.ReadAllTextAsync(Path.Combine(folder, program + ".runtimeconfig.json"))
        )!["runtimeOptions"]!;
        Assert.Empty(
            runtime
                .List("frameworks")
                .Append(runtime["framework"])
                .OfType<JsonNode>()
                .Select(f => f.Text("name"))
                .Except(bill.List("components").Where(c => c.Text("type") == "framework").Select(c => c.Text("name")))
        );
        Directory.Delete(folder, recursive: true);
    }
}
