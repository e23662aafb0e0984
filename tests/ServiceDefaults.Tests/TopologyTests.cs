using ServiceDefaults.Messaging;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>
/// Every follower gets every event, whatever the broker has lost; a message that reaches no queue counts as not sent.
/// </summary>
public sealed class TopologyTests
{
    readonly Guid[] _ids = [.. Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7())];

    /// <summary>The watcher requests the history as every new follower does, and is recorded as a follower.</summary>
    static ServiceSetup NewWatcher => ToyService.Watcher with { Loaded = false };
    static ServiceSetup NewNotes => Operator.Notes with { Loaded = false };

    static async Task Publish(TestService service, params IEnumerable<(Guid Id, string Name)> things)
    {
        await using var session = await service.SystemSession();
        foreach (var (id, name) in things)
            session.Publish(new ThingNamed(id, name));
        await session.Commit(default);
    }

    static Task Known(TestService publisher, int followers) =>
        Eventually.True(
            async () =>
                await publisher.Database.Find<long>(
                    "select count(*) from platform.followers where stream = 'toys.thing'"
                ) == followers,
            "the followers are known"
        );

    static Task<long> Effects(TestDatabase database, Guid[] of) =>
        database.Find<long>("select count(*) from effects where aggregate_id = any (@of)", new { of });

    static Task<long> Notes(TestDatabase database, Guid[] of) =>
        database.Find<long>("select count(*) from notes where id = any (@of)", new { of });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_first_relay_on_an_empty_broker_loses_no_event_of_any_follower(bool closes)
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        var (seeing, noting) = (await place.StartAsync(NewWatcher), await place.StartAsync(NewNotes));
        await Known(service, 2);
        await Publish(service, (_ids[0], "0"));
        await service.OutboxEmpty();
        await seeing.App.StopAsync();
        await noting.App.StopAsync();

        await (closes ? place.Broker.EmptyAsync() : place.Broker.DeleteAllAsync());
        await Publish(service, _ids.Select((id, i) => (id, $"{i + 1}")));
        await service.OutboxEmpty();

        await place.StartAsync(NewNotes, noting.Database);
        await Eventually.True(async () => await Notes(noting.Database, _ids) == 20, "the one has all");
        await place.StartAsync(NewWatcher, seeing.Database);
        await Eventually.True(async () => await Effects(seeing.Database, _ids) == 21, "the other has all, each once");
        Assert.Equal(0, await service.Database.Find<long>("select count(*) from platform.parked_out"));
    }

    [Fact]
    public async Task Unread_messages_of_a_broker_that_restarts_empty_are_sent_again()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        var seeing = await place.StartAsync(NewWatcher);
        await Known(service, 1);
        await seeing.App.StopAsync();
        await Publish(service, _ids.Select((id, i) => (id, $"{i}")));
        await service.OutboxEmpty();

        await place.Broker.EmptyAsync();
        await Eventually.True(
            () =>
                Task.FromResult(
                    service.Log.Any(l => l.Contains("has lost the messages of Events", StringComparison.Ordinal))
                ),
            "it says so"
        );
        await place.StartAsync(NewWatcher, seeing.Database);
        await Eventually.True(async () => await Effects(seeing.Database, _ids) == 20, "applied");
    }

    [Fact]
    public async Task A_returned_message_is_sent_once_the_queue_exists_again()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        var seeing = await place.StartAsync(NewWatcher);
        await Known(service, 1);
        await Publish(service, (_ids[0], "0"));
        await Eventually.True(async () => await Effects(seeing.Database, _ids) == 1, "the first is applied");
        await seeing.App.StopAsync();
        await place.Broker.DeleteAsync("watchers");

        await Publish(service, _ids.Select(id => (id, "1")));
        await service.OutboxEmpty();
        await place.StartAsync(NewWatcher, seeing.Database);
        await Eventually.True(async () => await Effects(seeing.Database, _ids) == 21, "applied");
    }

    [Fact]
    public async Task Events_that_would_miss_a_follower_wait_in_order_and_other_streams_do_not_and_health_is_degraded()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        // No user may declare a queue with such a name.
        await service.Database.Execute("insert into platform.followers values ('toys.odd', 'amq.nobody')");
        await place.Broker.EmptyAsync();
        var tap = await Tap.OnAsync(place, "toys.thing");
        var odd = Guid.CreateVersion7();
        for (var i = 0; i < 3; i++)
        {
            await using var session = await service.SystemSession();
            session.Publish(new ThingOdd(odd));
            await session.Commit(default);
            await Publish(service, (_ids[i], $"{i}"));
        }
        await Eventually.True(() => Task.FromResult(tap.Messages.Count == 3), "the others are sent");
        await Eventually.True(
            async () => await service.Database.Find<long>("select count(*) from platform.outbox") == 3,
            "the three wait"
        );
        await Eventually.True(
            async () =>
                (await service.AsNobody().Get("/health/ready")).Expect(200).Body is var body
                && body.GetProperty("status").GetString() == "degraded"
                && body.GetProperty("checks")
                    .GetProperty("broker")
                    .GetString()!
                    .Contains("toys.odd", StringComparison.Ordinal),
            "health names the stream"
        );
        Assert.Equal(0, await service.Database.Find<long>("select count(*) from platform.parked_out"));

        var odds = await Tap.OnAsync(place, "toys.odd");
        await service.Database.Execute("delete from platform.followers");
        await service.OutboxEmpty();
        await Eventually.True(() => Task.FromResult(odds.Messages.Count == 3), "sent");
        Assert.Equal([1L, 2, 3], odds.Messages.Select(m => m.Sequence));
        await Eventually.True(
            async () =>
                (await service.AsNobody().Get("/health/ready")).Body.GetProperty("status").GetString() == "ready",
            "ready again"
        );
    }

    [Fact]
    public async Task An_event_of_a_stream_without_followers_leaves_the_outbox()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        await Publish(service, (_ids[0], "unheard"));
        await service.OutboxEmpty();
        Assert.Equal(0, await service.Database.Find<long>("select count(*) from platform.followers"));
        // A later follower requests the history.
        var seeing = await place.StartAsync(NewWatcher);
        await Eventually.True(async () => await Effects(seeing.Database, _ids) == 1, "applied");
    }

    [Fact]
    public async Task A_follower_that_no_longer_exists_is_removed_by_an_operator()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        await service.Database.Execute(
            "insert into platform.followers values ('toys.thing', 'gone'), ('toys.odd', 'gone'), ('toys.thing', 'here')"
        );
        await using (var session = await service.SystemSession())
        {
            await Routing.ForgetAsync(session, ["gone"], service.Services, default);
            await session.Commit(default);
        }
        Assert.Equal(["here"], await service.Database.Query<string>("select queue from platform.followers"));
    }
}
