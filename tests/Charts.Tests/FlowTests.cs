using System.Text.Json.Nodes;
using Npgsql;
using Xunit;

namespace Charts.Tests;

/// <summary>
/// The network policies allow the addresses in the programs' own settings, and nothing else.
/// </summary>
public sealed class FlowTests(RenderedChart chart)
{
    static readonly string[] Services = ["organizations", "census", "training", "jobs"];

    public static TheoryData<string> Guarded => [.. RenderedChart.Names.Where(n => n != "one-replica")];

    [Theory, MemberData(nameof(Guarded))]
    public void Traffic_without_a_policy_is_denied(string name)
    {
        var deny = chart[name].One("NetworkPolicy", "platform-default-deny")["spec"]!;
        Assert.All(chart[name].Pods(), p => Assert.True(p.Matches(deny["podSelector"]), p.Owner));
        Assert.Equal("[\"Ingress\",\"Egress\"]", deny["policyTypes"]!.ToJsonString());
        Assert.Null(deny["ingress"]);
        Assert.Null(deny["egress"]);
    }

    [Theory, MemberData(nameof(Guarded))]
    public void Every_address_in_a_program_s_settings_can_be_reached(string name)
    {
        foreach (var pod in chart[name].Pods())
        // The appointment of the administrator only writes to the outbox; the comparison publishes nothing.
        foreach (
            var (host, port) in pod
                .Containers.SelectMany(c =>
                    Addresses(c)
                        .Where(a =>
                            (c.Text("name") != "administrator" && pod.Component != "reconcile")
                            || a.Port is not (5671 or 5672)
                        )
                )
                .Distinct()
        )
        {
            var target = TargetOf(name, host);
            Assert.True(
                Rules(name, pod, "egress").Any(r => Opens(r, port) && Towards(r, "to", target)),
                $"{pod.Owner} may not reach {host}:{port}"
            );
            if (target is not null)
                Assert.True(
                    Rules(name, target, "ingress").Any(r => Opens(r, port) && Towards(r, "from", pod)),
                    $"{target.Owner} does not let {pod.Owner} in at {port}"
                );
        }
    }

    [Fact]
    public void Keda_gets_the_broker_s_name_with_its_namespace()
    {
        var census = chart["keda"].One("ScaledObject", "platform-census")["spec"]!
            .List("triggers")
            .Single(t => t.Text("type") == "rabbitmq")["metadata"]!.Text("hostFromEnv");
        var address = Pod.Environment(chart["keda"].PodOf("census").Containers.Single(), _ => new AnyKey())[census];
        Assert.Equal($"platform-rabbitmq.{RenderedChart.Namespace}.svc", new Uri(address).Host);
    }

    [Theory, MemberData(nameof(Guarded))]
    public void A_migration_reaches_only_its_database_DNS_and_telemetry(string name)
    {
        var migrations = chart[name].Pods().Where(p => p.Component == "migrations").ToList();
        var ports = migrations
            .SelectMany(m => m.Containers)
            .SelectMany(Addresses)
            .Select(a => a.Port)
            .Where(p => p is not (5671 or 5672))
            .Concat([53, 5353])
            .ToHashSet();
        Assert.All(migrations.SelectMany(m => Rules(name, m, "egress")).SelectMany(r => r.List("ports")), p =>
            Assert.Contains(p["port"]!.GetValue<int>(), ports)
        );
        // The comparison only reads.
        foreach (var reconcile in chart[name].Pods().Where(p => p.Component == "reconcile"))
            Assert.DoesNotContain(Rules(name, reconcile, "egress"), r => Opens(r, 5671) || Opens(r, 5672));
        foreach (var broker in chart[name].Pods().Where(p => p.Component == "rabbitmq"))
            Assert.All(Rules(name, broker, "ingress"), r => Assert.False(Towards(r, "from", migrations[0])));
    }

    [Theory, MemberData(nameof(Guarded))]
    public void Every_pod_reaches_DNS(string name) =>
        Assert.All(chart[name].Pods(), p => Assert.Contains(Rules(name, p, "egress"), r => Opens(r, 53)));

