using System.Net;
using Xunit;

namespace Platform.Tests;

/// <summary>A process finishes its open requests after SIGTERM and ends with code 0.</summary>
public sealed class DrainTests(PlatformFixture platform)
{
    [
        Theory,
        InlineData("organizations"),
        InlineData("census"),
        InlineData("training"),
        InlineData("jobs"),
        InlineData("gateway")
    ]
    public async Task A_process_ends_with_code_zero_after_SIGTERM(string name)
    {
        var process = platform.Processes[name];
        Assert.Equal(0, await process.TerminateAsync());
        process.Start();
        await process.ReadyAsync();
    }

    [Fact]
    public async Task Requests_during_a_drain_are_answered_or_applied_once_after_the_restart()
    {
        const int Visits = 60;
        var census = platform.Processes["census"];
        using var run = platform.NewRun();
        await run.RunAsync();
        var (client, ids) = (run.Client, run.Story.Ids);
        client.Begin(run.Story.Steps.Count);
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        var calls = Enumerable
            .Range(1, Visits)
            .Select(n =>
                client.PostAsync(
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
            )
            .ToList();
        await calls[0];
        Assert.Equal(0, await census.TerminateAsync());
        census.Start();
        foreach (var call in calls)
            (await call).Expect(HttpStatusCode.Created);
        var visits = (await client.GetAsync(ids.Member, $"/census/v1/visits?householdId={ids.Household}&limit=500"))
            .Expect(HttpStatusCode.OK)
            .Items;
        Assert.Equal(Visits + 1, visits.Count);
        await census.ReadyAsync();
    }
}
