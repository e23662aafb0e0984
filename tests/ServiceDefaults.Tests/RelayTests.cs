using System.Diagnostics;
using Contracts;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>
/// From the commit to the broker: committed events are sent at least once, in order for each aggregate.
/// </summary>
public sealed class RelayTests
{
    static async Task Publish(TestService service, params IEnumerable<(Guid Id, string Name)> things)
    {
        await using var session = await service.SystemSession();
        foreach (var (id, name) in things)
            session.Publish(new ThingNamed(id, name));
        await session.Commit(default);
    }

    /// <summary>Two streams for one aggregate, as releases before the guard allowed.</summary>
    static async Task<Guid> PublishOdd(TestService service)
    {
        var id = Guid.CreateVersion7();
        await using var session = await service.SystemSession();
        session.Publish(new ThingOdd(id));
        await session.Flush(default);
        await session.Execute(
            "update platform.aggregates set stream = 'toys.thing' where id = @id",
            new { id },
            default
        );
        session.Publish(new ThingNamed(id, "held"));
        await session.Commit(default);
        return id;
    }

    static Task Arrived(Tap tap, int count) =>
        Eventually.Of(() => Task.FromResult(tap.Messages.Count), n => n >= count, $"{count} messages");

    static void AssertInOrderWithoutGaps(IEnumerable<Tap.Message> messages) =>
        Assert.All(messages.GroupBy(m => m.Aggregate), g =>
            Assert.Equal(Enumerable.Range(1, g.Count()).Select(n => (long)n), g.Select(m => m.Sequence))
        );

    /// <summary>
    /// At least once: after a relay that ended before its confirms, the next one sends again, under the same ids.
    /// </summary>
    static async Task ArrivedAsync(Tap tap, int events)
    {
        await Eventually.Of(
            () => Task.FromResult(tap.Messages.DistinctBy(m => m.EventId).Count()),
            n => n == events,
            $"{events} events"
        );
        AssertInOrderWithoutGaps(tap.Messages.DistinctBy(m => m.EventId));
    }

