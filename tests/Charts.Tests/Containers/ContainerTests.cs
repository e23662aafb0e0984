using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Stories;
using Xunit;

namespace Charts.Tests.Containers;

/// <summary>The trial as containers of our images.</summary>
[Trait("Needs", "containers"), Collection("containers")]
public sealed class ContainerTests(Node node, ITestOutputHelper output) : IClassFixture<Node>
{
    static readonly Guid Administrator = new("00000000-0000-7000-8000-000000000001");

    [Fact]
    public void Started_in_no_order_each_service_is_ready_only_after_its_migration()
    {
        Assert.Equal(
            ["platform-census", "platform-gateway", "platform-jobs", "platform-organizations", "platform-training"],
            node.Workloads.Select(w => w.Name).Order()
        );
        foreach (var (service, at) in node.Migrated)
            Assert.True(node.Workloads.Single(w => w.Name == "platform-" + service).ReadyAfter > at, service);
    }

    [Fact]
    public async Task Each_runs_without_rights_on_a_root_it_can_not_write()
    {
        foreach (var running in node.Workloads)
        {
            var facts = await Node.PodmanAsync(
                "inspect",
                "--format",
                "{{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.EffectiveCaps}} {{.HostConfig.Memory}}",
                running.Name
            );
            Assert.Equal((running.Name, "1654 true [] 268435456"), (running.Name, facts));
        }
    }

    /// <summary>
    /// What `helm test` runs: divisions are loaded, then the story is told, by the image that does so.
    /// </summary>
    [Fact]
    public async Task The_sixth_image_tells_the_story_through_the_gateway()
    {
        var told = await node.RunAsync("platform-story", node.Release.One("Pod", "platform-story")["spec"]!);
        Assert.True(told.Code == 0, told.Output);
        Assert.Contains("finished in", told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_story_is_told_to_its_end_while_each_container_is_killed_once()
    {
        await node.LoadAsync();
        using var run = new StoryRun(node.Gateway, 20261123, TimeProvider.System);
        Queue<Running> left = new([.. node.Servers, .. node.Workloads]);
        var every = Math.Max(1, run.Story.Steps.Count / left.Count);
        await run.RunAsync(
            async (number, step, act) =>
            {
                var began = Stopwatch.GetTimestamp();
                var killed = number % every == 0 && left.TryDequeue(out var next) ? next : null;
                if (killed is not null)
                    await node.KillAsync(killed);
                await act();
                output.WriteLine(
                    $"{Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s: "
                        + $"{step.Name}{(killed is null ? "" : $" with {killed.Name} killed")}"
                );
            }
        );
        Assert.Empty(left);
        Assert.True(run.Client.Retries > 0, "nobody noticed that anything was away");
        foreach (var running in node.Workloads)
            await Node.ReadyAsync(running, Stopwatch.GetTimestamp());
        foreach (var service in node.Migrated.Keys)
            Assert.Equal(
                (service, "0 parked"),
                (
                    service,
                    await Node.PodmanAsync(
                        "exec",
                        "platform-" + service,
                        "dotnet",
                        $"/app/{char.ToUpperInvariant(service[0])}{service[1..]}.dll",
                        "parked"
                    )
                )
            );
    }

    [Fact]
    public async Task Told_to_end_each_ends_well_within_its_grace_period()
    {
        foreach (var running in node.Workloads)
        {
            var began = Stopwatch.GetTimestamp();
            await Node.PodmanAsync("stop", running.Name);
            Assert.True(Stopwatch.GetElapsedTime(began).TotalSeconds < running.GraceSeconds, running.Name);
            Assert.Equal(
                (running.Name, "0"),
                (running.Name, await Node.PodmanAsync("inspect", "--format", "{{.State.ExitCode}}", running.Name))
            );
            await Node.PodmanAsync("start", running.Name);
            await Node.ReadyAsync(running, Stopwatch.GetTimestamp());
        }
    }

    /// <summary>What the trial loses with its server's pod is its records, not itself.</summary>
    [Fact]
    public async Task Where_the_database_comes_back_empty_the_services_come_back_by_themselves()
    {
        await node.ReplaceAsync(node.Servers.Single(s => s.Name == "platform-postgresql"));
        foreach (var running in node.Workloads)
            await Node.ReadyAsync(running, Stopwatch.GetTimestamp());
        await node.LoadAsync();
        using var run = new StoryRun(node.Gateway, 20261128, TimeProvider.System);
        await run.RunAsync();
    }

    [Fact]
    public async Task A_pod_that_is_given_any_user_comes_up()
    {
        var running = await node.StartAsync(
            "Deployment",
            "any-user",
            node.Release.One("Deployment", "platform-census")["spec"]!["template"]!,
            "1000660000:0"
        );
        await Node.ReadyAsync(running, Stopwatch.GetTimestamp());
        await Node.PodmanAsync("rm", "--force", "any-user");
    }

    [Fact]
    public async Task The_responsibility_chart_is_printed_with_the_font_in_the_image()
    {
        await node.LoadAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = node.Gateway };
        using var signedIn = await http.PostAsJsonAsync("/dev/token", new { subject = Administrator });
        http.DefaultRequestHeaders.Authorization = new(
            "Bearer",
            (await signedIn.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()
        );
        var division = (await http.GetFromJsonAsync<JsonElement>("/organizations/v1/divisions?level=2&limit=1"))
            .GetProperty("items")[0]
            .GetProperty("id")
            .GetGuid();
        using var chart = await http.GetAsync($"/organizations/v1/divisions/{division}/chart?format=pdf");
        Assert.True(chart.IsSuccessStatusCode, await chart.Content.ReadAsStringAsync());
        Assert.Equal("%PDF", System.Text.Encoding.ASCII.GetString((await chart.Content.ReadAsByteArrayAsync())[..4]));
    }
}
