using System.Diagnostics;
using System.Net;
using Contracts.Organizations.V1;
using Stories;
using Xunit;

namespace Platform.Tests.Generated;

/// <summary>
/// ETags never match a changed body: repeats every GET of every service after each step of the story, after changes of
/// names, and on later days.
/// </summary>
public sealed class StaleTests(PlatformFixture platform, ITestOutputHelper output)
{
    const string O = "/organizations/v1/";

    /// <summary>Records of each kind; more with ./platform test --long.</summary>
    static readonly int Each = Environment.GetEnvironmentVariable("PLATFORM_LONG") == "1" ? 6 : 1;

    [Fact]
    public async Task An_ETag_belongs_to_one_body_and_304_is_answered_only_for_it()
    {
        var begun = Stopwatch.StartNew();
        using var client = new DirectClient(platform);
        using var run = platform.NewRun();
        var almighty = await Paths.EmpowerAsync(platform);
        var routes = (await Operations.ReadAsync(platform)).Where(o => o.Reads).ToList();
        var monitor = new ETagMonitor(platform, client, routes, new Paths(platform, client, almighty), Each);
        await monitor.BeginAsync();
        var county = await run.Client.DivisionAsync(FromVisitToJob.County);

        await run.RunAsync(
            async (_, step, act) =>
            {
                await act();
                // Steps that only read change no answer.
                if (!step.Name.StartsWith("see-", StringComparison.Ordinal))
                    await LookAsync(step.Name, run.Story.Ids.Member);
            }
        );
        var area = new AreaData(platform, client, platform.NewSeed(), "鹮舍", "610631101000", "610631101001");
        await area.AppointOfficersAsync();
        await area.FillAsync();
        await LookAsync("everything else", area.Member);
        await LookAsync("nothing", area.Member);

        await RenameAsync($"{O}organizations/{area.Organization}", "鹮舍女企业家协会");
        await RenameAsync($"{O}people/{area.Member}", "鹮舍新名");
        await RenameAsync($"{O}divisions/{area.Village}", "鹮舍新社区");
        try
        {
            foreach (var days in new[] { 1, 40, 400 })
            {
                await MoveClockAsync(TimeSpan.FromDays(days));
                await LookAsync($"{days} days", area.Member);
            }
        }
        finally
        {
            await MoveClockAsync(TimeSpan.Zero);
        }
        await LookAsync("the reset of the clock", area.Member);

        output.WriteLine(
            $"{routes.Count} routes, {monitor.Requests} requests in {begun.Elapsed.TotalSeconds:0} s: "
                + $"{monitor.Changed} bodies changed, {monitor.Unchanged} did not"
        );
        Assert.True(monitor.Wrong.Count == 0, string.Join('\n', monitor.Wrong));
        Assert.True(monitor.Changed > routes.Count, "bodies change during the story");
        Assert.True(!monitor.Unread.Any(), "never read: " + string.Join(", ", monitor.Unread.Select(r => r.Template)));

        Task LookAsync(string after, Guid person) => monitor.LookAsync(after, county, person, Readers());

        List<Reader> Readers()
        {
            var ids = run.Story.Ids;
            return
            [
                new("the executive member", ids.Member, new HashSet<string> { Post.ExecutiveMember }),
                new("the training officer", ids.Planner, new HashSet<string> { Post.TrainingOfficer }),
                new("the trainer", ids.Trainer, new HashSet<string> { Post.Trainer }),
                new("the job officer", ids.Adviser, new HashSet<string> { Post.JobOfficer }),
                new("the county's officer", ids.Officer, new HashSet<string> { Post.FederationOfficer }),
                new("the employer", ids.Manager, new HashSet<string> { Post.EmployerManager }, Acts: true),
                new("the mother", ids.Mother, new HashSet<string>()),
                new("nobody", null, new HashSet<string>()),
                new("the holder of every post", almighty, routes.SelectMany(r => r.Staff()).ToHashSet()),
            ];
        }

        async Task RenameAsync(string path, string name)
        {
            await client.ChangeAsync(HttpMethod.Patch, FromVisitToJob.Administrator, path, new { name });
            await LookAsync("another name for " + path, area.Member);
        }

        async Task MoveClockAsync(TimeSpan ahead) =>
            (await run.Client.PostAsync(null, "/dev/clock", new { offsetSeconds = ahead.TotalSeconds })).Expect(
                HttpStatusCode.OK
            );
    }
}
