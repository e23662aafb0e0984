using System.Diagnostics;
using Contracts;
using Contracts.Organizations.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>
/// Background work has its own limits; slow work is not mistaken for an unreachable database and delays no other work.
/// </summary>
public sealed class LimitTests
{
    static readonly DateOnly Since = new(2020, 1, 1);

    /// <summary>
    /// The limit of a request's statement is three seconds here; a reaction sleeps as long as its event says.
    /// </summary>
    static ServiceSetup Slow(TestDatabase database, params (string Name, string Value)[] limits) =>
        new(
            new EventSubscriptions("toys", typeof(ToyService).Assembly)
                .Areas<DivisionsPublished>()
                .Relocates<DivisionsReorganised>()
                .On<ToyCounted>(
                    async (received, session, ct) =>
                    {
                        if (received.Event.Behaviour == "sleep")
                            await session.Execute("select pg_sleep(@Number)", received.Event, ct);
                        await session.Execute(
                            "insert into effects (source, aggregate_id, number) values ('toy', @ToyId, @Number)",
                            received.Event,
                            ct
                        );
                    }
                ),
            v1 =>
            {
                ToyService.Routes(v1);
                v1.MapGet("/sleep/{seconds:int}", Sleep).AllowPublic();
                v1.MapPost("/sleep/{seconds:int}", Sleep).AllowPublic();
            }
        )
        {
            Settings = new Dictionary<string, string?>(
                limits.Select(l => KeyValuePair.Create<string, string?>("Statements:" + l.Name, l.Value))
            )
            {
                ["ConnectionStrings:App"] = new NpgsqlConnectionStringBuilder(database.AppText)
                {
                    CommandTimeout = 3,
                }.ConnectionString,
            },
            Configure = b => b.AddTimers(Sleeper),
        };

    static readonly TimerKind<int> Sleeper = new("deadline", async (number, session, ct) =>
    {
        await session.Execute("select pg_sleep(@number)", new { number }, ct);
        await session.Execute("insert into effects (source, number) values ('timer', @number)", new { number }, ct);
    });

    static async Task<Ok<int>> Sleep(int seconds, Session session, CancellationToken ct)
    {
        await session.Execute("select pg_sleep(@seconds)", new { seconds }, ct);
        return TypedResults.Ok(seconds);
    }

