using System.Text.Json.Nodes;
using Xunit;

namespace Charts.Tests;

/// <summary>
/// Tests each alert with Prometheus' own promtool, with values at which it fires and values at which it does not. The
/// cases are in alerts/&lt;name of the alert&gt;.yaml, in promtool's form without the rule files.
/// </summary>
public sealed class AlertTests(RenderedChart chart) : IAsyncLifetime
{
    static readonly string Cases = Path.Combine(RenderedChart.Root, "tests", "Charts.Tests", "alerts");
    readonly string _folder = Directory.CreateTempSubdirectory("alerts-").FullName;

    public static TheoryData<string> WithCases =>
        [.. Directory.GetFiles(Cases, "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)!).Order()];

    JsonNode Rules => chart["cloudnative-pg"].Of("PrometheusRule").Single()["spec"]!;

    // promtool reads JSON, because JSON is YAML.
    public async ValueTask InitializeAsync() =>
        await File.WriteAllTextAsync(Path.Combine(_folder, "rules"), Rules.ToJsonString());

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Every_alert_has_a_case_in_which_it_fires_and_one_in_which_it_does_not()
    {
        var alerts = Rules.List("groups").SelectMany(g => g.List("rules")).Select(r => r.Text("alert"));
        Assert.Equal(alerts.Order(), WithCases.Select(c => c.Data));
        foreach (var file in Directory.GetFiles(Cases, "*.yaml"))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        Assert.Empty(await RenderedChart.CheckAsync(_folder, "--only-read"));
        foreach (var alert in WithCases.Select(c => c.Data))
        {
            var expected = JsonNode
                .Parse(await File.ReadAllTextAsync(Path.Combine(_folder, alert + ".json")))!
                .AsArray()
                .Single()!
                .List("tests")
                .SelectMany(t => t.List("alert_rule_test"))
                .Where(t => t.Text("alertname") == alert)
                .Select(t => t.List("exp_alerts").Any())
                .ToList();
            Assert.True(expected.Contains(true), $"{alert} never fires in its cases");
            Assert.True(expected.Contains(false), $"{alert} fires in all its cases");
        }
    }

    [Theory, MemberData(nameof(WithCases))]
    public async Task An_alert_fires_in_its_cases_and_in_no_other(string alert)
    {
        var file = Path.Combine(_folder, alert + ".test.yaml");
        await File.WriteAllTextAsync(
            file,
            "rule_files: [rules]\n" + await File.ReadAllTextAsync(Path.Combine(Cases, alert + ".yaml"))
        );
        var (code, output, error) = await RenderedChart.RunAsync("promtool", ["test", "rules", file]);
        Assert.True(code == 0, output + error);
    }

    [Fact]
    public async Task Promtool_accepts_the_rules()
    {
        var (code, output, error) = await RenderedChart.RunAsync(
            "promtool",
            ["check", "rules", "--lint=all", "--lint-fatal", Path.Combine(_folder, "rules")]
        );
        Assert.True(code == 0, output + error);
    }
}