    [Fact]
    public async Task Events_of_an_aggregate_are_sent_in_the_order_of_their_commits()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        var tap = await Tap.OnAsync(place, "toys.thing");
        var ids = Enumerable.Range(0, 10).Select(_ => Guid.CreateVersion7()).ToArray();
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async _ =>
                {
                    for (var i = 0; i < 15; i++)
                        await Publish(service, ids.Select(id => (id, "x")).Order());
                })
        );
        await Arrived(tap, 600);
        AssertInOrderWithoutGaps(tap.Messages);
        Assert.Equal(600, tap.Messages.DistinctBy(m => m.EventId).Count());
    }

    [Fact]
    public async Task A_row_that_commits_late_is_still_sent()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        var tap = await Tap.OnAsync(place, "toys.thing");
        var (late, early) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using var open = await service.SystemSession();
        await open.Execute(
            """
            select platform.publish(
                array[@event], array['toys.thing'], array['ServiceDefaults.Tests.Toys.ThingNamed'],
                array[0::smallint], array[@late], array['{}'], array[null::text], now()
            )
            """,
            new { @event = Guid.CreateVersion7(), late },
            default
        );
        await Publish(service, (early, "1"));
        await Arrived(tap, 1);
        await open.Commit(default);
        await Arrived(tap, 2);
        Assert.Equal([early, late], tap.Messages.Select(m => m.Aggregate));
    }

    [Fact]
    public async Task A_transaction_that_rolls_back_publishes_nothing_and_leaves_no_gap()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        var tap = await Tap.OnAsync(place, "toys.thing");
        var id = Guid.CreateVersion7();
        await Publish(service, (id, "before"));
        await using (var session = await service.SystemSession())
        {
            session.Publish(new ThingNamed(id, "never"));
            await session.Flush(default);
            await session.Rollback();
        }
        (
            await (await service.Holder(ToyService.Keeper, "a")).Post(
                "/toys/v1/things",
                new
                {
                    name = "never",
                    scopeKey = "a1",
                    behaviour = "fail",
                }
            )
        ).Refused(409, "TOY-0001");
        await Publish(service, (id, "after"));
        await Arrived(tap, 2);
        Assert.Equal(["before", "after"], tap.Messages.Select(m => m.Body.GetProperty("name").GetString()!));
        AssertInOrderWithoutGaps(tap.Messages);
        Assert.Equal(0, await service.Database.Find<long>("select count(*) from things where name = 'never'"));
    }

    [Fact]
    public async Task While_the_broker_is_unreachable_writes_continue_and_the_backlog_is_sent_in_order()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync(linked: true);
        var tap = await Tap.OnAsync(place, "toys.thing");
        var keeper = await service.Holder(ToyService.Keeper, "a");
        place.Link.Cut();
        var ids = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToArray();
        for (var i = 0; i < 20; i++)
            await Publish(service, ids.Select(id => (id, $"{i}")));
        (await keeper.Post("/toys/v1/things", new { name = "written meanwhile", scopeKey = "a1" })).Expect(201);
        await Eventually.Of(
            () => service.AsNobody().Get("/health/ready"),
            a => a.Body.GetProperty("status").GetString() == "degraded",
            "degraded"
        );
        (await service.AsNobody().Get("/health/ready")).Expect(200);
        Assert.Empty(tap.Messages);

        place.Link.Mend();
        await Arrived(tap, 101);
        AssertInOrderWithoutGaps(tap.Messages);
        await service.OutboxEmpty();
        await Eventually.Of(
            () => service.AsNobody().Get("/health/ready"),
            a => a.Body.GetProperty("status").GetString() == "ready",
            "ready again"
        );
    }

    [Fact]
    public async Task A_relay_that_dies_between_publish_and_confirm_sends_again_and_followers_drop_the_repetition()
    {
        await using var place = await Place.CreateAsync();
        var watcher = await place.StartAsync(ToyService.Watcher);
        var service = await place.StartAsync(linked: true);
        var tap = await Tap.OnAsync(place, "toys.thing");
        await Publish(service, (Guid.CreateVersion7(), "0"));
        await Arrived(tap, 1);
        await service.OutboxEmpty();

        place.Link.LoseReplies();
        var ids = Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7()).ToArray();
        await Publish(service, ids.Select((id, i) => (id, $"{i}")));
        await Arrived(tap, 21);
        Assert.Equal(20, await service.Database.Find<long>("select count(*) from platform.outbox"));
        place.Link.Cut();
        place.Link.Mend();
        await service.OutboxEmpty();

        await Eventually.Of(
            () => Task.FromResult(tap.Messages.GroupBy(m => m.EventId).Count(g => g.Count() > 1)),
            n => n == 20,
            "all sent twice"
        );
        await Publish(service, ids.Select(id => (id, "100")));
        await Eventually.True(
            async () => await watcher.Database.Find<long>("select count(*) from effects where number = 100") == 20,
            "the next ones applied"
        );
        Assert.Equal(
            ids.Length * 2,
            await watcher.Database.Find<long>(
                "select count(*) from effects where aggregate_id = any (@ids)",
                new { ids }
            )
        );
    }

    [Fact]
    public async Task Of_two_relays_one_sends_and_the_other_continues_where_it_ended()
    {
        await using var place = await Place.CreateAsync();
        var first = await place.StartAsync();
        var second = await TestService.StartAsync(ToyService.Setup, first.Database, place.Broker.Address);
        var tap = await Tap.OnAsync(place, "toys.thing");
        var ids = Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7()).ToArray();
        for (var i = 0; i < 20; i++)
            await Publish(i % 2 == 0 ? first : second, ids.Select(id => (id, $"{i}")));
        await ArrivedAsync(tap, 400);

        // One of the two relays is stopped.
        await second.DisposeAsync();
        for (var i = 0; i < 5; i++)
            await Publish(first, ids.Select(id => (id, $"{i}")));
        await ArrivedAsync(tap, 500);
    }

    [Fact]
    public async Task A_leading_relay_that_is_stopped_hands_over()
    {
        await using var place = await Place.CreateAsync();
        var leader = await TestService.StartAsync(ToyService.Setup, await place.DatabaseAsync(), place.Broker.Address);
        var follower = await place.StartAsync(database: leader.Database);
        var tap = await Tap.OnAsync(place, "toys.thing");
        await leader.DisposeAsync();
        await Publish(follower, (Guid.CreateVersion7(), "1"));
        await Arrived(tap, 1);
    }

    [Fact]
    public async Task A_row_that_the_broker_refuses_is_parked_and_only_its_aggregate_waits_for_a_replay_or_discard()
    {
        await using var place = await Place.CreateAsync();
        var channel = await (await place.ConnectAsync()).CreateChannelAsync();
        // The relay declares a fanout exchange of this name and is refused.
        await channel.ExchangeDeclareAsync("toys.odd", ExchangeType.Direct, durable: true);
        var service = await place.StartAsync();
        var tap = await Tap.OnAsync(place, "toys.thing");
        var keeper = await service.Holder(ToyService.Keeper, "a");
        var held = new List<Guid>();
        for (var i = 0; i < 2; i++)
            held.Add(await PublishOdd(service));
        var free = (await keeper.Post("/toys/v1/things", new { name = "free", scopeKey = "a1" })).Expect(201).Id;

        await Arrived(tap, 1);
        await Eventually.True(
            async () => await service.Database.Find<long>("select count(*) from platform.parked_out") == 2,
            "both parked"
        );
        var later = (await keeper.Post("/toys/v1/things", new { name = "later", scopeKey = "a1" })).Expect(201).Id;
        await Publish(service, (held[0], "even later"));
        await Arrived(tap, 2);
        Assert.Equal([free, later], tap.Messages.Select(m => m.Aggregate));

        await channel.ExchangeDeleteAsync("toys.odd");
        var parked = await service.Database.Query<Guid>(
            "select e.id from platform.events e where type like '%ThingOdd' order by position"
        );
        await using (var session = await service.SystemSession())
        {
            await Parked.ReplayAsync(session, [parked[0].ToString()], service.Services, default);
            await Parked.DiscardAsync(session, [parked[1].ToString()], service.Services, default);
            await session.Commit(default);
        }
        await service.OutboxEmpty();
        await Arrived(tap, 5);
        Assert.Equal([held[0], held[0], held[1]], tap.Messages.Skip(2).Select(m => m.Aggregate).OrderBy(held.IndexOf));
        Assert.Equal(0, await service.Database.Find<long>("select count(*) from platform.parked_out"));
    }

    [Fact]
    public void Only_a_refused_row_is_parked_and_a_broker_without_an_answer_counts_as_lost()
    {
        static OperationInterruptedException Closed(ushort code) =>
            new(new ShutdownEventArgs(ShutdownInitiator.Peer, code, "test"));
        foreach (
            var refusal in new Exception[]
            {
                new PublishException(1, isReturn: false),
                new ArgumentOutOfRangeException("row"),
                Closed(403),
                Closed(404),
                Closed(406),
                new AlreadyClosedException(Closed(406).ShutdownReason!),
            }
        )
            Assert.True(Relay.IsRefusal(refusal), refusal.GetType().Name);
        foreach (
            var silence in new Exception[]
            {
                new TimeoutException(),
                new IOException(),
                new TaskCanceledException(),
                Closed(320),
                Closed(541),
                new AlreadyClosedException(Closed(320).ShutdownReason!),
            }
        )
            Assert.False(Relay.IsRefusal(silence), silence.GetType().Name);
    }

    [Fact]
    public async Task The_trace_connects_the_request_and_the_effect_in_another_service()
    {
        await using var place = await Place.CreateAsync();
        var watcher = await place.StartAsync(ToyService.Watcher);
        var service = await place.StartAsync();
        var keeper = await service.Holder(ToyService.Keeper, "a");
        using var tap = new Activity("tap").Start();
        var id = (await keeper.Post("/toys/v1/things", new { name = "7", scopeKey = "a1" })).Expect(201).Id;
        var trace = await Eventually.Of(
            () => watcher.Database.Find<string>("select trace from effects where aggregate_id = @id", new { id }),
            t => t is not null,
            "applied"
        );
        Assert.Equal(tap.TraceId.ToString(), trace);
        Assert.StartsWith(
            $"00-{tap.TraceId}-",
            await service.Database.Find<string>(
                "select traceparent from platform.events where aggregate_id = @id",
                new { id }
            ),
            StringComparison.Ordinal
        );
        Assert.Equal(
            tap.TraceId.ToString(),
            await service.Database.Find<string>(
                "select trace_id from platform.audit where @id = any (subjects)",
                new { id }
            )
        );
    }

    [Fact]
    public async Task A_message_is_an_envelope_that_any_MassTransit_consumer_reads()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        var connection = await place.ConnectAsync();
        var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync("toys.thing", ExchangeType.Fanout, durable: true);
        await channel.QueueDeclareAsync("plain", durable: false, exclusive: false, autoDelete: true);
        await channel.QueueBindAsync("plain", "toys.thing", "");
        await Publish(service, (Guid.CreateVersion7(), "名"));
        var got = await Eventually.Of(
            () => channel.BasicGetAsync("plain", autoAck: true),
            g => g is not null,
            "message"
        );
        var envelope = System.Text.Json.JsonDocument.Parse(got!.Body).RootElement;
        Assert.Equal("application/vnd.masstransit+json", got.BasicProperties.ContentType);
        Assert.Equal(
            "urn:message:ServiceDefaults.Tests.Toys:ThingNamed",
            envelope.GetProperty("messageType")[0].GetString()
        );
        Assert.Equal("名", envelope.GetProperty("message").GetProperty("name").GetString());
        Assert.True(got.BasicProperties.Persistent);
        Assert.Equal(Lane.Events, service.Services.GetRequiredService<EventSubscriptions>().Streams["other.toy"]);
    }
}
