using Xunit;

namespace Charts.Tests;

/// <summary>
/// Wrong values are refused before anything reaches the cluster, and the message names the field.
/// </summary>
public sealed class WrongValuesTests(RenderedChart chart)
{
    [Theory]
    // An unknown name, at each depth.
    [InlineData("minimal", "replicas: 3", "replicas")]
    [InlineData("minimal", "workloads: { censsus: {} }", "censsus")]
    [InlineData("minimal", "workloads: { census: { replicaCount: 3 } }", "replicaCount")]
    [InlineData("minimal", "workloads: { census: { autoscaling: { min: 3 } } }", "min")]
    [InlineData("minimal", "defaults: { resources: { limit: { cpu: 1 } } }", "limit")]
    [InlineData("minimal", "image: { digests: { censsus: sha256:aa } }", "censsus")]
    [InlineData("minimal", "secrets: { names: { census-password: x } }", "census-password")]
    [InlineData("minimal", "database: { password: geheim }", "password")]
    [InlineData("minimal", "networkPolicies: { gatewayFrom: [{ podSelektor: {} }] }", "podSelektor")]
    // A value of a wrong type or out of range.
    [InlineData("minimal", "environment: Staging", "environment")]
    [InlineData("minimal", "defaults: { replicas: two }", "replicas")]
    [InlineData("minimal", "defaults: { replicas: 0 }", "replicas")]
    [InlineData("minimal", "defaults: { resources: { limits: { memory: 512MB } } }", "memory")]
    [InlineData("minimal", "defaults: { disruptionBudget: { maxUnavailable: 0 } }", "maxUnavailable")]
    [InlineData("minimal", "image: { digests: { census: sha256:123 } }", "census")]
    [InlineData("minimal", "image: { tag: 'a tag' }", "tag")]
    [InlineData("minimal", "database: { mode: internal }", "mode")]
    [InlineData("minimal", "database: { parameters: 'Password=geheim' }", "parameters")]
    [InlineData("minimal", "broker: { cluster: { replicas: 2 } }", "replicas")]
    [InlineData("minimal", "broker: { virtualHost: 'a b' }", "virtualHost")]
    [InlineData("minimal", "migrations: { administrator: somebody }", "administrator")]
    [InlineData("minimal", "telemetry: { ratio: 2 }", "ratio")]
    [InlineData("minimal", "gateway: { trustedNetworks: [10.0.0.1] }", "trustedNetworks")]
    [InlineData("minimal", "gateway: { trustedNetworks: [10.244.0.0/99] }", "trustedNetworks")]
    [InlineData("minimal", "gateway: { trustedNetworks: [10.244.0.300/16] }", "trustedNetworks")]
    [InlineData("minimal", "gateway: { trustedNetworks: ['fd00::/129'] }", "trustedNetworks")]
    [InlineData("minimal", "networkPolicies: { database: [{ ipBlock: { cidr: 10.0.0.0/33 } }] }", "cidr")]
    [InlineData("minimal", "monitoring: { alerts: maybe }", "alerts")]
    [InlineData("minimal", "image: { tag: latest }", "tag")]
    [InlineData("minimal", "image: { architecture: mips }", "architecture")]
    [InlineData("minimal", "reconcile: { schedule: daily }", "schedule")]
    [InlineData("minimal", "reconcile: { auditSince: { census: 7 } }", "census")]
    [InlineData("minimal", "reconcile: { auditSince: { gateway: \"\" } }", "gateway")]
    [InlineData("minimal", "gateway: { httpRoute: { timeouts: { request: long } } }", "request")]
    [InlineData("minimal", "defaults: { environment: { some-name: x } }", "some-name")]
    // Two values that contradict each other.
    [InlineData("minimal", "environment: Production", "auth.authority")]
    [InlineData("minimal", "environment: Production\nauth: { authority: 'https://a.example' }", "environment")]
    [InlineData("minimal", "auth: { signIn: { clientId: console } }", "auth.signIn.clientId")]
    [InlineData("external", "auth: { signIn: { scopes: profile } }", "scopes")]
    [InlineData("minimal", "migrations: { mode: hook }", "migrations.mode")]
    [InlineData("minimal", "database: { host: elsewhere }", "database.host")]
    [InlineData("keda", "database: { host: '' }", "database.host")]
    [InlineData("external", "broker: { host: '' }", "broker.host")]
    [InlineData("external", "auth: { authority: 'http://a.example' }", "auth.authority")]
    [InlineData("external", "gateway: { trustedNetworks: [] }", "gateway.trustedNetworks")]
    [InlineData("external", "gateway: { tlsSecret: '' }", "gateway.tlsSecret")]
    [InlineData("external", "networkPolicies: { gatewayFrom: [] }", "networkPolicies.gatewayFrom")]
    [InlineData("cloudnative-pg", "gateway: { httpRoute: { className: '' } }", "gateway.httpRoute.className")]
    [InlineData(
        "big",
        "workloads: { jobs: { autoscaling: { minReplicas: 20 } } }",
        "workloads.jobs.autoscaling.minReplicas"
    )]
    [InlineData("big", "workloads: { jobs: { drainSeconds: 30 } }", "workloads.jobs.terminationGracePeriodSeconds")]
    [InlineData(
        "big",
        "workloads: { jobs: { environment: { ConnectionStrings__App: x } } }",
        "workloads.jobs.environment.ConnectionStrings__App"
    )]
    [InlineData(
        "cloudnative-pg",
        "database: { cluster: { synchronous: { number: 3 } } }",
        "database.cluster.synchronous.number"
    )]
    [InlineData(
        "external",
        "defaults: { resources: { requests: { memory: 1Gi } } }",
        "workloads.census.resources.requests.memory"
    )]
    [InlineData(
        "external",
        "reconcile: { resources: { requests: { cpu: 1500m } } }",
        "reconcile.resources.requests.cpu"
    )]
    [InlineData(
        "cloudnative-pg",
        "database: { parameters: 'Maximum Pool Size=100' }",
        "database.cluster.parameters.max_connections"
    )]
    [InlineData("cloudnative-pg", "database: { parameters: '' }", "database.cluster.parameters.max_connections")]
    [InlineData(
        "cloudnative-pg",
        "defaults: { autoscaling: { maxReplicas: 50 } }",
        "database.cluster.parameters.max_connections"
    )]
    [InlineData("external", "database: { maxConnections: 450 }", "database.maxConnections")]
    [InlineData("one-replica", "defaults: { replicas: 6 }", "database.parameters")]
    [InlineData(
        "external",
        "defaults: { resources: { requests: { cpu: null } } }",
        "workloads.census.resources.requests.cpu"
    )]
    [InlineData(
        "external",
        "defaults: { autoscaling: { averageCpu: 1200m } }",
        "workloads.census.autoscaling.averageCpu"
    )]
    [InlineData("minimal", "gateway: { service: { type: LoadBalancer } }", "networkPolicies.gatewayFrom")]
    [InlineData("minimal", "gateway: { service: { nodePort: 30080 } }", "gateway.service.type")]
    [InlineData("cloudnative-pg", "networkPolicies: { gatewayFromEntities: [] }", "networkPolicies.gatewayFrom")]
    [InlineData("cloudnative-pg", "telemetry: { endpoint: 'http://a:4318' }", "telemetry.endpoint")]
    [InlineData("external", "telemetry: { endpoint: 'http://user:geheim@otel:4318' }", "telemetry")]
    [InlineData("external", "auth: { authority: 'https://user:geheim@sign-in.example' }", "auth")]
    [InlineData(
        "minimal",
        "workloads: { census: { environment: { Auth__Audience: x } } }",
        "workloads.census.environment.Auth__Audience"
    )]
    [InlineData(
        "minimal",
        "defaults: { environment: { ASPNETCORE_ENVIRONMENT: Production } }",
        "environment.ASPNETCORE_ENVIRONMENT"
    )]
    [InlineData(
        "minimal",
        "defaults: { podLabels: { app.kubernetes.io/component: other } }",
        "podLabels.app.kubernetes.io/component"
    )]
    public async Task A_wrong_value_is_refused_with_the_field_s_name(string name, string mistake, string field)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, mistake);
        var (code, _, error) = await RenderedChart.RunAsync(
            chart.Helm,
            ["template", RenderedChart.Release, RenderedChart.Chart, "-f", RenderedChart.Values(name), "-f", file]
        );
        File.Delete(file);
        Assert.NotEqual(0, code);
        Assert.Contains(field, error, StringComparison.Ordinal);
    }
}
