using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Testing;
using Xunit;

namespace Charts.Tests.Containers;

/// <summary>
/// The file of ./platform chart bundle, loaded into an empty registry and onto a node without any other source.
/// </summary>
[Trait("Needs", "containers"), Collection("containers")]
public sealed partial class BundleTests(RenderedChart chart) : IAsyncLifetime
{
    readonly string _folder = Directory.CreateTempSubdirectory("bundle-").FullName;
    string _carried = "";
    string _registry = "";
    Process? _server;

    /// <summary>Allows skopeo plain HTTP, which the test's registry uses.</summary>
    Dictionary<string, string> Settings => new() { ["HOME"] = Path.Combine(_folder, "home") };

    public async ValueTask InitializeAsync()
    {
        var file = Directory
            .EnumerateFiles(Path.Combine(TestServers.Root, ".local", "bundle"), "*.tar")
            .MaxBy(File.GetLastWriteTimeUtc)!;
        await RunAsync("tar", "-C", _folder, "-xf", file);
        _carried = Directory.EnumerateDirectories(_folder).Single();
        var port = FreePort();
        _registry = string.Create(CultureInfo.InvariantCulture, $"localhost:{port}");
        var permission = Directory.CreateDirectory(Path.Combine(_folder, "home", ".config", "containers"));
        await File.WriteAllTextAsync(
            Path.Combine(permission.FullName, "registries.conf"),
            $"[[registry]]\nlocation = \"{_registry}\"\ninsecure = true\n"
        );
        var settings = Path.Combine(_folder, "registry.yml");
        await File.WriteAllTextAsync(
            settings,
            $"version: 0.1\nlog: {{ level: error }}\nstorage: {{ filesystem: {{ rootdirectory: "
                + $"{_folder}/registry }} }}\nhttp: {{ addr: 127.0.0.1:{port} }}\n"
        );
        _server = Process.Start(
            new ProcessStartInfo("docker-registry", ["serve", settings])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        );
        await Eventually.True(
            async () =>
            {
                using var client = new TcpClient();
                try
                {
                    await client.ConnectAsync(IPAddress.Loopback, port);
                }
                catch (SocketException)
                {
                    return false;
                }
                return true;
            },
            "the registry answers"
        );
    }

    public ValueTask DisposeAsync()
    {
        _server?.Kill();
        _server?.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_bundle_loaded_into_a_registry_has_every_image_of_ours_in_its_chart_and_values()
    {
        var loaded = await LoadAsync();
        Assert.True(loaded.Code == 0, loaded.Error);
        var rendered = await RenderedChart.RunAsync(
            chart.Helm,
            [
                "template",
                RenderedChart.Release,
                Directory.EnumerateFiles(_carried, "*.tgz").Single(),
                "-f",
                Path.Combine(_carried, "air-gapped-values.yaml"),
                "--set",
                $"image.registry={_registry}",
            ]
        );
        Assert.Equal(0, rendered.Code);
        var named = Image()
            .Matches(rendered.Output)
            .Select(m => m.Groups[1].Value)
            .Where(i => i.StartsWith(_registry, StringComparison.Ordinal))
            .Distinct()
            .ToList();
        Assert.Equal(5, named.Count);
        foreach (var image in named)
        {
            var inspected = JsonNode.Parse(await RunAsync("skopeo", "inspect", "docker://" + image))!;
            Assert.Equal(
                image[(image.LastIndexOf(':') + 1)..],
                inspected["Labels"]!.Text("org.opencontainers.image.version")
            );
        }
    }

    /// <summary>A stand-in for the node's containerd stores the images that it gets.</summary>
    [Fact]
    public async Task A_bundle_loaded_onto_a_node_imports_each_image_as_a_plain_archive()
    {
        var taken = Directory.CreateDirectory(Path.Combine(_folder, "taken")).FullName;
        var ctr = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName, "ctr");
        await File.WriteAllTextAsync(
            ctr,
            $"#!/bin/bash\n[[ $* == '--namespace k8s.io images import -' ]] && cat >$(mktemp {taken}/XXXXXXXX)\n"
        );
        await RunAsync("chmod", "+x", ctr);
        // A compressed archive, as third-party archives may be.
        await RunAsync("gzip", Path.Combine(_carried, "images", "stories.tar"));
        await RunAsync("bash", "-c", $"cd {_carried} && sha256sum -- *.tgz *.yaml *.md load images/* >SHA256SUMS");
        var (code, _, error) = await RenderedChart.RunAsync(
            "bash",
            [Path.Combine(_carried, "load"), "node"],
            environment: new Dictionary<string, string>
            {
                ["PATH"] = Path.GetDirectoryName(ctr) + ":" + Environment.GetEnvironmentVariable("PATH"),
            }
        );
        Assert.True(code == 0, error);
        List<string> names = [];
        foreach (var archive in Directory.EnumerateFiles(taken))
            names.Add(
                JsonNode.Parse(await RunAsync("tar", "-xOf", archive, "manifest.json"))![0]!["RepoTags"]![0]!
                    .GetValue<string>()
                    .Split(':')[0]
            );
        Assert.Equal(
            [
                "platform/census",
                "platform/gateway",
                "platform/jobs",
                "platform/organizations",
                "platform/stories",
                "platform/training",
            ],
            names.Order()
        );
    }

    [Fact]
    public async Task A_changed_bundle_is_not_loaded()
    {
        var image = Directory.EnumerateFiles(Path.Combine(_carried, "images"), "census*").Single();
        await using (var bytes = File.Open(image, FileMode.Open))
        {
            bytes.Position = bytes.Length / 2;
            bytes.WriteByte(0x55);
            bytes.WriteByte(0xAA);
        }
        var (code, output, _) = await LoadAsync();
        Assert.NotEqual(0, code);
        Assert.Contains("images/census.tar: FAILED", output, StringComparison.Ordinal);
        Assert.NotEqual(
            0,
            (
                await RenderedChart.RunAsync(
                    "skopeo",
                    ["list-tags", $"docker://{_registry}/mirror/platform/organizations"],
                    environment: Settings
                )
            ).Code
        );
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    Task<(int Code, string Output, string Error)> LoadAsync() =>
        RenderedChart.RunAsync("bash", [Path.Combine(_carried, "load"), _registry + "/mirror"], environment: Settings);

    async Task<string> RunAsync(string program, params string[] arguments)
    {
        var (code, output, error) = await RenderedChart.RunAsync(program, arguments, environment: Settings);
        return code == 0 ? output : throw new InvalidOperationException($"{program} {arguments[0]}: {error}");
    }

    [GeneratedRegex("""image: "?([^\s"]+)""")]
    private static partial Regex Image();
}