    [Fact]
    public async Task A_read_that_is_too_slow_is_cancelled_and_other_requests_have_another_limit()
    {
        await using var place = await Place.CreateAsync();
        var database = await place.DatabaseAsync();
        var service = await place.StartAsync(Slow(database, ("Read", "1")), database);
        var nobody = service.AsNobody();
        (await nobody.Get("/toys/v1/sleep/0")).Expect(200);
        var watch = Stopwatch.StartNew();
        (await nobody.Get("/toys/v1/sleep/20")).Refused(504, "PLT-0069");
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        (await nobody.Post("/toys/v1/sleep/2", new { })).Expect(200);
        await service.Deliver(new ToyCounted(Guid.CreateVersion7(), 2, "sleep"));
        Assert.Equal([2], await database.Query<int>("select number from effects"));
        Assert.DoesNotContain(service.Log, l => l.Contains("unhandled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reaction_slower_than_the_limit_of_a_request_is_applied()
    {
        await using var place = await Place.CreateAsync();
        var database = await place.DatabaseAsync();
        var service = await place.StartAsync(Slow(database), database);
        await service.Deliver(new ToyCounted(Guid.CreateVersion7(), 5, "sleep"));
        Assert.Equal([5], await database.Query<int>("select number from effects"));
        Assert.Equal(0, await database.Find<long>("select count(*) from platform.waiting"));
    }

    [Fact]
    public async Task A_reaction_that_is_too_slow_each_time_is_parked_and_the_others_are_applied_before_it_is_tried_again()
    {
        await using var place = await Place.CreateAsync();
        var database = await place.DatabaseAsync();
        var service = await place.StartAsync(Slow(database, ("Consume", "1")), database);
        Guid slow = Guid.CreateVersion7(),
            next = Guid.CreateVersion7();
        var bad = await service.Others.PublishAsync(new ToyCounted(slow, 60, "sleep"));
        await service.Others.PublishAsync(new ToyCounted(slow, 1));
        for (var i = 2; i <= 4; i++)
            await service.Others.PublishAsync(new ToyCounted(next, i));
        await Eventually.True(
            async () =>
                await database.Find<string>(
                    "select error from platform.waiting where event_id = @EventId and parked_at is not null",
                    bad
                ) == "PostgreSQL 57014",
            "parked"
        );
        Assert.Equal(
            Inbox.Attempts - 1,
            service.Log.Count(l => l.Contains("takes too long", StringComparison.Ordinal))
        );
        await Eventually.True(
            async () =>
                (await database.Query<int>("select number from effects order by position")).SequenceEqual([2, 3, 4]),
            "the others are applied"
        );
        Assert.Equal(
            [1L, 2],
            await database.Query<long>(
                "select seq from platform.waiting where aggregate_id = @slow order by seq",
                new { slow }
            )
        );
    }

    [Fact]
    public async Task A_timer_that_is_too_slow_counts_its_failures_and_the_others_fire()
    {
        await using var place = await Place.CreateAsync();
        var database = await place.DatabaseAsync();
        var service = await place.StartAsync(Slow(database, ("Timer", "1")), database);
        await using (var session = await service.SystemSession())
        {
            await session.Schedule(Sleeper, "slow", session.Now.AddSeconds(-1), 60, default);
            await session.Schedule(Sleeper, "quick", session.Now, 0, default);
            await session.Commit(default);
        }
        await Eventually.True(
            async () =>
                await database.Find<long>("select count(*) from effects where source = 'timer' and number = 0") == 1
                && await database.Find<long>("select failures from platform.timers where key = 'slow'") > 0,
            "the other fired, the slow one is counted"
        );
    }

    [Fact]
    public async Task While_a_large_area_moves_others_read_and_write_and_new_rows_in_it_move_too()
    {
        await using var place = await Place.CreateAsync();
        var database = await place.DatabaseAsync();
        var service = await place.StartAsync(Slow(database), database);
        Guid tree = Guid.CreateVersion7(),
            p = Guid.CreateVersion7(),
            x = Guid.CreateVersion7();
        Area Area(Guid id, Guid? parent, string key) => new(id, parent, key, "61", "an area", key.Length / 3, Since);
        await service.Deliver(new DivisionsPublished(tree, 1, 1, 1, [Area(p, null, "001"), Area(x, p, "001001")]));
        await database.Execute(
            """
            insert into things (id, name, scope_key)
            select gen_random_uuid(), i::text, '001001' || lpad((i % 50)::text, 3, '0')
            from generate_series(1, 300) i
            """
        );
        // Each row takes 20 ms to move: six seconds, longer than the limit of a request's statement.
        await using (
            var slow = database.Owner.CreateCommand(
                """
                create function slow() returns trigger language plpgsql as 'begin perform pg_sleep(0.02); return new; end';
                create trigger slow before update of scope_key on things for each row execute function slow()
                """
            )
        )
            await slow.ExecuteNonQueryAsync();
        var keeper = await service.Holder(ToyService.Keeper, "00");
        var sent = await service.Others.PublishAsync(
            new DivisionsReorganised(tree, 2, [new("001001", "002001")], [Area(x, p, "002001")])
        );
        var (calls, slowest, inside) = (0, TimeSpan.Zero, new List<Guid>());
        while (await database.Find<long>("select count(*) from platform.relocations") == 0)
        {
            var began = Stopwatch.GetTimestamp();
            var beside = (await keeper.Post("/toys/v1/things", new { name = "beside", scopeKey = "001002" }))
                .Expect(201)
                .Id;
            (await keeper.Get($"/toys/v1/things/{beside}")).Expect(200);
            inside.Add(
                (await keeper.Post("/toys/v1/things", new { name = "inside", scopeKey = "001001007" })).Expect(201).Id
            );
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(began).Ticks));
            calls++;
            await Task.Delay(100);
        }
        await service.AppliedAsync(sent);
        Assert.True(calls >= 10, $"only {calls} rounds of calls");
        // The change of the tree moves the rows written meanwhile.
        Assert.True(slowest < TimeSpan.FromSeconds(3), $"the slowest took {slowest}");
        Assert.Equal(
            (0L, 300L + inside.Count, (long)calls),
            await database.Find<(long, long, long)>(
                """
                select count(*) filter (where scope_key like '001001%'),
                    count(*) filter (where scope_key like '002001%'), count(*) filter (where scope_key = '001002')
                from things
                """
            )
        );
        Assert.Equal(
            0,
            await database.Find<long>("select count(*) from platform.changes where entity = 'things' and kind = 'u'")
        );
    }

    [Fact]
    public async Task Pages_of_any_size_move_all_rows_of_the_area_and_no_others()
    {
        await using var place = await Place.CreateAsync();
        var database = await place.DatabaseAsync();
        var random = new Random(7);
        for (var size = 1; size < 40; size = size * 2 + 1)
        {
            var keys = Enumerable
                .Range(0, 60)
                .Select(_ =>
                    random.Next(4) == 0
                        ? "001002"
                        : "001001"
                            + string.Concat(Enumerable.Range(0, random.Next(3)).Select(_ => $"00{random.Next(4)}"))
                )
                .ToArray();
            await database.Execute("delete from things");
            await database.Execute(
                "insert into things (id, name, scope_key) select gen_random_uuid(), k, k from unnest(@keys) k",
                new { keys }
            );
            for (string? after = ""; after is not null; )
                after = await database.Find<string>(
                    """
                    select platform.relocate_page('things', 'scope_key', '001001', '002009', @after, @size)
                    from platform.as_system(true)
                    """,
                    new { after, size }
                );
            Assert.Equal(
                keys.Select(k =>
                        k.StartsWith("001001", StringComparison.Ordinal) ? string.Concat("002009", k.AsSpan(6)) : k
                    )
                    .Order(StringComparer.Ordinal),
                await database.Query<string>("select scope_key from things order by scope_key")
            );
        }
    }

    [Fact]
    public async Task A_writer_of_a_row_being_moved_is_refused_with_Retry_After_and_the_move_continues()
    {
        await using var place = await Place.CreateAsync();
        var database = await place.DatabaseAsync();
        var service = await place.StartAsync(ToyService.Setup, database);
        var id = Guid.CreateVersion7();
        await database.Execute("insert into things (id, name, scope_key) values (@id, 'x', '001001')", new { id });
        var keeper = await service.Holder(ToyService.Keeper, "00");
        await using var mover = new Session(database.App, service.Clock, service.Sealer);
        await mover.Enter(CallerClaim.SystemLater, default);
        await mover.MoveAheadAsync(2, [new("001001", "002001")], default);
        var writing = keeper.Patch($"/toys/v1/things/{id}", new { name = "y" }, "\"1\"");
        await Task.Delay(500);
        await mover.LockTree(default);
        await mover.RelocateAsync(2, [new("001001", "002001")], default);
        await mover.Commit(default);
        Assert.True((await writing).Status is 200 or 503, $"{(await writing).Status}");
        Assert.Equal("002001", await database.Find<string>("select scope_key from things where id = @id", new { id }));
    }
}
