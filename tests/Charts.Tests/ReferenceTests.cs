using System.Text.Json.Nodes;
using Xunit;

namespace Charts.Tests;

/// <summary>References between objects are right: names, labels, ports and keys.</summary>
public sealed class ReferenceTests(RenderedChart chart)
{
    static readonly string[] Operators = ["platform-rabbitmq-default-user", "platform-postgresql-ca"];
    static readonly string[] Given = ["province-authority", "census-extra", "platform-broker-tls"];

    [Theory, MemberData(nameof(RenderedChart.AllNames), MemberType = typeof(RenderedChart))]
    public void A_deployment_selects_exactly_its_own_pods(string name)
    {
        var pods = chart[name].Pods().ToList();
        foreach (var owner in chart[name].Of("Deployment", "StatefulSet"))
            Assert.Equal(
                [$"{owner.Text("kind")} {owner.Name()}"],
                pods.Where(p => p.Matches(owner["spec"]!["selector"])).Select(p => p.Owner)
            );
        foreach (var budget in chart[name].Of("PodDisruptionBudget").Where(b => b.Name() != "platform-rabbitmq"))
            Assert.Equal(
                [$"Deployment {budget.Name()}"],
                pods.Where(p => p.Matches(budget["spec"]!["selector"])).Select(p => p.Owner)
            );
        foreach (var owner in chart[name].Of("Deployment"))
        foreach (var spread in owner["spec"]!["template"]!["spec"]!.List("topologySpreadConstraints"))
            Assert.Single(pods, p => p.Matches(spread["labelSelector"]));
    }

    [Theory, MemberData(nameof(RenderedChart.AllNames), MemberType = typeof(RenderedChart))]
    public void A_service_targets_a_port_of_its_pods(string name)
    {
        foreach (var service in chart[name].Of("Service"))
        {
            var selector = new JsonObject { ["matchLabels"] = service["spec"]!["selector"]!.DeepClone() };
            var pod = Assert.Single(chart[name].Pods(), p => p.Matches(selector));
            var ports = pod
                .Containers.SelectMany(c => c.List("ports"))
                .ToDictionary(p => p.Text("name"), p => p["containerPort"]!.GetValue<int>());
            foreach (var port in service["spec"]!.List("ports"))
                Assert.Equal(port["port"]!.GetValue<int>(), ports[port.Text("targetPort")]);
        }
    }

    [Theory, MemberData(nameof(RenderedChart.AllNames), MemberType = typeof(RenderedChart))]
    public void A_probe_uses_a_port_of_its_container(string name)
    {
        foreach (var container in chart[name].Pods().SelectMany(p => p.Containers))
        foreach (
            var probe in new[] { "startupProbe", "livenessProbe", "readinessProbe" }
                .Select(p => container[p])
                .OfType<JsonNode>()
        )
            Assert.Contains(
                (probe["httpGet"] ?? probe["tcpSocket"])!.Text("port"),
                container.List("ports").Select(p => p.Text("name"))
            );
    }

    [Theory, MemberData(nameof(RenderedChart.AllNames), MemberType = typeof(RenderedChart))]
    public void Every_secret_and_key_is_one_that_trial_secrets_prints(string name)
    {
        var prefix = name == "hardened" ? "province-" : "platform-";
        var renamed = new Dictionary<string, string>
        {
            ["province-rabbitmq"] = "platform-broker",
            ["province-census-keys"] = "platform-census-sealing",
        };
        var printed = chart
            .TrialSecrets.Of("Secret")
            .ToDictionary(s => s.Name(), s => Manifests.Data(s).Keys.ToHashSet());
        HashSet<string> Keys(string secret) =>
            printed[renamed.GetValueOrDefault(secret) ?? secret.Replace(prefix, "platform-", StringComparison.Ordinal)];
        foreach (var pod in chart[name].Pods())
        {
            foreach (var container in pod.Containers)
            {
                foreach (
                    var from in container
                        .List("env")
                        .Select(v => v["valueFrom"]?["secretKeyRef"])
                        .OfType<JsonNode>()
                        .Where(f => !Operators.Contains(f.Text("name")) && f["optional"] is null)
                )
                    Assert.Contains(from.Text("key"), Keys(from.Text("name")));
                foreach (
                    var from in container
                        .List("envFrom")
                        .Select(f => f["secretRef"]!.Text("name"))
                        .Where(n => !Given.Contains(n))
                )
                    Assert.NotEmpty(Keys(from));
            }
        }
        foreach (var role in chart[name].Of("Cluster").SelectMany(c => c["spec"]!["managed"]!.List("roles")))
        {
            var secret = chart.TrialSecrets.One("Secret", role["passwordSecret"]!.Text("name"));
            Assert.Equal(role.Text("name"), Manifests.Data(secret)["username"]);
            Assert.Equal("kubernetes.io/basic-auth", secret.Text("type"));
        }
    }

