using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>A run with killed processes or servers leaves the same rows as an undisturbed one.</summary>
public sealed class StoryTests(PlatformFixture platform, ITestOutputHelper output)
{
    [Fact]
    public async Task The_story_ends_with_a_placement_and_no_waiting_events()
    {
        var left = (await platform.UndisturbedAsync()).Left;
        foreach (var (what, count) in left)
            output.WriteLine($"{what}: {count}");
        Assert.Equal("closed employed", left["need 需求"]);
        Assert.Equal("1", left["households 家庭"]);
        Assert.Equal("hired", left["referrals 推荐"]);
        Assert.DoesNotContain(left.Keys, k =>
            k.EndsWith(" waiting", StringComparison.Ordinal) || k.EndsWith(" parked", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_second_run_leaves_the_same_rows() =>
        AssertSame((await platform.UndisturbedAsync()).Left, await platform.RunAndCountAsync(platform.NewRun()));

    [
        Theory,
        InlineData("organizations"),
        InlineData("census"),
        InlineData("training"),
        InlineData("jobs"),
        InlineData("gateway")
    ]
    public async Task A_process_killed_at_every_step_changes_nothing_in_the_end(string name)
    {
        var undisturbed = await platform.UndisturbedAsync();
        var process = platform.Processes[name];
        var chance = new Random(name.Sum(c => c));
        var cpu = TimeSpan.Zero;
        using var run = platform.NewRun();
        var left = await platform.RunAndCountAsync(run, async (number, _, act) =>
        {
            // Kills the process at a random moment of the step: during a call, or after it so that its answer is lost.
            var calls = undisturbed
                .Calls[number]
                .Where(c => c.Key > 0 || undisturbed.Calls[number].Count == 1)
                .ToList();
            var (call, took) = calls[chance.Next(calls.Count)];
            var (moment, late) = (took * chance.NextDouble(), chance.Next(2) == 0);
            var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            run.Client.Sending = (_, n) =>
            {
                if (n == call && !late)
                    sent.TrySetResult();
            };
            run.Client.Losing = (_, n) => n == call && late && sent.TrySetResult();
            var killed = KillAsync();
            await act();
            sent.TrySetResult();
            await killed;

            async Task KillAsync()
            {
                await sent.Task;
                if (!late)
                    await Task.Delay(moment);
                await process.KillAndStartAsync();
                cpu += process.Cpu;
            }
        });
        output.WriteLine(
            $"{name}: killed {run.Story.Steps.Count} times, {run.Client.Retries} calls sent "
                + $"again, {run.Client.Replays} of them were already applied; "
                + $"{cpu.TotalMilliseconds / run.Story.Steps.Count:0} ms of processor time until ready again"
        );
        AssertSame(undisturbed.Left, left);
        Assert.True(run.Client.Replays > 0, "no answer of an applied call was lost");
    }

    /// <summary>Restarts the broker three times in a row: a client must also recover right after a recovery.</summary>
    [Fact]
    public async Task The_broker_restarted_in_the_middle_changes_nothing_in_the_end() =>
        await RunWithRestartsAsync("broker", number => Long || number is 8 or 9 or 10);

    [Fact]
    public async Task PostgreSQL_restarted_in_the_middle_changes_nothing_in_the_end() =>
        await RunWithRestartsAsync("postgres", number => Long || number == 12);

    /// <summary>./platform test --long: restarts the server at every step.</summary>
    static bool Long => Environment.GetEnvironmentVariable("PLATFORM_LONG") == "1";

    async Task RunWithRestartsAsync(string server, Func<int, bool> falls)
    {
        var undisturbed = (await platform.UndisturbedAsync()).Left;
        var instance = Environment.GetEnvironmentVariable("PLATFORM_INSTANCE") ?? "test";
        using var run = platform.NewRun();
        var rising = Task.CompletedTask;
        var left = await platform.RunAndCountAsync(
            run,
            async (number, _, act) =>
            {
                if (falls(number))
                {
                    await rising;
                    var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    run.Client.Sending = (_, _) => sent.TrySetResult();
                    rising = RestartAsync(sent.Task);
                }
                // If the server does not start, the test fails at once with the error of the start.
                var acting = act();
                if (await Task.WhenAny(acting, rising) == rising)
                    await rising;
                await acting;
            },
            () => rising
        );
        output.WriteLine(
            $"{server}: {run.Client.Retries} calls sent again, {run.Client.Replays} of them had " + "been applied"
        );
        AssertSame(undisturbed, left);

        async Task RestartAsync(Task sent)
        {
            await sent;
            await TestServers.RunAsync("servers", "kill-" + server, instance);
            await TestServers.RunAsync("servers", "start-" + server, instance);
            // The restart also closed the idle connections of this test.
            foreach (var database in platform.Databases.Values)
                database.Admin.Clear();
        }
    }

    /// <summary>Fails with the lines that differ.</summary>
    static void AssertSame(SortedDictionary<string, string> expected, SortedDictionary<string, string> actual) =>
        Assert.Empty(
            expected
                .Keys.Union(actual.Keys)
                .Where(k => expected.GetValueOrDefault(k) != actual.GetValueOrDefault(k))
                .Select(k => $"{k}: {expected.GetValueOrDefault(k)} expected, {actual.GetValueOrDefault(k)} found")
        );
}
