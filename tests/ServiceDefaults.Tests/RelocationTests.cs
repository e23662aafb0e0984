using Contracts;
using Contracts.Organizations.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>
/// Areas move with all keys of the service, in one step, and late events with former keys are stored correctly.
/// </summary>
public sealed class RelocationTests : IAsyncLifetime
{
    static readonly DateOnly Since = new(2020, 1, 1);
    readonly Guid _tree = Guid.CreateVersion7(),
        _p = Guid.CreateVersion7(),
        _q = Guid.CreateVersion7(),
        _x = Guid.CreateVersion7();
    Place _place = null!;
    TestService _service = null!;

    public async ValueTask InitializeAsync()
    {
        _place = await Place.CreateAsync();
        _service = await _place.StartAsync();
        await _service.Deliver(Pages());
    }

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    DivisionsPublished Pages() =>
        new(_tree, 1, 1, 1, [Area(_p, null, "001"), Area(_q, null, "002"), Area(_x, _p, "001001")]);

    static Area Area(Guid id, Guid? parent, string key) => new(id, parent, key, "61", "an area", key.Length / 3, Since);

    /// <summary>X from P to Q.</summary>
    DivisionsReorganised Moved(long version = 2) =>
        new(_tree, version, [new("001001", "002001")], [Area(_x, _q, "002001")]);

    DivisionsReorganised Undone(long version = 3) =>
        new(_tree, version, [new("002001", "001001")], [Area(_x, _p, "001001")]);

    async Task<Guid> Thing(string key)
    {
        var id = Guid.CreateVersion7();
        await _service.Database.Execute(
            "insert into things (id, name, scope_key) values (@id, @id::text, @key)",
            new { id, key }
        );
        return id;
    }

    Task<string?> KeyOf(Guid thing) =>
        _service.Database.Find<string>("select scope_key from things where id = @thing", new { thing });

    [Fact]
    public async Task Records_and_grants_in_a_moved_area_move_with_it()
    {
        var (inside, beside) = (await Thing("001001004"), await Thing("001002"));
        var (ofX, ofP, ofQ) = (
            await _service.Holder(ToyService.Keeper, "001001"),
            await _service.Holder(ToyService.Keeper, "001"),
            await _service.Holder(ToyService.Keeper, "002")
        );
        (await ofQ.Get($"/toys/v1/things/{inside}")).Expect(404);
        await _service.Deliver(Moved());
        Assert.Equal(("002001004", "001002"), (await KeyOf(inside), await KeyOf(beside)));
        (await ofX.Get($"/toys/v1/things/{inside}")).Expect(200);
        (await ofQ.Get($"/toys/v1/things/{inside}")).Expect(200);
        (await ofP.Get($"/toys/v1/things/{inside}")).Expect(404);
        Assert.Equal(
            ("002001", _q),
            await _service.Database.Find<(string, Guid)>(
                "select key, parent_id from platform.areas where id = @_x",
                new { _x }
            )
        );
        await _service.Deliver(Undone());
        Assert.Equal("001001004", await KeyOf(inside));
        (await ofP.Get($"/toys/v1/things/{inside}")).Expect(200);
        (await ofQ.Get($"/toys/v1/things/{inside}")).Expect(404);
    }

    [Fact]
    public async Task An_event_with_a_former_key_is_stored_under_the_present_one()
    {
        await _service.Deliver(Moved());
        var somebody = Guid.CreateVersion7();
        // An appointment made before the move arrives after it.
        await _service.Deliver(
            new AppointmentStarted(
                Guid.CreateVersion7(),
                somebody,
                ToyService.Keeper,
                "001001",
                null,
                _service.Clock.GetUtcNow().AddDays(-1)
            )
        );
        var made = (await _service.As(somebody).Post("/toys/v1/things", new { name = "late", scopeKey = "001001007" }))
            .Expect(201)
            .Id;
        Assert.Equal("002001007", await KeyOf(made));
        await _service.Deliver(Undone());
        Assert.Equal("001001007", await KeyOf(made));
        // Keys of any time resolve to the present one.
        foreach (
            var (key, now) in new[]
            {
                ("001001", "001001"),
                ("002001", "001001"),
                ("002001abc", "001001abc"),
                ("002", "002"),
                ("", ""),
                ("001", "001"),
            }
        )
            Assert.Equal(now, await _service.Database.Find<string>("select platform.current_key(@key)", new { key }));
    }

    [Fact]
    public async Task Repeated_or_republished_from_the_beginning_a_move_has_the_same_result()
    {
        var inside = await Thing("001001004");
        await _service.Deliver(Moved());
        // The projection is emptied and the history published again, under new event ids, as the owner would publish
        // it.
        await _service.Database.Execute("delete from platform.areas");
        var again = new OtherServicesAgain(_service);
        await again.Deliver(Pages());
        await again.Deliver(Moved());
        Assert.Equal("002001004", await KeyOf(inside));
        Assert.Equal(
            ["001", "002", "002001"],
            await _service.Database.Query<string>("select key from platform.areas order by key")
        );
        Assert.Equal(1, await _service.Database.Find<long>("select count(*) from platform.relocations"));
    }

