using System.Text.RegularExpressions;
using Xunit;

namespace Charts.Tests;

/// <summary>The chart renders from every values file, the same with both Helms and each time.</summary>
public sealed partial class RenderTests(RenderedChart chart)
{
    [Fact]
    public void There_is_a_values_file_for_each_way_of_running_it() =>
        Assert.Empty(
            new[]
            {
                "minimal",
                "external",
                "cloudnative-pg",
                "keda",
                "hardened",
                "air-gapped",
                "one-replica",
                "big",
            }.Except(RenderedChart.Names)
        );

    [Theory, MemberData(nameof(RenderedChart.AllNames), MemberType = typeof(RenderedChart))]
    public async Task A_chart_with_each_set_of_values_passes_the_strict_lint(string name)
    {
        var (code, output, error) = await RenderedChart.RunAsync(
            chart.Helm,
            ["lint", "--strict", RenderedChart.Chart, "-f", RenderedChart.Values(name)]
        );
        Assert.True(code == 0, output + error);
        Assert.DoesNotContain("[WARNING]", output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(RenderedChart.AllNames), MemberType = typeof(RenderedChart))]
    public async Task An_upgrade_with_the_same_values_changes_nothing(string name)
    {
        var first = await RenderedChart.TemplateAsync(chart.Helm, RenderedChart.Values(name));
        var again = await RenderedChart.TemplateAsync(chart.Helm, RenderedChart.Values(name), "--is-upgrade");
        Assert.Equal(first, again);
    }

    /// <summary>Only the order of the objects differs.</summary>
    [Theory, MemberData(nameof(RenderedChart.AllNames), MemberType = typeof(RenderedChart))]
    public async Task Helm_3_renders_the_same_objects(string name)
    {
        static string[] Documents(string text) =>
            [
                .. Regex
                    .Split(text, "^---$", RegexOptions.Multiline)
                    .Select(d => d.Trim())
                    .Where(d => d.Length > 0)
                    .Order(StringComparer.Ordinal),
            ];
        Assert.Equal(
            Documents(await RenderedChart.TemplateAsync(chart.Helm, RenderedChart.Values(name))),
            Documents(await RenderedChart.TemplateAsync(chart.Helm3, RenderedChart.Values(name)))
        );
    }

