using System.Net;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>
/// The reconcile commands on the four services, in the order of the operations page.
/// </summary>
public sealed class ReconcileTests(PlatformFixture platform, ITestOutputHelper output)
{
    const int Visits = 7;

    [Fact]
    public async Task A_service_with_a_restored_database_gets_the_missing_events_from_the_others()
    {
        using var run = platform.NewRun();
        await run.RunAsync();
        await Ledger.SettledAsync(platform);
        Assert.Equal(0, await NightlyAsync());

        var (organizations, database) = (platform.Processes["organizations"], platform.Databases["organizations"]);
        var copy = "";
        await WhileStoppedAsync(async () => copy = await database.KeepAsync());
        var (client, ids) = (run.Client, run.Story.Ids);
        client.Begin(run.Story.Steps.Count);
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        for (var n = 1; n <= Visits; n++)
            (
                await client.PostAsync(
                    ids.Member,
                    "/census/v1/visits",
                    new
                    {
                        householdId = ids.Household,
                        kind = "call",
                        visitedAt = at,
                        diary = $"第{n}次电话回访",
                    }
                )
            ).Expect(HttpStatusCode.Created);
        await Ledger.SettledAsync(platform);
        var undisturbed = await Ledger.CountAsync(platform);

        await WhileStoppedAsync(() => database.RestoreAsync(copy));
        Assert.Equal(1, await NightlyAsync());
        Assert.Equal(1, await ReconcileAsync("compare"));
        Assert.Equal(0, await ReconcileAsync("repair"));
        Assert.Equal(0, await ReconcileAsync("compare"));
        await Ledger.SettledAsync(platform);
        // The change log counts statements; one statement may apply several events.
        var mended = await Ledger.CountAsync(platform);
        foreach (var (what, rows) in undisturbed.Where(u => !u.Key.Contains(" change ", StringComparison.Ordinal)))
            Assert.Equal((what, rows), (what, mended[what]));

        async Task WhileStoppedAsync(Func<Task> act)
        {
            Assert.Equal(0, await organizations.TerminateAsync());
            await act();
            organizations.Start();
            await organizations.ReadyAsync();
        }
    }

    /// <summary>
    /// The comparison of the chart's CronJob: one step after the other, with a shared folder.
    /// </summary>
    /// <returns>Highest exit code of the comparisons.</returns>
    async Task<int> NightlyAsync()
    {
        var folder = Directory.CreateTempSubdirectory("nightly-");
        var (marks, digests) = (Path.Combine(folder.FullName, "marks"), Path.Combine(folder.FullName, "digest"));
        var processes = WholePlatform.Services.Select(s => platform.Processes[s]).ToList();
        foreach (var process in processes)
            Assert.Equal(0, (await process.AskVerbAsync("", "reconcile", "mark", "--to", marks)).Code);
        foreach (var process in processes)
            Assert.Equal(
                0,
                (await process.AskVerbAsync("", "reconcile", "digest", "--from", marks, "--to", digests)).Code
            );
        var answers = await Task.WhenAll(
            processes.Select(p => p.AskVerbAsync("", "reconcile", "compare", "--from", digests))
        );
        folder.Delete(recursive: true);
        foreach (var (_, said) in answers)
            output.WriteLine(said);
        return answers.Max(a => a.Code);
    }

    /// <summary>Runs mark, digest and this step on all services.</summary>
    /// <returns>Highest exit code of the step.</returns>
    async Task<int> ReconcileAsync(string step)
    {
        var marks = await AskAsync("mark", "");
        var digests = await AskAsync("digest", string.Concat(marks.Select(m => m.Said)));
        Assert.All([.. marks, .. digests], a => Assert.Equal(0, a.Code));
        var answers = await AskAsync(step, string.Concat(digests.Select(h => h.Said)));
        foreach (var (_, said) in answers)
            output.WriteLine(said);
        Assert.All(answers, a => Assert.DoesNotContain("lost: ", a.Said, StringComparison.Ordinal));
        return answers.Max(a => a.Code);
    }

    Task<(int Code, string Said)[]> AskAsync(string step, string input) =>
        Task.WhenAll(WholePlatform.Services.Select(s => platform.Processes[s].AskVerbAsync(input, "reconcile", step)));
}
