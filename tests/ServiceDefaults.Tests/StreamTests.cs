using System.Text.Json;
using Contracts;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>An aggregate id belongs to one stream of one publisher: followers of one stream miss no number.</summary>
public sealed class StreamTests(ToyFixture toys)
{
    readonly Guid _thing = Guid.CreateVersion7();

    static async Task Publish<T>(TestService service, T e)
        where T : class, IEvent
    {
        await using var session = await service.SystemSession();
        session.Publish(e);
        await session.Commit(default);
    }

    static Task<string?> History(TestService service, Guid id) =>
        service.Database.Find<string>(
            "select string_agg(stream || ' ' || seq, ', ' order by seq) from platform.events where aggregate_id = @id",
            new { id }
        );

    /// <summary>As releases before the guard allowed: the second number is of another stream.</summary>
    static async Task<Guid> PublishOnTwoStreams(TestService service)
    {
        var id = Guid.CreateVersion7();
        await Publish(service, new ThingNamed(id, "1"));
        await service.Database.Execute("update platform.aggregates set stream = 'toys.odd' where id = @id", new { id });
        await Publish(service, new ThingOdd(id));
        await service.Database.Execute("update platform.aggregates set stream = null where id = @id", new { id });
        await Publish(service, new ThingNamed(id, "3"));
        return id;
    }