    [Theory, MemberData(nameof(Guarded))]
    public void No_service_reaches_another_and_the_gateway_reaches_no_database(string name)
    {
        var gateway = chart[name].PodOf("gateway");
        foreach (var service in Services)
        {
            var pod = chart[name].PodOf(service);
            Assert.True(Joined(name, gateway, pod, 8080));
            Assert.False(Joined(name, pod, gateway, 8080));
            foreach (var other in Services.Where(s => s != service))
                Assert.False(Joined(name, pod, chart[name].PodOf(other), 8080), $"{service} reaches {other}");
        }
        foreach (var port in new[] { 5432, 6432, 5671, 5672 })
            Assert.DoesNotContain(Rules(name, gateway, "egress"), r => Opens(r, port));
        foreach (var server in chart[name].Pods().Where(p => p.Component is "postgresql" or "rabbitmq"))
        {
            Assert.False(Joined(name, gateway, server, server.Component == "postgresql" ? 5432 : 5672));
            Assert.DoesNotContain(Rules(name, server, "egress"), r => !Opens(r, 53));
        }
    }

    [Theory, MemberData(nameof(Guarded))]
    public void Other_namespaces_reach_only_the_gateway_and_metrics(string name)
    {
        foreach (var pod in chart[name].Pods())
        foreach (
            var rule in Rules(name, pod, "ingress")
                .Where(r => r.List("from").Any(f => f["namespaceSelector"] is not null || f["ipBlock"] is not null))
        )
            Assert.True(
                (pod.Component, Port(rule)) is ("gateway", 8080) or ("collector", 8889) or ("rabbitmq", 15692),
                $"{pod.Owner} {rule.ToJsonString()}"
            );
        Assert.All(Rules(name, null, "ingress"), r =>
            Assert.True(r.List("from").Any(), "a rule without from lets everybody in")
        );
    }

    [Theory, MemberData(nameof(Guarded))]
    public void DNS_is_allowed_of_kubernetes_openshift_and_the_node_s_cache(string name)
    {
        var rule = Assert.Single(chart[name].One("NetworkPolicy", "platform-dns")["spec"]!.List("egress"));
        Assert.Equal(
            ["kube-system", "openshift-dns", "169.254.20.10/32"],
            rule.List("to")
                .Select(p =>
                    p["ipBlock"]?.Text("cidr")
                    ?? p["namespaceSelector"]!.Map("matchLabels")["kubernetes.io/metadata.name"]
                )
        );
        Assert.True(Opens(rule, 53) && Opens(rule, 5353));
    }

    [Fact]
    public void Cilium_s_own_gateway_is_allowed_by_its_entity()
    {
        var policy = chart["cloudnative-pg"].One("CiliumNetworkPolicy", "platform-gateway")["spec"]!;
        Assert.True(chart["cloudnative-pg"].PodOf("gateway").Matches(policy["endpointSelector"]));
        var rule = Assert.Single(policy.List("ingress"));
        Assert.Equal("ingress", rule["fromEntities"]![0]!.GetValue<string>());
        Assert.Equal("8080", rule["toPorts"]![0]!["ports"]![0]!.Text("port"));
        Assert.Empty(chart["external"].Of("CiliumNetworkPolicy"));
    }

    [Fact]
    public void Databases_of_the_operator_accept_only_their_own_roles()
    {
        foreach (var cluster in new[] { "platform-postgresql", "platform-rabbitmq" })
        {
            var policy = chart["cloudnative-pg"].One("NetworkPolicy", cluster)["spec"]!;
            Assert.Equal("[\"Ingress\"]", policy["policyTypes"]!.ToJsonString());
            Assert.DoesNotContain(policy.List("ingress"), r =>
                Towards(r, "from", chart["cloudnative-pg"].PodOf("gateway"))
            );
            Assert.Contains(policy.List("ingress"), r => Towards(r, "from", chart["cloudnative-pg"].PodOf("census")));
        }
    }

