using Contracts.Organizations.V1;
using Contracts.Platform.V1;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>
/// The owner keeps every event; a new follower, or one that lost events or rebuilds, gets them again.
/// </summary>
public sealed class RepublishTests
{
    static readonly ServiceSetup Projector = ToyService.Watcher with
    {
        Subscriptions = new EventSubscriptions("watchers", typeof(ToyService).Assembly)
            .On<ThingNamed>(
                async (received, session, ct) =>
                    await session.Execute(
                        """
                        insert into notes (id, body)
                        values (@ThingId, @Name)
                        on conflict (id)
                            do update set body = notes.body || ',' || excluded.body
                        """,
                        received.Event,
                        ct
                    )
            )
            .Rebuilds<ThingNamed>("notes"),
    };

    static async Task Publish(TestService service, Guid id, params string[] names)
    {
        await using var session = await service.SystemSession();
        foreach (var name in names)
            session.Publish(new ThingNamed(id, name));
        await session.Commit(default);
    }

    static Task<string?> Note(TestService service, Guid id) =>
        service.Database.Find<string>("select body from notes where id = @id", new { id });

    [Fact]
    public async Task A_new_subscriber_starts_with_the_history_and_continues_with_new_events()
    {
        await using var place = await Place.CreateAsync();
        var owner = await place.StartAsync();
        var ids = Enumerable.Range(0, 30).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var id in ids)
            await Publish(owner, id, "a", "b");
        await owner.OutboxEmpty();