    [Theory, MemberData(nameof(RenderedChart.AllNames), MemberType = typeof(RenderedChart))]
    public void Every_mounted_volume_exists(string name)
    {
        foreach (var pod in chart[name].Pods())
        {
            var claimed = chart[name]
                .Of("StatefulSet")
                .Where(s => pod.Owner == $"StatefulSet {s.Name()}")
                .SelectMany(s => s["spec"]!.List("volumeClaimTemplates"))
                .Select(Json.Name);
            var volumes = pod.Spec.List("volumes").Select(v => v.Text("name")).Concat(claimed).ToList();
            Assert.Equal(
                volumes.Order(),
                pod.Containers.SelectMany(c => c.List("volumeMounts")).Select(m => m.Text("name")).Distinct().Order()
            );
            foreach (var map in pod.Spec.List("volumes").Select(v => v["configMap"]?.Text("name")).OfType<string>())
            {
                var data = Manifests.Data(chart[name].One("ConfigMap", map));
                foreach (
                    var mount in pod
                        .Containers.SelectMany(c => c.List("volumeMounts"))
                        .Where(m => m.Text("subPath").Length > 0)
                )
                    Assert.Contains(mount.Text("subPath"), data.Keys);
            }
            foreach (var source in pod.Spec.List("volumes").SelectMany(v => v["projected"]?.List("sources") ?? []))
                Assert.Contains((source["configMap"] ?? source["secret"])!.Text("name"), Given.Concat(Operators));
        }
    }

    [Theory, MemberData(nameof(RenderedChart.AllNames), MemberType = typeof(RenderedChart))]
    public void Service_accounts_exist_and_have_no_token(string name)
    {
        var accounts = chart[name].Of("ServiceAccount").ToDictionary(Json.Name);
        foreach (
            var account in chart[name].Pods().Select(p => p.Spec.Text("serviceAccountName")).Where(a => a.Length > 0)
        )
            Assert.False(accounts[account]["automountServiceAccountToken"]!.GetValue<bool>());
        Assert.DoesNotContain(chart[name].All, m =>
            m.Text("kind").EndsWith("Role", StringComparison.Ordinal)
            || m.Text("kind").EndsWith("Binding", StringComparison.Ordinal)
        );
    }

    [Theory, MemberData(nameof(RenderedChart.AllNames), MemberType = typeof(RenderedChart))]
    public void An_autoscaled_deployment_sets_no_number_of_replicas(string name)
    {
        var scaled = chart[name]
            .Of("HorizontalPodAutoscaler", "ScaledObject")
            .Select(s => s["spec"]!["scaleTargetRef"]!.Text("name"))
            .ToList();
        Assert.Equal(scaled.Count, scaled.Distinct().Count());
        foreach (
            var deployment in chart[name]
                .Of("Deployment")
                .Where(d => !d.Name().EndsWith("collector", StringComparison.Ordinal))
        )
            Assert.NotEqual(scaled.Contains(deployment.Name()), deployment["spec"]!["replicas"] is not null);
        Assert.All(scaled, s => chart[name].One("Deployment", s));
        foreach (
            var trigger in chart[name]
                .Of("ScaledObject")
                .SelectMany(s => s["spec"]!.List("triggers"))
                .Where(t => t.Text("type") == "rabbitmq")
        )
        {
            var container = chart[name].PodOf(trigger["metadata"]!.Text("queueName")).Containers.Single();
            Assert.Contains(
                trigger["metadata"]!.Text("hostFromEnv"),
                container.List("env").Select(v => v.Text("name"))
            );
        }
    }

