using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Charts.Tests;

/// <summary>
/// Alerts, dashboards and OPERATIONS.md agree, and use only metrics that exist.
/// </summary>
public sealed partial class MonitoringTests(RenderedChart chart)
{
    /// <summary>
    /// Prefixes of known metrics of Kubernetes, the services, RabbitMQ, CloudNativePG, and the sources of certificates.
    /// </summary>
    static readonly string[] Families =
    [
        "kube_",
        "kubelet_",
        "nginx_ingress_controller_",
        "certmanager_",
        "probe_ssl_",
        "http_server_",
        "db_client_",
        "dotnet_",
        "platform_",
        "rabbitmq_",
        "cnpg_",
    ];

    IEnumerable<JsonNode> Rules =>
        chart["hardened"]
            .Of("PrometheusRule")
            .SelectMany(r => r["spec"]!.List("groups"))
            .SelectMany(g => g.List("rules"));

    [Fact]
    public void Each_alert_has_its_section_in_OPERATIONS()
    {
        var alerts = Rules.Select(r => r.Text("alert")).ToList();
        Assert.True(alerts.Count >= 12);
        var page = File.ReadAllText(Path.Combine(RenderedChart.Chart, "OPERATIONS.md"));
        var sections = Section().Matches(page).Select(m => m.Value).ToList();
        Assert.Equal(alerts.Order(), sections.Order());
        Assert.All(Rules, r => Assert.Equal("platform", r.Map("labels")["owner"]));
    }

    /// <summary>
    /// Each selector of an alert is limited to this release, by the services' job or by the namespace.
    /// </summary>
    [Fact]
    public void Alerts_select_only_this_release_s_metrics()
    {
        foreach (var expression in Rules.Select(r => r.Text("expr")))
        {
            Assert.DoesNotMatch("NAMESPACE|RELEASE", expression);
            AssertBalanced(expression);
            var selectors = Selector().Matches(expression).Select(m => m.Value).ToList();
            Assert.NotEmpty(selectors);
            Assert.All(selectors, s =>
                Assert.Matches("namespace=\"women\"|job=~?\"women/platform/|platform.+province.+example", s)
            );
            Assert.Equal(
                Metric().Count(Quoted().Replace(expression, "")) + Regex.Count(expression, "__name__"),
                selectors.Count
            );
        }
    }

    /// <summary>
    /// A collector and Prometheus itself make the job label of service.namespace and the service's name.
    /// </summary>
    [Fact]
    public void The_services_send_metrics_with_the_release_s_namespace()
    {
        foreach (var service in new[] { "organizations", "census", "training", "jobs", "gateway" })
            Assert.Contains(chart["hardened"].PodOf(service).Containers.Single().List("env"), v =>
                v.Text("name") == "OTEL_RESOURCE_ATTRIBUTES" && v.Text("value") == "service.namespace=women/platform"
            );
    }

    [Fact]
    public void Dashboards_are_valid_and_query_known_metrics()
    {
        var boards = chart["hardened"]
            .Of("ConfigMap")
            .Where(c => c.Map("metadata", "labels").ContainsKey("grafana_dashboard"))
            .SelectMany(c => Manifests.Data(c).Values)
            .Select(b => JsonNode.Parse(b)!)
            .ToList();
        Assert.True(boards.Count >= 3);
        Assert.Equal(boards.Count, boards.Select(b => b.Text("uid")).Distinct().Count());
        var expressions = boards
            .SelectMany(b => b.List("panels"))
            .SelectMany(p => p.List("targets"))
            .Select(t => t.Text("expr"))
            .Concat(Rules.Select(r => r.Text("expr")))
            .ToList();
        foreach (var expression in expressions)
        {
            AssertBalanced(expression);
            foreach (var metric in Metric().Matches(Quoted().Replace(expression, "")).Select(m => m.Value))
                Assert.Contains(Families, f => metric.StartsWith(f, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_monitor_scrapes_an_existing_port()
    {
        foreach (
            var monitor in chart["cloudnative-pg"]
                .Of("ServiceMonitor")
                .Where(m => !m.Name().EndsWith("rabbitmq", StringComparison.Ordinal))
        )
        {
            var service = chart["cloudnative-pg"]
                .Of("Service")
                .Single(s =>
                    monitor["spec"]!["selector"]!
                        .Map("matchLabels")
                        .All(l => s.Map("metadata", "labels").GetValueOrDefault(l.Key) == l.Value)
                );
            foreach (var endpoint in monitor["spec"]!.List("endpoints"))
                Assert.Contains(endpoint.Text("port"), service["spec"]!.List("ports").Select(p => p.Text("name")));
        }
    }

    static void AssertBalanced(string expression)
    {
        var bare = Quoted().Replace(expression, "");
        foreach (var (open, close) in new[] { ('(', ')'), ('{', '}'), ('[', ']') })
            Assert.Equal(bare.Count(c => c == open), bare.Count(c => c == close));
    }

    [GeneratedRegex(@"(?<=^### )Platform\w+", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Selector();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    /// <summary>A name with two underscores or more before its selector.</summary>
    [GeneratedRegex(@"\b[a-z]+(_[a-z0-9]+){2,}(?=[{\[)\s]|$)(?!=)")]
    private static partial Regex Metric();
}