    [Fact]
    public async Task An_aggregate_of_one_stream_publishes_nothing_on_another_and_its_sequence_has_no_gap()
    {
        await Publish(toys.Service, new ThingNamed(_thing, "1"));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => Publish(toys.Service, new ThingOdd(_thing)));
        Assert.Equal("aggregates_one_stream", refused.ConstraintName);
        await Publish(toys.Service, new ThingNamed(_thing, "2"));
        Assert.Equal("toys.thing 1, toys.thing 2", await History(toys.Service, _thing));
    }

    [Fact]
    public async Task Of_two_streams_that_begin_one_aggregate_at_once_one_has_it()
    {
        for (var round = 0; round < 5; round++)
        {
            var id = Guid.CreateVersion7();
            var refused = await Task.WhenAll(
                Enumerable
                    .Range(0, 10)
                    .Select(async i =>
                    {
                        try
                        {
                            await (
                                i % 2 == 0
                                    ? Publish(toys.Service, new ThingNamed(id, "x"))
                                    : Publish(toys.Service, new ThingOdd(id))
                            );
                            return 0;
                        }
                        catch (PostgresException e) when (e.ConstraintName == "aggregates_one_stream")
                        {
                            return 1;
                        }
                    })
            );
            Assert.Equal(5, refused.Sum());
            Assert.Equal(
                "1 5 5",
                await toys.Database.Find<string>(
                    """
                    select concat_ws(' ', count(distinct stream), count(*), max(seq))
                    from platform.events
                    where aggregate_id = @id
                    """,
                    new { id }
                )
            );
        }
    }

    [Fact]
    public async Task An_aggregate_that_began_before_streams_were_noted_keeps_that_of_its_first_event()
    {
        await Publish(toys.Service, new ThingNamed(_thing, "1"));
        await toys.Database.Execute("update platform.aggregates set stream = null where id = @_thing", new { _thing });
        await Assert.ThrowsAsync<PostgresException>(() => Publish(toys.Service, new ThingOdd(_thing)));
        await Publish(toys.Service, new ThingNamed(_thing, "2"));
        Assert.Equal("toys.thing 1, toys.thing 2", await History(toys.Service, _thing));
    }

    [Fact]
    public async Task A_request_whose_id_another_stream_takes_meanwhile_is_refused_at_the_id()
    {
        var keeper = await toys.Service.Holder(ToyService.Keeper, "a");
        await using var turn = await toys.Service.SystemSession();
        await turn.Execute("select pg_advisory_xact_lock(42)", default);
        var posted = keeper.Post(
            "/toys/v1/things",
            new
            {
                id = _thing,
                name = "late",
                scopeKey = "a1",
                behaviour = "wait",
            }
        );
        await Eventually.True(
            async () =>
                await toys.Database.Find<bool>(
                    "select exists (select from pg_locks where locktype = 'advisory' and objid = 42 and not granted)"
                ),
            "it waits"
        );
        await Publish(toys.Service, new ThingOdd(_thing));
        await turn.Commit(default);
        (await posted).Refused(400, "PLT-0001", "/id PLT-1011");
        Assert.Equal("toys.odd 1", await History(toys.Service, _thing));
        Assert.Equal(
            0,
            await toys.Database.Find<int>("select count(*)::int from things where id = @_thing", new { _thing })
        );
    }

    [Fact]
    public async Task Numbers_once_published_on_another_stream_are_listed_and_sent_to_waiting_followers()
    {
        await using var place = await Place.CreateAsync();
        var (owner, watcher) = (await place.StartAsync(), await place.StartAsync(ToyService.Watcher));
        var id = await PublishOnTwoStreams(owner);
        Assert.Equal("toys.thing 1, toys.odd 2, toys.thing 3", await History(owner, id));
        await Eventually.Of(
            () => watcher.Database.Find<int>("select count(*)::int from platform.waiting where seq = 3"),
            n => n == 1,
            "the third waits for the second"
        );

        var (code, said) = await Operator.ReconcileAsync(owner, watcher);
        Assert.Equal((1, "1 1 0 0 0 0"), (code, Operator.Figures(said)));
        Assert.Contains($"hole: toys.thing {id} lacks #2, which went to toys.odd", said, StringComparison.Ordinal);
        Assert.Equal(0, (await Operator.ReconcileAsync(owner, watcher, repair: true)).Code);
        Assert.Equal(
            "1,3",
            await watcher.Database.Find<string>(
                "select string_agg(number::text, ',' order by position) from effects where aggregate_id = @id",
                new { id }
            )
        );
        Assert.Equal(0, (await Operator.ReconcileAsync(owner, watcher)).Code);
    }

    [Fact]
    public async Task An_event_of_another_publisher_under_a_known_id_is_parked_and_nothing_waits_for_it()
    {
        Arrival Of(string stream, long seq) =>
            new(
                Guid.CreateVersion7(),
                0,
                stream,
                typeof(ToyCounted).FullName!,
                _thing,
                seq,
                JsonSerializer.Serialize(new ToyCounted(_thing, (int)seq), Wire.Json),
                null,
                TimeProvider.System.GetUtcNow()
            );
        async Task Receive(params Arrival[] batch) =>
            await toys.Service.Services.GetRequiredService<Inbox>().ReceiveAsync(batch, default);

        await Receive(Of("other.toy", 1));
        await Receive(Of("stranger.toy", 1), Of("stranger.toy", 2), Of("stranger.toy", 4));
        await Receive(Of("other.toy", 3), Of("other.toy", 2), Of("stranger.toy", 3));
        await Receive(Of("other.toy", 4));
        Assert.Equal(
            [1, 2, 3, 4],
            await toys.Database.Query<int>(
                "select number from effects where aggregate_id = @_thing order by position",
                new { _thing }
            )
        );
        Assert.Equal(
            [
                "1 the id belongs to other.toy",
                "2 the id belongs to other.toy",
                "3 the id belongs to other.toy",
                "4 the id belongs to other.toy",
            ],
            await toys.Database.Query<string>(
                """
                select seq || ' ' || error
                from platform.waiting
                where aggregate_id = @_thing and parked_at is not null
                order by seq
                """,
                new { _thing }
            )
        );
        Assert.Equal(
            0,
            await toys.Database.Find<int>(
                "select count(*)::int from platform.waiting where aggregate_id = @_thing and parked_at is null",
                new { _thing }
            )
        );
    }
}
