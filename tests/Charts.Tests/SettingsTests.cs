using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Npgsql;
using ServiceDefaults.Auth;
using ServiceDefaults.Messaging;
using ServiceDefaults.Sealing;
using Xunit;

namespace Charts.Tests;

/// <summary>
/// The programs' own code accepts the environment that the kubelet would give each container.
/// </summary>
public sealed class SettingsTests(RenderedChart chart)
{
    public static TheoryData<string, string> Workloads =>
        [
            .. from name in RenderedChart.Names
            from component in new[] { "organizations", "census", "training", "jobs", "gateway" }
            select (name, component),
        ];

    /// <summary>
    /// A container's settings as its program reads them: two underscores are a colon. The Secrets of the broker's
    /// operator and renamed Secrets have the same keys as the trial's.
    /// </summary>
    IConfiguration Configuration(string name, Func<Pod, bool> which, string container)
    {
        var pod = chart[name].Pods().First(which);
        var set = Pod.Environment(pod.Containers.Single(c => c.Text("name") == container), Secret);
        return new ConfigurationBuilder()
            .AddInMemoryCollection(
                set.Select(v =>
                    KeyValuePair.Create(v.Key.Replace("__", ":", StringComparison.Ordinal), (string?)v.Value)
                )
            )
            .Build();
    }

    IReadOnlyDictionary<string, string> Secret(string name) =>
        name switch
        {
            "census-extra" => new Dictionary<string, string>(),
            "platform-rabbitmq-default-user" or "province-rabbitmq" => Secret("platform-broker"),
            "province-census-keys" => Secret("platform-census-sealing"),
            _ when name.StartsWith("province-", StringComparison.Ordinal) => Secret(
                "platform-" + name["province-".Length..]
            ),
            _ => Manifests.Data(chart.TrialSecrets.One("Secret", name)),
        };