        var late = await place.StartAsync(Projector with { Loaded = false });
        await Publish(owner, ids[0], "c");
        await Eventually.True(
            async () =>
                await late.Database.Find<bool>(
                    "select loaded_at is not null from platform.subscriptions where stream = 'toys.thing'"
                ),
            "loaded"
        );
        await Eventually.Of(() => Note(late, ids[0]), n => n == "a,b,c", "history and the new one");
        await Eventually.True(
            async () => await late.Database.Find<long>("select count(*) from notes where body = 'a,b'") == 29,
            "history of all"
        );
    }

    [Fact]
    public async Task A_service_is_ready_only_when_its_grants_have_been_loaded_once()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync(ToyService.Setup with { Loaded = false });
        var answer = (await service.AsNobody().Get("/health/ready")).Expect(503);
        Assert.Equal("loading", answer["checks"].GetProperty("grants").GetString());
        (await service.AsNobody().Get("/health/startup")).Expect(200);

        await Eventually.True(
            async () =>
                await service.Database.Find<long>(
                    "select count(request_id) from platform.subscriptions where stream like 'organizations.%'"
                ) >= 3,
            "asked for"
        );
        foreach (var stream in new[] { "organizations.appointment", "organizations.coverage" })
        {
            var request = await service.Database.Find<Guid>(
                "select request_id from platform.subscriptions where stream = @stream",
                new { stream }
            );
            await service.Deliver(
                new RepublishCompleted(request, stream, "toys.grants", 0) { CompletionId = Guid.CreateVersion7() }
            );
        }
        (await service.AsNobody().Get("/health/ready")).Expect(200);
    }

    [Fact]
    public async Task A_history_that_arrives_slowly_is_requested_again_at_growing_intervals_and_counts_as_loaded()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync(ToyService.Setup with { Loaded = false });
        Task<(Guid First, Guid Last, int Repeats)> Asked() =>
            service.Database.Find<(Guid, Guid, int)>(
                "select first_request_id, request_id, repeats from platform.subscriptions where stream = 'other.note'"
            );
        await Eventually.Of(Asked, a => a.First != default, "asked for");
        foreach (var (after, repeats) in new[] { (11, 1), (21, 2) })
        {
            service.Clock.Move(TimeSpan.FromSeconds(after));
            await Eventually.Of(Asked, a => a.Repeats == repeats, "asked for again");
        }
        var asked = await Asked();
        Assert.NotEqual(asked.First, asked.Last);
        await service.Deliver(
            new RepublishCompleted(asked.First, "other.note", "toys", 0) { CompletionId = Guid.CreateVersion7() }
        );
        Assert.True(
            await service.Database.Find<bool>(
                "select loaded_at >= requested_at from platform.subscriptions where stream = 'other.note'"
            )
        );
    }

    [Fact]
    public async Task A_rebuild_whose_request_was_lost_is_requested_again()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        await using (var session = await service.SystemSession())
        {
            await Parked.RebuildAsync(
                "other.note",
                session,
                service.Services.GetRequiredService<EventSubscriptions>(),
                TextWriter.Null,
                default
            );
            await session.Commit(default);
        }
        service.Clock.Move(TimeSpan.FromSeconds(11));
        await Eventually.True(
            async () =>
                await service.Database.Find<long>(
                    "select count(*) from platform.subscriptions where stream = 'other.note' and repeats = 1"
                ) == 1,
            "asked for again"
        );
    }

    [Fact]
    public async Task A_projection_that_is_rebuilt_ends_as_it_was()
    {
        await using var place = await Place.CreateAsync();
        var owner = await place.StartAsync();
        var projector = await place.StartAsync(Projector);
        var id = Guid.CreateVersion7();
        await Publish(owner, id, "a", "b", "c");
        await Eventually.Of(() => Note(projector, id), n => n == "a,b,c", "projected");

        await projector.Database.Execute("update notes set body = 'damaged'");
        await using (var session = await projector.SystemSession())
        {
            await Parked.RebuildAsync(session, ["toys.thing"], projector.Services, default);
            await session.Commit(default);
        }
        await Eventually.Of(() => Note(projector, id), n => n == "a,b,c", "rebuilt");
        await Publish(owner, id, "d");
        await Eventually.Of(() => Note(projector, id), n => n == "a,b,c,d", "goes on");
    }

    [Fact]
    public async Task A_projection_that_is_rebuilt_while_events_arrive_misses_none_and_doubles_none()
    {
        await using var place = await Place.CreateAsync();
        var owner = await place.StartAsync();
        var projector = await place.StartAsync(Projector);
        var ids = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToArray();
        var publishing = Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++)
                foreach (var id in ids)
                    await Publish(owner, id, $"{i}");
        });
        for (var rebuilds = 0; rebuilds < 4 || !publishing.IsCompleted; rebuilds++)
        {
            await using var session = await projector.SystemSession();
            await Parked.RebuildAsync(session, ["toys.thing"], projector.Services, default);
            await session.Commit(default);
            await Task.Delay(50);
        }
        await publishing;
        var whole = string.Join(',', Enumerable.Range(0, 60));
        foreach (var id in ids)
            await Eventually.Of(() => Note(projector, id), n => n == whole, "whole");
        Assert.Equal(0, await projector.Database.Find<long>("select count(*) from platform.waiting"));
    }

    [Fact]
    public async Task Grants_that_are_republished_end_as_they_were()
    {
        await using var place = await Place.CreateAsync();
        var owner = await place.StartAsync(
            new ServiceSetup(new EventSubscriptions("organizations", typeof(ToyService).Assembly), _ => { })
        );
        var service = await place.StartAsync();
        var (holds, ended, now) = (Guid.CreateVersion7(), Guid.CreateVersion7(), service.Clock.GetUtcNow());
        await using (var session = await owner.SystemSession())
        {
            foreach (var subject in new[] { holds, ended })
                session.Publish(
                    new AppointmentStarted(subject, subject, ToyService.Keeper, "a", null, now.AddDays(-2))
                );
            session.Publish(new AppointmentEnded(ended, ended, now.AddDays(-1)));
            await session.Commit(default);
        }
        Task<int> Allowed(Guid subject) =>
            service.As(subject).Get("/toys/v1/staff").ContinueWith(a => a.Result.Status, TaskScheduler.Default);
        await Eventually.True(async () => await Allowed(holds) == 200, "granted");
        await Eventually.True(async () => await Allowed(ended) == 403, "ended");

        await service.Database.Execute(
            "update platform.grants set valid_to = case when subject_id = @ended then null else now() end",
            new { ended }
        );
        await using (var session = await service.SystemSession())
        {
            await Parked.RebuildAsync(session, ["organizations.appointment"], service.Services, default);
            await session.Commit(default);
        }
        await Eventually.True(async () => await Allowed(holds) == 200, "granted again");
        await Eventually.True(async () => await Allowed(ended) == 403, "ended again");
    }

    [Fact]
    public async Task A_stream_with_effects_that_must_not_happen_twice_cannot_be_rebuilt()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        await using var session = await service.SystemSession();
        await Assert.ThrowsAsync<Data.StartupException>(() =>
            Parked.RebuildAsync(session, ["other.toy"], service.Services, default)
        );
    }

    [Fact]
    public async Task A_lost_message_is_requested_when_a_later_one_has_waited_too_long()
    {
        await using var place = await Place.CreateAsync();
        var owner = await place.StartAsync();
        var projector = await place.StartAsync(Projector);
        var channel = await (await place.ConnectAsync()).CreateChannelAsync();
        var id = Guid.CreateVersion7();
        await Publish(owner, id, "a");
        await Eventually.Of(() => Note(projector, id), n => n == "a", "first applied");

        await channel.ExchangeUnbindAsync("watchers", "toys.thing", "");
        await Publish(owner, id, "lost");
        await owner.OutboxEmpty();
        await channel.ExchangeBindAsync("watchers", "toys.thing", "");
        await Publish(owner, id, "b");
        await Eventually.True(
            async () => await projector.Database.Find<long>("select count(*) from platform.waiting") == 1,
            "the later one waits"
        );
        Assert.Equal("a", await Note(projector, id));

        projector.Clock.Move(TimeSpan.FromMinutes(1));
        await Eventually.Of(() => Note(projector, id), n => n == "a,lost,b", "healed");
    }

    [Fact]
    public async Task An_owner_with_many_requests_gathered_while_it_could_not_send_sends_the_history_once()
    {
        await using var place = await Place.CreateAsync();
        var owner = await place.StartAsync(linked: true);
        var channel = await (await place.ConnectAsync()).CreateChannelAsync();
        await channel.QueueDeclareAsync("asker", durable: false, exclusive: false, autoDelete: false);
        place.Link.Cut();
        for (var i = 0; i < 5; i++)
            await Publish(owner, Guid.CreateVersion7(), "a", "b");
        for (var i = 0; i < 4; i++)
        {
            await using var session = await owner.SystemSession();
            await Republish.Serve(
                "toys",
                new(
                    new RepublishRequested(Guid.CreateVersion7(), "asker", ["toys.thing"]),
                    Guid.CreateVersion7(),
                    session.Now
                ),
                session,
                default
            );
            await session.Commit(default);
        }
        place.Link.Mend();
        await owner.OutboxEmpty();
        // Ten as history, and ten as every follower gets them.
        Assert.Equal(20u, await channel.MessageCountAsync("asker"));
        Assert.Equal(4, (await owner.Published<RepublishCompleted>()).Count);
    }

    [Fact]
    public async Task A_request_is_served_once_and_only_by_the_owner_of_the_stream()
    {
        await using var place = await Place.CreateAsync();
        var owner = await place.StartAsync();
        var id = Guid.CreateVersion7();
        await Publish(owner, id, "a", "b");
        await owner.OutboxEmpty();
        var channel = await (await place.ConnectAsync()).CreateChannelAsync();
        await channel.QueueDeclareAsync("asker", durable: false, exclusive: false, autoDelete: false);

        var request = new RepublishRequested(Guid.CreateVersion7(), "asker", ["toys.thing", "elsewhere.thing"]);
        await owner.Deliver(request);
        await owner.Others.SendAsync(request, Guid.CreateVersion7(), 1);
        await owner.Deliver(
            new RepublishRequested(Guid.CreateVersion7(), "asker", ["toys.thing"], [Guid.CreateVersion7()])
        );
        await owner.OutboxEmpty();
        Assert.Equal(2u, await channel.MessageCountAsync("asker"));
        var completed = Assert.Single(await owner.Published<RepublishCompleted>());
        Assert.Equal((request.RequestId, "toys.thing", 2), (completed.RequestId, completed.Stream, completed.Events));
        Assert.NotNull(owner.Services.GetRequiredService<EventSubscriptions>());
    }
}