    [Theory, MemberData(nameof(RenderedChart.AllNames), MemberType = typeof(RenderedChart))]
    public void Ingress_and_routes_lead_to_the_gateway_s_service(string name)
    {
        var service = chart[name].One("Service", "platform-gateway");
        foreach (
            var backend in chart[name]
                .Of("Ingress")
                .SelectMany(i => i["spec"]!.List("rules"))
                .SelectMany(r => r["http"]!.List("paths"))
                .Select(p => p["backend"]!["service"]!)
        )
            Assert.Equal(
                ("platform-gateway", service["spec"]!["ports"]![0]!.Text("name")),
                (backend.Text("name"), backend["port"]!.Text("name"))
            );
        foreach (var ingress in chart[name].Of("Ingress"))
            Assert.NotEmpty(ingress["spec"]!.List("tls").SelectMany(t => t.List("hosts")));
        foreach (
            var backend in chart[name]
                .Of("HTTPRoute")
                .SelectMany(r => r["spec"]!.List("rules"))
                .SelectMany(r => r.List("backendRefs"))
        )
            Assert.Equal(
                ("platform-gateway", service["spec"]!["ports"]![0]!["port"]!.GetValue<int>()),
                (backend.Text("name"), backend["port"]!.GetValue<int>())
            );
    }

    /// <summary>Controllers end a request after 15 s by default, and an import takes longer.</summary>
    [Theory, InlineData("cloudnative-pg"), InlineData("hardened")]
    public void A_route_has_long_timeouts_and_plain_http_is_redirected(string name)
    {
        var route = chart[name].One("HTTPRoute", "platform-gateway")["spec"]!;
        var timeouts = route["rules"]![0]!["timeouts"]!;
        Assert.Equal(("300s", "300s"), (timeouts.Text("request"), timeouts.Text("backendRequest")));
        var redirect = chart[name].One("HTTPRoute", "platform-gateway-redirect")["spec"]!;
        Assert.Equal(
            route.List("hostnames").Select(h => h.ToString()),
            redirect.List("hostnames").Select(h => h.ToString())
        );
        Assert.Equal("https", redirect["rules"]![0]!["filters"]![0]!["requestRedirect"]!.Text("scheme"));
        var listener = redirect["parentRefs"]![0]!.Text("sectionName");
        Assert.NotEqual(route["parentRefs"]![0]!.Text("sectionName"), listener);
        foreach (var gateway in chart[name].Of("Gateway"))
            Assert.Equal(
                ("HTTP", 80),
                gateway["spec"]!
                    .List("listeners")
                    .Where(l => l.Text("name") == listener)
                    .Select(l => (l.Text("protocol"), l["port"]!.GetValue<int>()))
                    .Single()
            );
        if (name == "hardened")
            Assert.Equal(
                "platform",
                chart[name].One("HTTPRoute", "platform-gateway").Map("metadata", "annotations")["example/owner"]
            );
    }

    [Fact]
    public async Task The_gateway_s_service_may_be_reached_from_outside()
    {
        var text = await RenderedChart.TemplateAsync(
            chart.Helm,
            RenderedChart.Values("hardened"),
            "--set",
            "gateway.service.type=LoadBalancer,"
                + "gateway.service.externalTrafficPolicy=Local,gateway.service.nodePort=30080"
        );
        Assert.Single(
            System.Text.RegularExpressions.Regex.Matches(text, "type: LoadBalancer\n  externalTrafficPolicy: Local\n")
        );
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(text, "nodePort: 30080"));
    }

    /// <summary>
    /// An outage of broker or database must never restart a pod, and the grace period must cover the drain.
    /// </summary>
    [Theory, MemberData(nameof(RenderedChart.AllNames), MemberType = typeof(RenderedChart))]
    public void Each_probe_asks_its_own_address(string name)
    {
        foreach (var component in new[] { "organizations", "census", "training", "jobs", "gateway" })
        {
            var pod = chart[name].PodOf(component);
            var container = pod.Containers.Single();
            Assert.Equal("/health/live", container["livenessProbe"]!["httpGet"]!.Text("path"));
            Assert.Equal("/health/startup", container["startupProbe"]!["httpGet"]!.Text("path"));
            Assert.Equal(
                component == "gateway" ? "/health/reached" : "/health/ready",
                container["readinessProbe"]!["httpGet"]!.Text("path")
            );
            var deployment = chart[name].One("Deployment", "platform-" + component)["spec"]!;
            Assert.Equal(5, deployment["minReadySeconds"]!.GetValue<int>());
            var drain = int.Parse(
                container.List("env").Single(v => v.Text("name") == "Drain__Seconds").Text("value"),
                null
            );
            // A quiet node was seen to send to an ending pod for 4 s; a busy one sends for longer.
            Assert.True(drain >= 15);
            Assert.True(pod.Spec["terminationGracePeriodSeconds"]!.GetValue<int>() >= drain + 25);
        }
    }
}
