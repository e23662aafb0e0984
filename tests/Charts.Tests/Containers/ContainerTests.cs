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
    public void Services_started_at_once_are_ready_only_after_their_migrations()
    {
        Assert.Equal(
            ["platform-census", "platform-gateway", "platform-jobs", "platform-organizations", "platform-training"],
            node.Workloads.Select(w => w.Name).Order()
        );
        foreach (var (service, at) in node.Migrated)
            Assert.True(node.Workloads.Single(w => w.Name == "platform-" + service).ReadyAfter > at, service);
    }

    [Fact]
    public async Task A_container_runs_without_rights_on_a_read_only_root()
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
    /// As `helm test` does: the stories image loads the divisions and then runs the story.
    /// </summary>
    [Fact]
    public async Task The_stories_image_runs_the_story_through_the_gateway()
    {
        var run = await node.RunAsync("platform-story", node.Release.One("Pod", "platform-story")["spec"]!);
        Assert.True(run.Code == 0, run.Output);
        Assert.Contains("用时", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_story_ends_while_each_container_is_killed_once()
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
        Assert.True(run.Client.Retries > 0, "the client never had to retry");
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
    public async Task A_container_ends_after_SIGTERM_within_its_grace_period()
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

    /// <summary>With its server's pod the trial loses its records only.</summary>
    [Fact]
    public async Task An_empty_database_gets_its_schema_from_the_services()
    {
        await node.ReplaceAsync(node.Servers.Single(s => s.Name == "platform-postgresql"));
        foreach (var running in node.Workloads)
            await Node.ReadyAsync(running, Stopwatch.GetTimestamp());
        await node.LoadAsync();
        using var run = new StoryRun(node.Gateway, 20261128, TimeProvider.System);
        await run.RunAsync();
    }

    [Fact]
    public async Task A_pod_with_any_user_starts()
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