    /// <summary>
    /// Hooks of a first installation run before the other policies exist, so their own policy must allow all they need.
    /// </summary>
    [Fact]
    public void A_hook_migration_has_its_policy_before_it()
    {
        var policy = chart["external"].One("NetworkPolicy", "platform-migrations");
        var hook = policy.Map("metadata", "annotations");
        Assert.Equal("pre-install,pre-upgrade", hook["helm.sh/hook"]);
        Assert.True(int.Parse(hook["helm.sh/hook-weight"], null) < 0);
        foreach (var port in new[] { 53, 5432, 6432 })
            Assert.Contains(policy["spec"]!.List("egress"), r => Opens(r, port));
    }

    /// <summary>Host and port of every address in a container's settings.</summary>
    static IEnumerable<(string Host, int Port)> Addresses(JsonNode container)
    {
        foreach (var (variable, text) in Pod.Environment(container, _ => new AnyKey()))
        {
            if (
                variable.StartsWith("ConnectionStrings__", StringComparison.Ordinal)
                && !text.Contains("://", StringComparison.Ordinal)
            )
            {
                // The migration has the app's user name only, and connects as the owner.
                var settings = new NpgsqlConnectionStringBuilder(text);
                yield return (settings.Host!, settings.Port);
            }
            else if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0)
                yield return (
                    uri.Host,
                    uri.Port > 0 ? uri.Port
                    : uri.Scheme == "amqps" ? 5671
                    : 5672
                );
        }
        foreach (
            var argument in container
                .List("args")
                .Select(a => a.GetValue<string>())
                .Where(a => a.StartsWith("http", StringComparison.Ordinal))
        )
            yield return (new Uri(argument).Host, new Uri(argument).Port);
    }

    /// <summary>The pod behind a host name, if this chart makes it.</summary>
    Pod? TargetOf(string name, string host)
    {
        if (host.StartsWith("platform-postgresql-rw", StringComparison.Ordinal))
            return new(
                "Cluster",
                new Dictionary<string, string> { ["cnpg.io/cluster"] = "platform-postgresql" },
                new JsonObject()
            );
        // The name with this namespace means the same Service.
        host = host.Replace($".{RenderedChart.Namespace}.svc", "", StringComparison.Ordinal);
        if (chart[name].Of("RabbitmqCluster").Any(c => c.Name() == host))
            return new(
                "RabbitmqCluster",
                new Dictionary<string, string> { ["app.kubernetes.io/name"] = host },
                new JsonObject()
            );
        var service = chart[name].Of("Service").SingleOrDefault(s => s.Name() == host);
        if (service is null)
        {
            Assert.Contains('.', host);
            return null;
        }
        return chart[name]
            .Pods()
            .Single(p => p.Matches(new JsonObject { ["matchLabels"] = service["spec"]!["selector"]!.DeepClone() }));
    }

    bool Joined(string name, Pod from, Pod to, int port) =>
        Rules(name, from, "egress").Any(r => Opens(r, port) && Towards(r, "to", to))
        && Rules(name, to, "ingress").Any(r => Opens(r, port) && Towards(r, "from", from));

    IEnumerable<JsonNode> Rules(string name, Pod? pod, string direction) =>
        chart[name]
            .Of("NetworkPolicy")
            .Where(p => pod is null || pod.Matches(p["spec"]!["podSelector"]))
            .SelectMany(p => p["spec"]!.List(direction));

    static int Port(JsonNode rule) => rule["ports"]![0]!["port"]!.GetValue<int>();

    static bool Opens(JsonNode rule, int port) =>
        rule["ports"] is null || rule.List("ports").Any(p => p["port"]!.GetValue<int>() == port);

    /// <summary>No peers means any address; a pod of this namespace must match by labels.</summary>
    static bool Towards(JsonNode rule, string side, Pod? pod) =>
        rule[side] is null
        || (
            pod is null
                ? rule.List(side).Any(p => p["ipBlock"] is not null || p["namespaceSelector"] is not null)
                : rule.List(side)
                    .Any(p =>
                        p["podSelector"] is not null && p["namespaceSelector"] is null && pod.Matches(p["podSelector"])
                    )
        );

    /// <summary>A Secret with placeholder values.</summary>
    sealed class AnyKey : Dictionary<string, string>, IReadOnlyDictionary<string, string>
    {
        string IReadOnlyDictionary<string, string>.this[string key] => "x";
    }
}
