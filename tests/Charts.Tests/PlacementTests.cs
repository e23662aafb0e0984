using Xunit;

namespace Charts.Tests;

/// <summary>
/// Placement and priority are set once and hold for every pod of the release, also for pods of operators.
/// </summary>
public sealed class PlacementTests(RenderedChart chart)
{
    [Theory, InlineData("one-replica", "county"), InlineData("big", "general")]
    public void Placement_defaults_apply_to_every_pod(string name, string nodes)
    {
        var pods = chart[name].Pods().ToList();
        Assert.Contains(pods, p => p.Component == "migrations");
        Assert.Contains(pods, p => p.Component == "collector");
        if (name == "one-replica")
            Assert.Superset(
                new HashSet<string> { "story", "postgresql", "rabbitmq" },
                pods.Select(p => p.Component).ToHashSet()
            );
        foreach (var pod in pods)
        {
            var census =
                name == "big"
                && (pod.Component == "census" || pod.Labels.GetValueOrDefault("platform/service") == "census");
            Assert.Equal("platform", pod.Spec.Text("priorityClassName"));
            Assert.Contains(census ? "census" : nodes, pod.Spec.Map("nodeSelector").Values);
            Assert.Single(pod.Spec.List("tolerations"));
            Assert.NotNull(pod.Spec["affinity"]?["nodeAffinity"]);
        }
    }

    /// <summary>Our images are built only for amd64: on other nodes their programs cannot start.</summary>
    [Theory, MemberData(nameof(RenderedChart.AllNames), MemberType = typeof(RenderedChart))]
    public void Our_images_need_nodes_of_their_architecture_and_others_do_not(string name)
    {
        foreach (var pod in chart[name].Pods())
            Assert.Equal(
                pod.Component is "collector" or "postgresql" or "rabbitmq" ? null : "amd64",
                pod.Spec.Map("nodeSelector").GetValueOrDefault("kubernetes.io/arch")
            );
    }

    [Fact]
    public void Placement_of_an_operator_s_pods_follows_its_own_settings_then_the_defaults()
    {
        var databases = chart["big"].One("Cluster", "platform-postgresql")["spec"]!;
        Assert.Equal("databases", databases["affinity"]!.Map("nodeSelector")["platform/nodes"]);
        Assert.Equal("databases", Assert.Single(databases["affinity"]!.List("tolerations")).Text("value"));
        Assert.NotNull(databases["affinity"]!["nodeAffinity"]);
        Assert.Equal("platform", databases.Text("priorityClassName"));
        var broker = chart["big"].One("RabbitmqCluster", "platform-rabbitmq")["spec"]!;
        var pod = broker["override"]!["statefulSet"]!["spec"]!["template"]!["spec"]!;
        Assert.Equal("general", pod.Map("nodeSelector")["platform/nodes"]);
        Assert.Equal("platform", pod.Text("priorityClassName"));
        Assert.Equal("general", Assert.Single(broker.List("tolerations")).Text("value"));
        Assert.NotNull(broker["affinity"]!["nodeAffinity"]);
        Assert.NotNull(broker["affinity"]!["podAntiAffinity"]);
    }
}
