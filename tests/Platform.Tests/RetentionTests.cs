using System.Net;
using System.Text.Json;
using Testing;
using Xunit;
using Answer = Stories.Answer;

namespace Platform.Tests;

/// <summary>
/// The checks of a placement after three, six and twelve months. The test sets the clock of all processes through the
/// gateway, which only Development allows.
/// </summary>
public sealed class RetentionTests(PlatformFixture platform)
{
    [Fact]
    public async Task Retention_checks_become_due_and_their_results_reach_Census_and_Organizations()
    {
        using var run = platform.NewRun();
        await run.RunAsync();
        var (client, ids) = (run.Client, run.Story.Ids);
        client.Begin(run.Story.Steps.Count);
        var placement = (await PlacementsAsync(""))
            .Single(p => p.GetProperty("personId").GetGuid() == ids.Mother)
            .GetProperty("id")
            .GetGuid();
        (await CheckAsync(3)).Expect(HttpStatusCode.Conflict);
        try
        {
            foreach (var months in new[] { 3, 6, 12 })
            {
                await MoveClockAsync(TimeSpan.FromDays(31 * months));
                await client.EventuallyAsync(
                    "the check is due",
                    () => client.GetAsync(ids.Adviser, "/jobs/v1/placements?checks=due&limit=500"),
                    a => a.IsSuccess && a.Items.Any(p => p.GetProperty("id").GetGuid() == placement)
                );
                Assert.True((await CheckAsync(months)).IsSuccess);
            }
        }
        finally
        {
            await MoveClockAsync(TimeSpan.Zero);
        }
        var need = await client.EventuallyAsync(
            "Census has applied the three checks",
            () => client.GetAsync(ids.Member, $"/census/v1/needs/{ids.Need}"),
            a => Events(a).Count(e => e == "placement-retained") == 3
        );
        Assert.Equal("employed", need["outcome"].GetString());
        await client.EventuallyAsync(
            "the points are given",
            () => client.GetAsync(ids.Officer, $"/organizations/v1/people/{ids.Adviser}/points"),
            a =>
                a["entries"].EnumerateArray().Count(e => e.GetProperty("kind").GetString() == "placement-retained") == 3
        );
        await Ledger.SettledAsync(platform);

        async Task<IReadOnlyList<JsonElement>> PlacementsAsync(string query) =>
            (await client.GetAsync(ids.Adviser, "/jobs/v1/placements?limit=500" + query))
                .Expect(HttpStatusCode.OK)
                .Items;

        Task<Answer> CheckAsync(int months) =>
            client.PostAsync(ids.Adviser, $"/jobs/v1/placements/{placement}/checks", new { months, employed = true });

        async Task MoveClockAsync(TimeSpan ahead) =>
            (await client.PostAsync(null, "/dev/clock", new { offsetSeconds = ahead.TotalSeconds })).Expect(
                HttpStatusCode.OK
            );
    }

    static IEnumerable<string?> Events(Answer need) =>
        need["timeline"].EnumerateArray().Select(t => t.GetProperty("event").GetString());
}
