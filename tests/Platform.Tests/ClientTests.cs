using System.Text.Json;
using ServiceDefaults.Auth;
using Stories;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>A client generated from the committed documents calls the running platform.</summary>
public sealed class ClientTests(PlatformFixture platform)
{
    static readonly string s_web = Path.Combine(TestServers.Root, "gateway/web");

    [Fact]
    public async Task A_generated_client_makes_the_first_ten_calls_of_the_story()
    {
        using var run = platform.NewRun();
        await run.RunAsync();
        People people = new(platform.NewSeed());
        var (volunteer, mother, now) = (people.Woman(1991), people.Woman(1988), TimeProvider.System.GetUtcNow());
        if (!File.Exists(Path.Combine(s_web, "node_modules/.package-lock.json")))
            await TestServers.CommandAsync("npm", ["ci", "--no-audit", "--no-fund"], s_web);
        await TestServers.CommandAsync(Path.Combine(s_web, "node_modules/.bin/tsc"), ["--outDir", "bin"], s_web);
        var story = JsonSerializer.Serialize(
            new
            {
                gateway = platform.Gateway.ToString().TrimEnd('/'),
                officer = Token(run.Story.Ids.Officer),
                member = Token(run.Story.Ids.Member),
                planner = Token(run.Story.Ids.Planner),
                community = FromVisitToJob.Community,
                county = FromVisitToJob.County,
                volunteer = new
                {
                    name = volunteer.Name,
                    telephone = volunteer.Telephone,
                    citizenId = volunteer.CitizenId,
                },
                mother = StoryCalls.Resident(mother, "0", "jobless"),
                today = DateOnly.FromDateTime(now.ToOffset(TimeSpan.FromHours(8)).DateTime),
                visitedAt = now.AddHours(-1),
            }
        );
        var made = await TestServers.CommandAsync("node", ["bin/test/story.js"], s_web, ("STORY", story));
        var ids = JsonDocument.Parse(made).RootElement;
        Assert.True(ids.GetProperty("waiting").GetBoolean());
        Assert.NotEqual(Guid.Empty, ids.GetProperty("enrolment").GetGuid());
    }

    string Token(Guid subject) =>
        Tokens.IssueDevelopmentToken(
            platform.DevelopmentKey,
            subject,
            TimeProvider.System.GetUtcNow(),
            TimeSpan.FromHours(1)
        );
}
