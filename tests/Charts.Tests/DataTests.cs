using Xunit;

namespace Charts.Tests;

/// <summary>Databases and broker survive an uninstallation, a lost server and a drained node.</summary>
public sealed class DataTests(RenderedChart chart)
{
    public static TheoryData<string> Operated => ["cloudnative-pg", "air-gapped", "big"];

    [Theory, MemberData(nameof(RenderedChart.AllNames), MemberType = typeof(RenderedChart))]
    public void Databases_and_broker_survive_an_uninstallation_and_a_prune(string name)
    {
        string[] holders = ["Cluster", "Database", "ObjectStore", "RabbitmqCluster"];
        foreach (var manifest in chart[name].All)
        {
            var annotations = manifest.Map("metadata", "annotations");
            Assert.Equal(
                holders.Contains(manifest.Text("kind")),
                annotations.GetValueOrDefault("helm.sh/resource-policy") == "keep"
                    && annotations.GetValueOrDefault("argocd.argoproj.io/sync-options") == "Prune=false,Delete=false"
                    && annotations.GetValueOrDefault("kustomize.toolkit.fluxcd.io/prune") == "disabled"
            );
        }
    }

    /// <summary>
    /// If a fail-over loses the last commits, other services have events of rows that do not exist.
    /// </summary>
    [Theory, MemberData(nameof(Operated))]
    public void A_commit_waits_for_a_standby(string name)
    {
        var synchronous = chart[name].One("Cluster", "platform-postgresql")["spec"]!["postgresql"]!["synchronous"]!;
        Assert.Equal(
            ("any", 1, "required"),
            (synchronous.Text("method"), synchronous["number"]!.GetValue<int>(), synchronous.Text("dataDurability"))
        );
    }

    [Fact]
    public async Task A_single_server_waits_for_no_standby()
    {
        var text = await RenderedChart.TemplateAsync(
            chart.Helm,
            RenderedChart.Values("cloudnative-pg"),
            "--set",
            "database.cluster.instances=2"
        );
        Assert.DoesNotContain("synchronous:", text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Operated))]
    public void The_broker_s_servers_are_disrupted_one_at_a_time(string name)
    {
        var budget = chart[name].One("PodDisruptionBudget", "platform-rabbitmq")["spec"]!;
        Assert.Equal(1, budget["maxUnavailable"]!.GetValue<int>());
        Assert.Equal("platform-rabbitmq", budget["selector"]!.Map("matchLabels")["app.kubernetes.io/name"]);
    }

    /// <summary>
    /// TLS end to end: the server has no other listener; the programs use the whole name in its certificate and trust
    /// its authority.
    /// </summary>
    [Theory, MemberData(nameof(Operated))]
    public void The_broker_uses_TLS_and_the_programs_trust_its_authority(string name)
    {
        var spec = chart[name].One("RabbitmqCluster", "platform-rabbitmq")["spec"]!;
        Assert.Equal("platform-broker-tls", spec["tls"]!.Text("secretName"));
        Assert.True(spec["tls"]!["disableNonTLSListeners"]!.GetValue<bool>());
        foreach (var service in new[] { "organizations", "census", "training", "jobs" })
        {
            var pod = chart[name].PodOf(service);
            var environment = pod
                .Containers.Single()
                .List("env")
                .ToDictionary(v => v.Text("name"), v => v.Text("value"));
            Assert.StartsWith("amqps://", environment["ConnectionStrings__Broker"], StringComparison.Ordinal);
            Assert.Contains(
                $"@platform-rabbitmq.{RenderedChart.Namespace}.svc:5671/",
                environment["ConnectionStrings__Broker"],
                StringComparison.Ordinal
            );
            Assert.Contains("/etc/platform/authority", environment["SSL_CERT_DIR"].Split(':'));
            Assert.Contains(pod.Spec.List("volumes").SelectMany(v => v["projected"]?.List("sources") ?? []), s =>
                s["secret"]?.Text("name") == "platform-broker-tls"
            );
        }
    }

    [Theory, MemberData(nameof(Operated))]
    public void The_services_user_of_the_broker_is_no_administrator(string name) =>
        Assert.Contains(
            "default_user_tags.administrator = false",
            chart[name].One("RabbitmqCluster", "platform-rabbitmq")["spec"]!["rabbitmq"]!.Text("additionalConfig"),
            StringComparison.Ordinal
        );

    [Fact]
    public void Keda_gets_the_broker_s_use_of_TLS_and_its_authority()
    {
        foreach (var scaled in chart["keda"].Of("ScaledObject").Where(s => s.Name() != "platform-gateway"))
        {
            var trigger = scaled["spec"]!.List("triggers").Single(t => t.Text("type") == "rabbitmq");
            var auth = chart["keda"].One("TriggerAuthentication", trigger["authenticationRef"]!.Text("name"))["spec"]!;
            Assert.Equal(
                ("ca", "platform-broker-tls"),
                (auth["secretTargetRef"]![0]!.Text("parameter"), auth["secretTargetRef"]![0]!.Text("name"))
            );
            var container = chart["keda"].PodOf(auth["env"]![0]!.Text("containerName")).Containers.Single();
            Assert.Equal(
                "enable",
                container.List("env").Single(v => v.Text("name") == auth["env"]![0]!.Text("name")).Text("value")
            );
        }
    }

    [Fact]
    public async Task A_broker_without_TLS_needs_no_certificate()
    {
        var text = await RenderedChart.TemplateAsync(
            chart.Helm,
            RenderedChart.Values("cloudnative-pg"),
            "--set",
            "broker.scheme=amqp"
        );
        Assert.DoesNotContain("broker-tls", text, StringComparison.Ordinal);
        Assert.Contains("@platform-rabbitmq:5672/", text, StringComparison.Ordinal);
    }

    /// <summary>CloudNativePG 1.31 archives and backs up only by plugin.</summary>
    [Fact]
    public void Backups_use_the_plugin_and_a_rendered_object_store()
    {
        var cluster = chart["cloudnative-pg"].One("Cluster", "platform-postgresql")["spec"]!;
        var plugin = Assert.Single(cluster.List("plugins"));
        Assert.Equal("barman-cloud.cloudnative-pg.io", plugin.Text("name"));
        Assert.True(plugin["isWALArchiver"]!.GetValue<bool>());
        Assert.Null(cluster["backup"]);
        chart["cloudnative-pg"].One("ObjectStore", plugin["parameters"]!.Text("barmanObjectName"));
        var schedule = chart["cloudnative-pg"].One("ScheduledBackup", "platform-postgresql")["spec"]!;
        Assert.Equal(
            ("platform-postgresql", "plugin", plugin.Text("name")),
            (schedule["cluster"]!.Text("name"), schedule.Text("method"), schedule["pluginConfiguration"]!.Text("name"))
        );
        Assert.Equal(6, schedule.Text("schedule").Split(' ').Length);
    }
}