    [Theory, MemberData(nameof(Workloads))]
    public void A_program_accepts_its_settings(string name, string component)
    {
        var configuration = Configuration(name, p => p.Component == component, component);
        StartupChecks.Run(
            configuration,
            new HostApplicationBuilder(
                new HostApplicationBuilderSettings { EnvironmentName = configuration["ASPNETCORE_ENVIRONMENT"] }
            ).Environment
        );
        Assert.Equal(
            configuration["ASPNETCORE_ENVIRONMENT"] == "Development",
            configuration["Auth:DevelopmentKey"] is not null
        );
        Assert.Equal(
            configuration["ASPNETCORE_ENVIRONMENT"] == "Development" ? "true" : null,
            configuration["Auth:Trial"]
        );
        // Only the chart "external" has a client for the sign-in of browsers.
        var signsIn = name == "external" && component is "gateway" or "organizations";
        Assert.Equal(
            (signsIn, signsIn && component == "gateway" ? "platform-console" : null),
            (configuration["SignIn:Key"] is not null, configuration["SignIn:ClientId"])
        );
        Assert.Equal("8080", configuration["ASPNETCORE_HTTP_PORTS"]);
        if (component == "gateway")
            return;
        var database = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("App"));
        Assert.Equal(
            (component, component + "_app", Secret($"platform-{component}-app")["password"]),
            (database.Database, database.Username, database.Password)
        );
        // A service has the owner's password only if the database ends with its pod.
        Assert.Equal(name == "minimal", configuration.GetConnectionString("Owner") is not null);
        Assert.Equal(name == "minimal", configuration["Migrations:Keep"] is not null);
        Assert.Equal(name == "minimal" && component == "organizations", configuration["Migrations:Then"] is not null);
        Assert.Contains(
            "platform:" + Secret("platform-broker")["password"],
            new Broker(configuration).Address.UserInfo,
            StringComparison.Ordinal
        );
        var sealer = new Sealer(configuration);
        Assert.Equal("田", sealer.Open(sealer.Seal("田", "t", Guid.Empty, "c"), "t", Guid.Empty, "c"));
    }

    [Theory, MemberData(nameof(RenderedChart.AllNames), MemberType = typeof(RenderedChart))]
    public void A_migration_has_the_owner_s_password_and_only_the_app_s_name(string name)
    {
        foreach (var service in new[] { "organizations", "census", "training", "jobs" })
        {
            var configuration = Configuration(
                name,
                p =>
                    p.Component == "migrations"
                    && p.Labels.Count > 0
                    && p.Owner.Contains(service, StringComparison.Ordinal),
                "migrate"
            );
            var owner = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("Owner"));
            var app = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("App"));
            Assert.Equal(
                (service, service + "_owner", service + "_app"),
                (owner.Database, owner.Username, app.Username)
            );
            Assert.Equal(Secret($"platform-{service}-owner")["password"], owner.Password);
            Assert.Null(app.Password);
            Assert.NotEqual(owner.Username, app.Username);
        }
    }

    [Theory, MemberData(nameof(RenderedChart.AllNames), MemberType = typeof(RenderedChart))]
    public void The_gateway_s_settings_exist_in_its_appsettings(string name)
    {
        var file = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(RenderedChart.Root, "gateway", "appsettings.json"))
            .Build();
        var configuration = Configuration(name, p => p.Component == "gateway", "gateway");
        foreach (var cluster in file.GetSection("ReverseProxy:Clusters").GetChildren())
        {
            Assert.NotNull(file[$"ReverseProxy:Clusters:{cluster.Key}:Destinations:service:Address"]);
            Assert.Equal(
                $"http://platform-{cluster.Key}:8080",
                configuration[$"ReverseProxy:Clusters:{cluster.Key}:Destinations:service:Address"]
            );
        }
        foreach (var limit in new[] { "Address:PerSecond", "Address:Burst", "Caller:PerSecond", "Caller:Burst" })
        {
            Assert.NotNull(file["Limits:" + limit]);
            Assert.True(configuration.GetValue<int>("Limits:" + limit) > 0);
        }
        foreach (var network in configuration.GetSection("Forwarded:Networks").Get<string[]>() ?? [])
            System.Net.IPNetwork.Parse(network);
        if (chart[name].Of("Ingress", "HTTPRoute").Any())
            Assert.NotEmpty(configuration.GetSection("Forwarded:Networks").GetChildren());
    }

    /// <summary>
    /// A password in a connection string may contain every printable character but a double quote.
    /// </summary>
    [Fact]
    public void A_password_with_special_characters_stays_intact()
    {
        const string Password = "a;b'c=d $(X) #%";
        var container = chart["minimal"].PodOf("census").Containers.Single();
        var set = Pod.Environment(container, n =>
            n == "platform-census-app"
                ? new Dictionary<string, string> { ["username"] = "census_app", ["password"] = Password }
                : Secret(n)
        );
        Assert.Equal(Password, new NpgsqlConnectionStringBuilder(set["ConnectionStrings__App"]).Password);
    }

    [Theory, InlineData("cloudnative-pg"), InlineData("air-gapped"), InlineData("big")]
    public void The_databases_allow_the_connections_of_all_replicas(string name)
    {
        var most = chart[name]
            .Of("HorizontalPodAutoscaler", "ScaledObject")
            .Where(s => s.Name() != "platform-gateway")
            .Sum(s => (s["spec"]!["maxReplicas"] ?? s["spec"]!["maxReplicaCount"])!.GetValue<int>() + 1);
        var pool = new NpgsqlConnectionStringBuilder(
            Configuration(name, p => p.Component == "census", "census").GetConnectionString("App")
        ).MaxPoolSize;
        Assert.InRange(
            most * (pool + 1),
            1,
            int.Parse(
                chart[name].One("Cluster", "platform-postgresql")["spec"]!["postgresql"]!["parameters"]!.Text(
                    "max_connections"
                ),
                null
            )
                * 9
                / 10
        );
    }

    /// <summary>The check of the values assumes the max_connections with which the trial's server starts.</summary>
    [Fact]
    public void The_trial_s_server_has_the_connections_that_the_check_assumes() =>
        Assert.Contains(
            "max_connections=300",
            Manifests.Data(chart["minimal"].One("ConfigMap", "platform-postgresql"))["start.sh"],
            StringComparison.Ordinal
        );

    [Fact]
    public void The_administrator_is_appointed_after_the_migration()
    {
        var pod = chart["minimal"].Pods().Single(p => p.Containers.Any(c => c.Text("name") == "administrator"));
        Assert.Equal(["migrate"], pod.Spec.List("initContainers").Select(c => c.Text("name")));
        var configuration = Configuration("minimal", p => p.Owner == pod.Owner, "administrator");
        Assert.Equal(
            "organizations_app",
            new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("App")).Username
        );
        _ = new Sealer(configuration);
        _ = new Broker(configuration);
    }

    [Fact]
    public void The_story_calls_the_gateway()
    {
        var story = chart["minimal"].One("Pod", "platform-story");
        Assert.Equal("test", story.Map("metadata", "annotations")["helm.sh/hook"]);
        Assert.Equal(
            ["demo", "--gateway", "http://platform-gateway:8080"],
            story["spec"]!["containers"]![0]!.List("args").Select(a => a.GetValue<string>())
        );
        Assert.Equal(["platform-ready"], chart["external"].Of("Pod").Select(Json.Name));
    }

    /// <summary>The test needs no token, so that it works without POST /dev/token, and leaves no record.</summary>
    [Theory, InlineData("external"), InlineData("cloudnative-pg"), InlineData("big"), InlineData("minimal")]
    public void The_installation_test_asks_the_gateway_s_readiness(string name)
    {
        var test = chart[name].One("Pod", "platform-ready");
        Assert.Equal("test", test.Map("metadata", "annotations")["helm.sh/hook"]);
        var container = test["spec"]!["containers"]![0]!;
        Assert.Equal(chart[name].PodOf("gateway").Containers.Single().Text("image"), container.Text("image"));
        Assert.Equal(
            ["ready", "http://platform-gateway:8080", "120"],
            container.List("args").Select(a => a.GetValue<string>())
        );
    }

    /// <summary>
    /// The order of OPERATIONS.md: all marks before any digest, all digests before any comparison, each with the service's
    /// own program.
    /// </summary>
    [Theory, InlineData("external"), InlineData("cloudnative-pg"), InlineData("hardened")]
    public void The_nightly_comparison_runs_marks_digests_and_comparisons_in_order(string name)
    {
        var job = chart[name].One("CronJob", "platform-reconcile")["spec"]!;
        Assert.Equal("Forbid", job.Text("concurrencyPolicy"));
        Assert.Equal(0, job["jobTemplate"]!["spec"]!["backoffLimit"]!.GetValue<int>());
        var pod = chart[name].PodOf("reconcile");
        string[] services = ["organizations", "census", "training", "jobs"];
        string Line(JsonNode c) => string.Join(' ', c.List("args").Select(a => a.GetValue<string>()));
        Assert.Equal(
            [
                .. services.Select(_ => "reconcile mark --to /steps/marks"),
                .. services.Select(_ => "reconcile digest --from /steps/marks --to /steps/digests"),
            ],
            pod.Spec.List("initContainers").Select(Line)
        );
        Assert.Equal(
            services.SelectMany(s =>
                new[]
                {
                    "reconcile compare --from /steps/digests",
                    name == "hardened" && s == "census" ? $"audit --since 48211.{new string('0', 64)}" : "audit",
                }
            ),
            pod.Spec.List("containers").Select(Line)
        );
        foreach (var container in pod.Containers)
        {
            var service = container.Text("name").Split('-')[1];
            Assert.Equal(chart[name].PodOf(service).Containers.Single().Text("image"), container.Text("image"));
            var set = Pod.Environment(container, Secret);
            Assert.Equal(
                (service, service + "_app"),
                (
                    new NpgsqlConnectionStringBuilder(set["ConnectionStrings__App"]).Database,
                    new NpgsqlConnectionStringBuilder(set["ConnectionStrings__App"]).Username
                )
            );
        }
    }

    /// <summary>
    /// An import keeps one processor of one replica busy for two minutes, and must not add a replica.
    /// </summary>
    [Theory, InlineData("external"), InlineData("cloudnative-pg"), InlineData("keda")]
    public void Replicas_are_added_slowly_by_average_processor_time(string name)
    {
        foreach (var scaler in chart[name].Of("HorizontalPodAutoscaler", "ScaledObject"))
        {
            var spec = scaler["spec"]!;
            var behavior = spec["behavior"] ?? spec["advanced"]!["horizontalPodAutoscalerConfig"]!["behavior"]!;
            Assert.Equal(120, behavior["scaleUp"]!["stabilizationWindowSeconds"]!.GetValue<int>());
            var policy = Assert.Single(behavior["scaleUp"]!.List("policies"));
            Assert.Equal(
                ("Pods", 1, 120),
                (policy.Text("type"), policy["value"]!.GetValue<int>(), policy["periodSeconds"]!.GetValue<int>())
            );
            if (spec["metrics"] is { } metrics)
                Assert.Equal(
                    ("AverageValue", "700m"),
                    (
                        metrics[0]!["resource"]!["target"]!.Text("type"),
                        metrics[0]!["resource"]!["target"]!.Text("averageValue")
                    )
                );
            else
            {
                var trigger = spec.List("triggers").Single(t => t.Text("type") == "cpu");
                Assert.Equal(
                    ("AverageValue", "700m"),
                    (trigger.Text("metricType"), trigger["metadata"]!.Text("value"))
                );
            }
        }
    }

    [Theory, InlineData("external"), InlineData("cloudnative-pg"), InlineData("keda")]
    public void The_gateway_requests_a_quarter_of_a_processor(string name) =>
        Assert.Equal("250m", chart[name].PodOf("gateway").Containers.Single()["resources"]!["requests"]!.Text("cpu"));

    /// <summary>A running pod keeps the Secrets of its start.</summary>
    [Fact]
    public void A_changed_Secret_restarts_workloads_by_revision_or_Reloader()
    {
        foreach (var deployment in chart["hardened"].Of("Deployment"))
        {
            Assert.Equal(
                "2026-03-01",
                deployment["spec"]!["template"]!.Map("metadata", "annotations")["platform/secrets-revision"]
            );
            Assert.Equal("true", deployment.Map("metadata", "annotations")["reloader.stakater.com/auto"]);
        }
    }

    /// <summary>SSL_CERT_DIR replaces the image's directory, so it names both.</summary>
    [Theory, InlineData("external"), InlineData("hardened"), InlineData("air-gapped"), InlineData("cloudnative-pg")]
    public void An_own_authority_is_trusted_beside_the_public_ones(string name)
    {
        foreach (var service in new[] { "organizations", "gateway" })
            Assert.Equal(
                "/etc/ssl/certs:/etc/platform/authority",
                chart[name]
                    .PodOf(service)
                    .Containers.Single()
                    .List("env")
                    .Single(v => v.Text("name") == "SSL_CERT_DIR")
                    .Text("value")
            );
    }
}