    /// <summary>
    /// Images that a network without internet must load: the mirror's names are the originals' without their registry.
    /// </summary>
    [Theory, InlineData("air-gapped"), InlineData("minimal"), InlineData("one-replica")]
    public async Task Every_image_that_is_not_ours_is_one_the_bundle_can_fetch(string name)
    {
        var listed = (await File.ReadAllLinesAsync(Path.Combine(RenderedChart.Chart, "files", "images.txt")))
            .Where(l => l[0] != '#')
            .Select(l => Regex.Replace(l, "^[^/]+/(library/)?", ""))
            .ToHashSet();
        var named = Regex
            .Matches(
                await RenderedChart.TemplateAsync(chart.Helm, RenderedChart.Values(name)),
                """image(?:Name)?: "?([^\s"]+)"""
            )
            .Select(m => m.Groups[1].Value.Replace("harbor.province.example/mirror/", "", StringComparison.Ordinal))
            .Distinct()
            .Where(i => !i.StartsWith("platform/", StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(listed));
    }

    [Fact]
    public void The_manifests_match_the_types_of_the_Kubernetes_API() => Assert.Empty(chart.Complaints);

    [Theory]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: { name: x }\nspec: { portz: [] }", "portz")]
    [InlineData("apiVersion: apps/v1beta1\nkind: Deployment\nmetadata: { name: x }\nspec: {}", "no such kind")]
    [InlineData(
        "apiVersion: v1\nkind: Service\nmetadata: { name: x }\nspec: { ports: [{ port: eighty }] }",
        "must be number"
    )]
    [InlineData(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\ndata: { a: b, a: c }",
        "duplicated mapping key"
    )]
    public async Task The_type_check_finds_faults(string manifest, string complaint)
    {
        var folder = Directory.CreateTempSubdirectory("wrong-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "wrong.yaml"), manifest);
        Assert.Contains(await RenderedChart.CheckAsync(folder), c => c.Contains(complaint, StringComparison.Ordinal));
        Directory.Delete(folder, recursive: true);
    }

    [Theory, MemberData(nameof(RenderedChart.AllNames), MemberType = typeof(RenderedChart))]
    public void Every_object_has_a_unique_name_in_the_release_s_namespace(string name)
    {
        var all = chart[name].All;
        Assert.Equal(all.Count, all.Select(m => (m.Text("apiVersion"), m.Text("kind"), m.Name())).Distinct().Count());
        Assert.All(all, m => Assert.Equal(RenderedChart.Namespace, m["metadata"]!.Text("namespace")));
        Assert.All(all, m => Assert.Matches("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", m.Name()));
    }

    [Fact]
    public async Task Optional_kinds_appear_when_the_cluster_knows_them()
    {
        var values = RenderedChart.Values("air-gapped");
        var without = await RenderedChart.TemplateAsync(chart.Helm, values);
        Assert.DoesNotContain("monitoring.coreos.com", without, StringComparison.Ordinal);
        var with = await RenderedChart.TemplateAsync(
            chart.Helm,
            values,
            "--api-versions",
            "monitoring.coreos.com/v1/ServiceMonitor",
            "--api-versions",
            "monitoring.coreos.com/v1/PrometheusRule"
        );
        foreach (var kind in new[] { "ServiceMonitor", "PodMonitor", "PrometheusRule" })
            Assert.Contains($"kind: {kind}\n", with, StringComparison.Ordinal);
    }

    /// <summary>A Job is immutable, so its name has a digest of exactly its content.</summary>
    [Fact]
    public async Task A_migration_s_name_changes_exactly_with_its_content()
    {
        var values = RenderedChart.Values("minimal");
        static string[] Jobs(string text) => [.. JobName().Matches(text).Select(m => m.Value).Order()];
        var before = Jobs(await RenderedChart.TemplateAsync(chart.Helm, values));
        Assert.Equal(4, before.Length);
        Assert.Equal(
            before,
            Jobs(
                await RenderedChart.TemplateAsync(
                    chart.Helm,
                    values,
                    "--set",
                    "workloads.census.autoscaling.maxReplicas=9"
                )
            )
        );
        Assert.Empty(
            before.Intersect(Jobs(await RenderedChart.TemplateAsync(chart.Helm, values, "--set", "image.tag=next")))
        );
        Assert.Single(
            before.Except(
                Jobs(
                    await RenderedChart.TemplateAsync(
                        chart.Helm,
                        values,
                        "--set",
                        $"image.digests.jobs=sha256:{new string('a', 64)}"
                    )
                )
            )
        );
    }

    /// <summary>With a tag that was used before, the Job has the same name and does not run.</summary>
    [Fact]
    public async Task A_changed_revision_runs_the_migrations_again()
    {
        static string[] Jobs(string text) => [.. JobName().Matches(text).Select(m => m.Value)];
        var values = RenderedChart.Values("minimal");
        Assert.Empty(
            Jobs(await RenderedChart.TemplateAsync(chart.Helm, values))
                .Intersect(
                    Jobs(await RenderedChart.TemplateAsync(chart.Helm, values, "--set", "migrations.revision=again"))
                )
        );
    }

    /// <summary>helm upgrade --wait was seen to call a release complete while a migration was failing.</summary>
    [Fact]
    public async Task The_notes_have_the_commands_that_wait_for_migrations_and_pods()
    {
        var (code, output, error) = await RenderedChart.RunAsync(
            chart.Helm,
            [
                "install",
                RenderedChart.Release,
                RenderedChart.Chart,
                "--dry-run=client",
                "--namespace",
                RenderedChart.Namespace,
                "-f",
                RenderedChart.Values("external"),
            ]
        );
        Assert.True(code == 0, error);
        var notes = output[output.IndexOf("NOTES:", StringComparison.Ordinal)..];
        Assert.Contains("-n women wait job --selector", notes, StringComparison.Ordinal);
        Assert.Contains("component=migrations --for=condition=complete --timeout=30m", notes, StringComparison.Ordinal);
        Assert.Equal(5, Regex.Count(notes, "rollout status deployment/platform-"));
    }

    [Fact]
    public void The_chart_names_the_release_before_it()
    {
        var chartFile = File.ReadAllText(Path.Combine(RenderedChart.Chart, "Chart.yaml"));
        Assert.Matches("(?m)^  platform/previous-commit: [0-9a-f]{40}$", chartFile);
    }

    [GeneratedRegex(@"(?<=^  name: )platform-migrate-\S+$", RegexOptions.Multiline)]
    private static partial Regex JobName();
}
