using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>Versions, paging, and requests that are under way when the process is told to stop.</summary>
public sealed class HabitTests(ToyFixture toys)
{
    readonly string _mark = Guid.NewGuid().ToString("N")[..12];

    async Task<(Client Keeper, string Path)> NewThing()
    {
        var keeper = await toys.Service.Holder(ToyService.Keeper, "g" + _mark);
        var answer = (await keeper.Post("/toys/v1/things", new { name = _mark, scopeKey = "g" + _mark })).Expect(201);
        return (keeper, answer.Headers["Location"]);
    }

    [Fact]
    public async Task An_answer_that_the_caller_has_already_is_304_until_it_changes()
    {
        var (keeper, path) = await NewThing();
        var first = (await keeper.Get(path)).Expect(200);
        Assert.Equal("\"v1\"", first.ETag);
        var again = (await keeper.Get(path, first.ETag)).Expect(304);
        Assert.Equal("", again.Text);
        (await keeper.Patch(path, new { name = _mark + "2" }, first.ETag)).Expect(200);
        Assert.Equal("\"v2\"", (await keeper.Get(path, first.ETag)).Expect(200).ETag);
    }

    [Fact]
    public async Task A_list_has_a_tag_of_its_content()
    {
        var (keeper, path) = await NewThing();
        var list = (await keeper.Get("/toys/v1/things")).Expect(200);
        Assert.StartsWith("W/\"", list.ETag, StringComparison.Ordinal);
        (await keeper.Get("/toys/v1/things", list.ETag)).Expect(304);
        (await keeper.Patch(path, new { name = _mark + "2" }, "\"v1\"")).Expect(200);
        (await keeper.Get("/toys/v1/things", list.ETag)).Expect(200);
    }

    [Fact]
    public async Task A_change_without_If_Match_or_of_an_older_version_is_refused()
    {
        var (keeper, path) = await NewThing();
        (await keeper.Patch(path, new { name = "x" }, null)).Expect(428).ExpectProblem("PLT-0011");
        (await keeper.Patch(path, new { name = "x" }, "\"v2\"")).Expect(412).ExpectProblem("PLT-0008");
        (await keeper.Patch(path, new { name = "x" }, "\"something\"")).Expect(412);
        (await keeper.Patch(path, new { name = _mark + "2" }, "\"v1\"")).Expect(200);
        (await keeper.Patch(path, new { name = _mark + "3" }, "\"v1\"")).Expect(412);
        Assert.Equal(_mark + "2", (await keeper.Get(path))["name"].GetString());
    }

    [Fact]
    public async Task Of_two_changes_of_one_version_at_once_one_is_refused()
    {
        var (keeper, path) = await NewThing();
        var both = await Task.WhenAll(
            Enumerable.Range(0, 2).Select(i => keeper.Patch(path, new { name = $"{_mark}{i}" }, "\"v1\""))
        );
        Assert.Equal([200, 412], both.Select(a => a.Status).Order());
    }

    [Fact]
    public async Task Pages_follow_one_another_without_loss_though_rows_come_and_go()
    {
        var keeper = await toys.Service.Holder(ToyService.Keeper, "h" + _mark);
        foreach (var i in Enumerable.Range(10, 25))
            (await keeper.Post("/toys/v1/things", new { name = $"{_mark}{i}", scopeKey = "h" + _mark })).Expect(201);
        List<string> names = [];
        for (
            string? cursor = null, path = "/toys/v1/things?limit=10";
            path is not null;
            path = cursor is null ? null : $"/toys/v1/things?limit=10&cursor={cursor}"
        )
        {
            var page = (await keeper.Get(path)).Expect(200);
            names.AddRange(page.Items.Select(i => i.GetProperty("name").GetString()![_mark.Length..]));
            cursor = page["next"].GetString();
            // Before the cursor and after the end: what was there stays in its place.
            if (names.Count == 10)
                (await keeper.Post("/toys/v1/things", new { name = $"{_mark}05", scopeKey = "h" + _mark })).Expect(201);
        }
        Assert.Equal(Enumerable.Range(10, 25).Select(i => $"{i}"), names);
    }

    [Fact]
    public async Task A_last_page_that_is_full_has_no_next()
    {
        var keeper = await toys.Service.Holder(ToyService.Keeper, "i" + _mark);
        foreach (var i in Enumerable.Range(0, 2))
            (await keeper.Post("/toys/v1/things", new { name = $"{_mark}{i}", scopeKey = "i" + _mark })).Expect(201);
        Assert.Null((await keeper.Get("/toys/v1/things?limit=2")).Expect(200)["next"].GetString());
        Assert.NotNull((await keeper.Get("/toys/v1/things?limit=1")).Expect(200)["next"].GetString());
    }

    [Fact]
    public async Task A_stop_lets_the_requests_under_way_end()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        var keeper = await service.Holder(ToyService.Keeper, "a");
        await using var gate = await service.Database.Admin.OpenConnectionAsync();
        await using var shut = new Npgsql.NpgsqlCommand("select pg_advisory_lock(42)", gate);
        await shut.ExecuteNonQueryAsync();
        var request = keeper.Post(
            "/toys/v1/things",
            new
            {
                name = "under way",
                scopeKey = "a1",
                behaviour = "wait",
            }
        );
        await Eventually.True(
            async () =>
                await service.Database.Find<long>(
                    "select count(*) from pg_locks where locktype = 'advisory' and objid = 42 and not granted"
                ) == 1,
            "under way"
        );
        var stop = service.App.StopAsync();
        Assert.False(stop.IsCompleted);
        await using var open = new Npgsql.NpgsqlCommand("select pg_advisory_unlock(42)", gate);
        await open.ExecuteNonQueryAsync();
        (await request).Expect(201);
        await stop;
        Assert.Equal(1, await service.Database.Find<long>("select count(*) from things"));
    }

    [Fact]
    public async Task Health_tells_live_started_and_ready_with_each_check()
    {
        (await toys.Service.AsNobody().Get("/health/live")).Expect(200);
        (await toys.Service.AsNobody().Get("/health/startup")).Expect(200);
        var ready = (await toys.Service.AsNobody().Get("/health/ready")).Expect(200);
        Assert.Equal("ready", ready["status"].GetString());
        Assert.Equal(
            ["broker", "database", "grants", "schema"],
            ready["checks"].EnumerateObject().Where(c => c.Value.GetString() == "ok").Select(c => c.Name).Order()
        );
    }

    [Fact]
    public async Task A_service_on_a_database_that_is_not_migrated_runs_and_is_not_ready_until_it_is()
    {
        await using var place = await Place.CreateAsync();
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using var owner = Npgsql.NpgsqlDataSource.Create(database.OwnerText);
        var app = TestService
            .Builder(ToyService.Setup, database.AppText, place.Broker.Address, new FakeClock(), [])
            .BuildPlatform(ToyService.Routes);
        await using var _ = app;
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new(app.Urls.First()) };
        Assert.Equal(503, (int)(await http.GetAsync("/health/startup")).StatusCode);
        Assert.Equal(200, (int)(await http.GetAsync("/health/live")).StatusCode);
        await Data.Migrator.MigrateAsync(owner, database.AppUser, typeof(ToyService).Assembly);
        await Eventually.True(async () => (int)(await http.GetAsync("/health/startup")).StatusCode == 200, "started");
        await app.StopAsync();
    }
}
