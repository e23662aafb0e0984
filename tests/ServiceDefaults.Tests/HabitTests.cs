using ServiceDefaults.Http;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>Versions, paging, and requests that run when the process is stopped.</summary>
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
    public async Task An_answer_that_the_caller_has_is_304_until_it_changes()
    {
        var (keeper, path) = await NewThing();
        var first = (await keeper.Get(path)).Expect(200);
        Assert.Equal(1, first.Version);
        var again = (await keeper.Get(path, first.ETag)).Expect(304);
        Assert.Equal("", again.Text);
        (await keeper.Patch(path, new { name = _mark + "2" }, first.ETag)).Expect(200);
        Assert.Equal(2, (await keeper.Get(path, first.ETag)).Expect(200).Version);
    }

    [Fact]
    public async Task A_list_has_an_ETag_of_its_content()
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
        (await keeper.Patch(path, new { name = "x" }, null)).Refused(428, "PLT-0011");
        (await keeper.Patch(path, new { name = "x" }, "\"v2\"")).Refused(412, "PLT-0008");
        (await keeper.Patch(path, new { name = "x" }, "\"something\"")).Expect(412);
        (await keeper.Patch(path, new { name = _mark + "2" }, "\"v1\"")).Expect(200);
        (await keeper.Patch(path, new { name = _mark + "3" }, "\"v1\"")).Expect(412);
        Assert.Equal(_mark + "2", (await keeper.Get(path))["name"].GetString());
    }

    [Theory, InlineData("*"), InlineData("\"v7\", \"v1\""), InlineData("\"v1\""), InlineData("\"v1-0f1e2d\"")]
    public async Task A_change_of_any_version_or_of_one_of_several_is_made(string ifMatch)
    {
        var (keeper, path) = await NewThing();
        (await keeper.Patch(path, new { name = _mark + "2" }, ifMatch)).Expect(200);
    }

    [Theory, InlineData("W/\"v1\""), InlineData("v1"), InlineData("\"1\""), InlineData("\"v7\", \"v8\"")]
    public async Task A_change_by_a_weak_or_malformed_tag_is_refused(string ifMatch)
    {
        var (keeper, path) = await NewThing();
        (await keeper.Patch(path, new { name = _mark + "2" }, ifMatch)).Refused(412, "PLT-0008");
    }

    [Fact]
    public async Task A_change_sent_again_with_its_key_gets_the_first_answer()
    {
        var (keeper, path) = await NewThing();
        var key = Guid.NewGuid().ToString();
        Task<Answer> Rename() =>
            keeper.Send(
                HttpMethod.Patch,
                path,
                new { name = _mark + "2" },
                ("If-Match", "\"v1\""),
                ("Idempotency-Key", key)
            );
        var first = (await Rename()).Expect(200);
        var again = (await Rename()).Expect(200);
        Assert.Equal((first.Text, "true"), (again.Text, again.Headers["Idempotency-Replayed"]));
        Assert.Equal(2, (await keeper.Get(path)).Version);
    }

    [Fact]
    public async Task Of_two_changes_with_one_key_at_once_one_is_made_and_both_get_its_answer()
    {
        var (keeper, path) = await NewThing();
        var key = Guid.NewGuid().ToString();
        var both = await Task.WhenAll(
            Enumerable
                .Range(0, 2)
                .Select(_ =>
                    keeper.Send(
                        HttpMethod.Patch,
                        path,
                        new { name = _mark + "2" },
                        ("If-Match", "*"),
                        ("Idempotency-Key", key)
                    )
                )
        );
        Assert.Equal([200, 200], both.Select(a => a.Status));
        Assert.Equal(2, (await keeper.Get(path)).Version);
    }

    [Fact]
    public async Task An_ETag_covers_the_body_and_not_only_the_row()
    {
        var (mine, others) = (EntityTag.Of("{\"name\":\"王**\"}"u8, 3), EntityTag.Of("{\"name\":\"王秀兰\"}"u8, 3));
        Assert.NotEqual(mine, others);
        Assert.All<string>([mine, others], t => Assert.StartsWith("\"v3-", t, StringComparison.Ordinal));
        var (keeper, path) = await NewThing();
        Assert.Equal(
            "Authorization, X-Organization, Accept, Accept-Language",
            (await keeper.Get(path)).Headers["Vary"]
        );
    }

    [Theory]
    [
        InlineData("*", true),
        InlineData("\"v3-ab\"", true),
        InlineData("W/\"v3-ab\"", true),
        InlineData("\"x\", \"v3-ab\"", true)
    ]
    [InlineData("\"v3-abc\"", false), InlineData("v3-ab", false), InlineData("", false)]
    public void A_tag_is_found_among_those_of_If_None_Match_by_weak_comparison(string ifNoneMatch, bool found) =>
        Assert.Equal(found, EntityTag.IsAmong(ifNoneMatch, "\"v3-ab\""));

    [Theory, InlineData("utf8"), InlineData("\"utf-8\""), InlineData("UTF-8"), InlineData("\"UTF8\"")]
    public async Task Json_in_utf_8_is_read_however_its_charset_is_spelled(string charset) =>
        (await SendAsAsync($"application/json; charset={charset}")).Expect(201);

    [Theory, InlineData("gb2312"), InlineData("nothing"), InlineData("\"\""), InlineData("utf-16")]
    public async Task Json_in_another_charset_is_refused(string charset) =>
        (await SendAsAsync($"application/json; charset={charset}")).Refused(415, "PLT-0010");

    async Task<Answer> SendAsAsync(string contentType)
    {
        var keeper = await toys.Service.Holder(ToyService.Keeper, "g" + _mark);
        var content = new ByteArrayContent(
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { name = _mark, scopeKey = "g" + _mark })
        );
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await keeper.Send(
            HttpMethod.Post,
            "/toys/v1/things",
            content,
            ("Idempotency-Key", Guid.NewGuid().ToString())
        );
    }

    [Fact]
    public async Task Head_is_answered_as_Get_without_a_body()
    {
        var (keeper, path) = await NewThing();
        foreach (var at in new[] { path, "/toys/v1/things", "/health/ready", "/openapi/toys.problems.json" })
        {
            var (get, head) = (await keeper.Get(at), await keeper.Send(HttpMethod.Head, at, null));
            Assert.Equal((200, ""), (head.Status, head.Text));
            Assert.Equal((get.ETag, get.Headers["Content-Type"]), (head.ETag, head.Headers["Content-Type"]));
        }
        (await keeper.Send(HttpMethod.Head, "/toys/v1/nothing", null)).Expect(404);
        (await toys.Service.AsNobody().Send(HttpMethod.Head, path, null)).Expect(401);
    }

    [Fact]
    public async Task Answers_are_not_cached_unless_they_have_an_ETag_and_are_revalidated()
    {
        var (keeper, path) = await NewThing();
        Assert.Equal("no-cache, private", (await keeper.Get(path)).Headers["Cache-Control"]);
        Assert.Equal(
            "no-store, private",
            (await keeper.Patch(path, new { name = _mark + "2" }, "\"v1\"")).Headers["Cache-Control"]
        );
    }

    [Fact]
    public async Task An_address_or_a_head_that_is_too_long_is_refused_with_a_problem()
    {
        var (keeper, path) = await NewThing();
        (await keeper.Get(path + "?x=" + new string('a', 9_000))).Refused(414, "PLT-0050");
        (await keeper.Send(HttpMethod.Get, path, null, ("Referer", new string('a', 40_000)))).Refused(431, "PLT-0051");
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
            // Inserts before the cursor and after the end; existing rows keep their place.
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

    /// <summary>
    /// A pod that waits for its schema answers probes with 503, which must not count as refused requests.
    /// </summary>
    [Fact]
    public async Task Probes_do_not_count_among_the_requests()
    {
        var (keeper, path) = await NewThing();
        using var measured = new MeasuredRequests(toys.Service.Services);
        foreach (var probe in new[] { "live", "startup", "ready" })
            await toys.Service.AsNobody().Get("/health/" + probe);
        await keeper.Get(path);
        await Eventually.True(() => Task.FromResult(measured.Routes.Count > 0), "the request is counted");
        Assert.DoesNotContain(measured.Routes, r => r.StartsWith("/health", StringComparison.Ordinal));
    }

    /// <summary>0xFF is invalid in UTF-8.</summary>
    [Theory]
    [InlineData("Authorization", "Bearer \u00ff", 401, "PLT-0003")]
    [InlineData("Idempotency-Key", "\u00ff", 400, "PLT-0014")]
    [InlineData("If-None-Match", "\u00ff", 200, null)]
    [InlineData("Accept-Language", "\u00ff", 200, null)]
    [InlineData("User-Agent", "\u00ff", 200, null)]
    public async Task A_header_that_is_not_UTF_8_is_accepted_or_refused_with_a_problem(
        string name,
        string value,
        int status,
        string? code
    )
    {
        using var http = new HttpClient(
            new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.Latin1 }
        )
        {
            BaseAddress = toys.Service.Http.BaseAddress,
        };
        var client = new Client(http, TestService.DevelopmentKey, null);
        var answer = (
            name == "Idempotency-Key"
                ? await client.Send(HttpMethod.Post, "/toys/v1/echo", "{}", (name, value))
                : await client.Send(
                    HttpMethod.Get,
                    code is null ? "/toys/v1/open" : "/toys/v1/staff",
                    null,
                    (name, value)
                )
        );
        if (code is null)
            answer.Expect(status);
        else
            answer.Refused(status, code);
    }

    [Fact]
    public async Task Health_reports_live_started_and_ready_with_each_check()
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
    public async Task A_service_on_a_database_without_migrations_runs_but_is_not_ready()
    {
        await using var place = await Place.CreateAsync();
        await using var database = await TestDatabase.CreateEmptyAsync();
        var log = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var owner = Npgsql.NpgsqlDataSource.Create(database.OwnerText);
        var app = TestService
            .Builder(ToyService.Setup, database.AppText, place.Broker.Address, new FakeClock(), log)
            .BuildPlatform(ToyService.Routes);
        await using var _ = app;
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new(app.Urls.First()) };
        Assert.Equal(503, (int)(await http.GetAsync("/health/startup")).StatusCode);
        Assert.Equal(200, (int)(await http.GetAsync("/health/live")).StatusCode);
        // The operator is warned at once, not after the half hour that the start may take.
        await Eventually.True(
            () =>
                Task.FromResult(
                    log.Any(l => l.Contains("waits for migrations of this build", StringComparison.Ordinal))
                ),
            "it says what it waits for"
        );
        await Data.Migrator.MigrateAsync(owner, database.AppUser, typeof(ToyService).Assembly);
        await Eventually.True(async () => (int)(await http.GetAsync("/health/startup")).StatusCode == 200, "started");
        await app.StopAsync();
    }
}
