using System.Diagnostics;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>
/// An import whose worker dies in the middle: a trigger that waits stops the application, so that the crash always
/// falls inside it.
/// </summary>
public class ImportResumeTests(OrganizationsFixture fixture)
{
    const string Hold = """
        create table hold (held boolean); insert into hold values (true); grant select on hold to public;
        create function hold_up() returns trigger language plpgsql as $$
        begin
            while (select held from hold) loop perform pg_sleep(0.02), pg_stat_clear_snapshot(); end loop;
            return null;
        end $$;
        create trigger hold_up before insert on divisions for each statement execute function hold_up();
        """;
    const string Working = """
        select pid
        from pg_stat_activity
        where datname = current_database() and query like 'copy divisions%' and state = 'active'
        """;

    [Fact]
    public async Task A_worker_that_loses_its_connection_begins_again_and_applies_once()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Setup.Subscriptions.Program);
        await using var service = await TestService.StartAsync(fixture.Setup, database, fixture.Broker.Address);
        var province = await Province.UnknownAsync(service);
        var job = await province.Upload(Province.Csv(province.Rows));
        await database.Execute(Hold);
        (await province.Administrator.Post($"/organizations/v1/division-imports/{job.Id}/apply")).Expect(202);
        var worker = await Eventually.Of(() => database.Find<int>(Working), pid => pid != 0, "the worker is inside");
        Assert.Equal(
            "applying",
            (await province.Administrator.Get($"/organizations/v1/division-imports/{job.Id}"))["state"].GetString()
        );
        (await service.AsNobody().Get("/organizations/v1/divisions/by-code/" + province.Village)).Expect(404);
        await database.Execute("select pg_terminate_backend(@worker)", new { worker });
        await database.Execute("update hold set held = false");
        await AppliedOnceAsync(service, province, job);
    }

    [Fact]
    public async Task A_killed_process_leaves_nothing_half_done_and_the_next_one_resumes()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Setup.Subscriptions.Program);
        await using var broker = await TestBroker.CreateAsync();
        Province province;
        Answer job;
        await using (var service = await TestService.StartAsync(fixture.Setup, database, broker.Address))
        {
            province = await Province.UnknownAsync(service);
            job = await province.Upload(Province.Csv(province.Rows));
        }
        await database.Execute(Hold);
        await database.Execute("update platform.imports set state = 'applying' where id = @Id", new { job.Id });
        using (var process = Start(database, broker))
        {
            await Eventually.Of(() => database.Find<int>(Working), pid => pid != 0, "the worker is inside");
            process.Kill();
            await process.WaitForExitAsync();
        }
        await database.Execute("update hold set held = false");
        await Eventually.True(
            async () => await database.Find<int>(Working) == 0,
            "the dead worker's transaction is gone"
        );
        Assert.Equal(0, await database.Find<int>("select count(*)::int from divisions"));
        await using var next = await TestService.StartAsync(fixture.Setup, database, broker.Address);
        await AppliedOnceAsync(next, province, job);
    }

    [Fact]
    public async Task Two_replicas_apply_one_import_once()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Setup.Subscriptions.Program);
        await using var broker = await TestBroker.CreateAsync();
        await using var service = await TestService.StartAsync(fixture.Setup, database, broker.Address);
        await using var replica = await TestService.StartAsync(fixture.Setup, database, broker.Address);
        var province = await Province.UnknownAsync(service);
        var other = await Province.UnknownAsync(service);
        var jobs = await Task.WhenAll(
            province.Upload(Province.Csv(province.Rows)),
            other.Upload(Province.Csv(other.Rows))
        );
        await Task.WhenAll(province.Apply(jobs[0]), other.Apply(jobs[1]));
        var pages = await service.Published<DivisionsPublished>();
        Assert.Equal([1L, 2L], pages.Select(p => p.TreeVersion));
        Assert.Equal(20, pages.SelectMany(p => p.Divisions).Select(d => d.Key).Distinct().Count());
    }

    [Fact]
    public async Task A_file_that_killed_five_processes_is_given_up()
    {
        var province = await Province.UnknownAsync(fixture.Service);
        var job = await province.Upload(Province.Csv(province.Rows));
        await fixture.Database.Execute(
            "insert into platform.import_progress values (@Id, 7, 5, now())",
            new { job.Id }
        );
        var ended = await province.Apply(job);
        Assert.Equal(
            ("failed", "PLT-0034"),
            (ended["state"].GetString(), ended["problem"].GetProperty("code").GetString())
        );
        Assert.Equal(
            0,
            await fixture.Database.Find<int>(
                "select count(*)::int from platform.import_chunks where import_id = @Id",
                new { job.Id }
            )
        );
    }

    static async Task AppliedOnceAsync(TestService service, Province province, Answer job)
    {
        await Eventually.True(
            async () =>
                await service.Database.Find<string>("select state from platform.imports where id = @Id", new { job.Id })
                == "applied",
            "applied"
        );
        Assert.Equal(10, await service.Database.Find<int>("select count(*)::int from divisions"));
        Assert.Equal(1, Assert.Single(await service.Published<DivisionsPublished>()).TreeVersion);
        (await service.AsNobody().Get("/organizations/v1/divisions/by-code/" + province.Village)).Expect(200);
    }

    static Process Start(TestDatabase database, TestBroker broker)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Organizations.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var key = TestService.RandomKey();
        foreach (
            var (name, value) in new Dictionary<string, string>
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["ConnectionStrings__App"] = database.AppText,
                ["ConnectionStrings__Broker"] = broker.Address.ToString(),
                ["Auth__DevelopmentKey"] = key,
                ["Sealing__Current"] = "k1",
                ["Sealing__Keys__k1"] = key,
                ["Sealing__IndexKey"] = key,
                ["Sealing__Transport__Current"] = "t1",
                ["Sealing__Transport__Keys__t1"] = key,
            }
        )
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