    [Fact]
    public async Task A_longer_key_moves_by_itself_and_not_with_the_shorter_one()
    {
        var (in2, in3, at) = (await Thing("001001002009"), await Thing("001001003"), await Thing("001001"));
        await _service.Deliver(
            new DivisionsReorganised(_tree, 2, [new("001001", "002001"), new("001001002", "002005")], [])
        );
        Assert.Equal(("002005009", "002001003", "002001"), (await KeyOf(in2), await KeyOf(in3), await KeyOf(at)));
        Assert.Equal("002005009", await _service.Database.Find<string>("select platform.current_key('001001002009')"));
    }

    [Fact]
    public async Task The_change_feed_has_one_relocation_and_keeps_the_history_of_visible_rows()
    {
        var inside = await Thing("001001004");
        var (ofX, ofP, ofQ) = (
            await _service.Holder(ToyService.Keeper, "001001"),
            await _service.Holder(ToyService.Keeper, "001"),
            await _service.Holder(ToyService.Keeper, "002")
        );
        var ofThing = await _service.Holder(ToyService.Keeper, "001001004");
        await _service.Deliver(Moved());
        async Task<List<(string, string?, string?)>> Feed(Client client) =>
            [
                .. (await client.Get("/toys/v1/changes?limit=500"))
                    .Expect(200)["changes"]
                    .EnumerateArray()
                    .Select(c => (c.GetProperty("entity").GetString()!, Text(c, "scopeBefore"), Text(c, "scopeAfter"))),
            ];
        static string? Text(System.Text.Json.JsonElement change, string name) => change.GetProperty(name).GetString();

        Assert.Equal([("things", null, "001001004")], await Feed(ofThing));
        Assert.Equal([("things", null, "001001004"), ("relocations", "001001", "002001")], await Feed(ofX));
        Assert.Equal([("relocations", "001001", "002001")], await Feed(ofP));
        Assert.Equal([("things", null, "001001004"), ("relocations", "001001", "002001")], await Feed(ofQ));
        await _service.Database.Execute("update things set name = 'x', version = 2 where id = @inside", new { inside });
        Assert.Equal(("things", "002001004", "002001004"), (await Feed(ofThing))[^1]);
    }

    [Fact]
    public async Task A_move_waits_for_writers_and_a_read_waits_for_nobody()
    {
        var inside = await Thing("001001004");
        var keeper = await _service.Holder(ToyService.Keeper, "00");
        await using var writing = await _service.SystemSession();
        await writing.Execute(
            "insert into things (id, name, scope_key) values (gen_random_uuid(), 'in flight', '001001005')",
            default
        );
        var sent = await _service.Others.PublishAsync(Moved());
        await Task.Delay(300);
        (await keeper.Get($"/toys/v1/things/{inside}")).Expect(200);
        Assert.Equal("001001004", await KeyOf(inside));
        await writing.Commit(default);
        await _service.AppliedAsync(sent);
        Assert.Equal(
            "002001005",
            await _service.Database.Find<string>("select scope_key from things where name = 'in flight'")
        );
    }

    [Fact]
    public async Task A_move_gets_its_lock_between_consecutive_writers_that_each_take_longer_than_a_second()
    {
        using var enough = new CancellationTokenSource();
        Task[] writers = [WriteAsync(TimeSpan.Zero), WriteAsync(TimeSpan.FromSeconds(0.7))];
        await Task.Delay(100);
        await using var mover = await _service.SystemSession();
        await mover.LockTree(default);
        await enough.CancelAsync();
        await mover.Commit(default);
        await Task.WhenAll(writers);

        async Task WriteAsync(TimeSpan later)
        {
            await Task.Delay(later);
            while (!enough.IsCancellationRequested)
            {
                await using var session = await _service.SystemSession();
                await session.ShareTree(default);
                await session.Execute("select pg_sleep(1.5)", default);
                await session.Commit(default);
            }
        }
    }

    [Fact]
    public async Task A_reader_sees_the_tree_before_or_after_and_never_between()
    {
        var inside = await Thing("001001004");
        var subject = Guid.CreateVersion7();
        await _service.Grant(subject, ToyService.Keeper, "001001");
        await using var reading = new Session(_service.Database.App, _service.Clock, _service.Sealer);
        await reading.Enter(
            new()
            {
                Subject = subject,
                StaffRoles = [ToyService.Keeper],
                TreeLock = TreeLock.Snapshot,
            },
            default
        );
        await _service.Deliver(Moved());
        Assert.Equal(
            "001001004",
            await reading.Find<string>("select scope_key from things where id = @inside", new { inside }, default)
        );
        await reading.Rollback();
    }

    /// <summary>Publishes the same aggregate's history from its first sequence.</summary>
    sealed class OtherServicesAgain(TestService service)
    {
        long _sequence;

        public async Task Deliver<T>(T e)
            where T : class, IEvent
        {
            if (_sequence == 0)
                await service.Database.Execute(
                    "delete from platform.streams where aggregate_id = @AggregateId",
                    new { e.AggregateId }
                );
            await service.AppliedAsync(await service.Others.SendAsync(e, Guid.CreateVersion7(), ++_sequence));
        }
    }
}
