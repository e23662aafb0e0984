using System.Text.Json;
using Contracts.Organizations.V1;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>From the queue to the effect: in order, once, and a bad message delays only its aggregate.</summary>
public sealed class InboxTests(ToyFixture toys)
{
    readonly Guid _toy = Guid.CreateVersion7();

    TestService Service => toys.Service;

    Task<IReadOnlyList<int>> Effects(Guid? id = null) =>
        Service.Database.Query<int>(
            "select number from effects where aggregate_id = @id order by position",
            new { id = id ?? _toy }
        );

    Task<IReadOnlyList<long>> Waiting(bool parked) =>
        Service.Database.Query<long>(
            """
            select seq
            from platform.waiting
            where aggregate_id = @_toy and (parked_at is not null) = @parked
            order by seq
            """,
            new { _toy, parked }
        );

    Task<Sent> Count(int number, string? behaviour = null) =>
        Service.Others.PublishAsync(new ToyCounted(_toy, number, behaviour));

    Task Parked(Sent sent) =>
        Eventually.True(
            async () =>
                await Service.Database.Find<bool>(
                    "select exists (select from platform.waiting where event_id = @EventId and parked_at is not null)",
                    sent
                ),
            "parked"
        );

    async Task Operate(Func<Session, IReadOnlyList<string>, IServiceProvider, CancellationToken, Task> verb, Sent sent)
    {
        await using var session = await Service.SystemSession();
        await verb(session, [sent.EventId.ToString()], Service.Services, default);
        await session.Commit(default);
    }

    static Arrival Arrive(ToyCounted toy, long seq, Guid? id = null) =>
        new(
            id ?? Guid.CreateVersion7(),
            0,
            "other.toy",
            typeof(ToyCounted).FullName!,
            toy.ToyId,
            seq,
            JsonSerializer.Serialize(toy, Wire.Json),
            null,
            TimeProvider.System.GetUtcNow()
        );

    Task Receive(params Arrival[] batch) => Service.Services.GetRequiredService<Inbox>().ReceiveAsync(batch, default);

    [Fact]
    public async Task An_event_delivered_again_has_its_effect_once()
    {
        var first = await Service.AppliedAsync(await Count(1));
        for (var i = 0; i < 3; i++)
            await Service.Others.SendAsync(new ToyCounted(_toy, 1), first.EventId, 1);
        await Service.AppliedAsync(await Count(2));
        Assert.Equal([1, 2], await Effects());
    }

    [Fact]
    public async Task An_event_delivered_twice_in_one_batch_has_its_effect_once()
    {
        var id = Guid.CreateVersion7();
        await Receive(Arrive(new(_toy, 1), 1, id), Arrive(new(_toy, 1), 1, id), Arrive(new(_toy, 2), 2));
        Assert.Equal([1, 2], await Effects());
    }

    [Fact]
    public async Task An_event_that_arrives_early_waits_for_its_predecessors()
    {
        await Service.Others.SendAsync(new ToyCounted(_toy, 3), Guid.CreateVersion7(), 3);
        await Service.Others.SendAsync(new ToyCounted(_toy, 2), Guid.CreateVersion7(), 2);
        await Eventually.True(async () => (await Waiting(parked: false)).SequenceEqual([2, 3]), "both wait");
        Assert.Empty(await Effects());
        await Service.Others.SendAsync(new ToyCounted(_toy, 1), Guid.CreateVersion7(), 1);
        await Eventually.True(async () => (await Effects()).Count == 3, "applied");
        Assert.Equal([1, 2, 3], await Effects());
        Assert.Empty(await Waiting(parked: false));
    }

    [Property(MaxTest = 30)]
    public Property In_any_order_and_number_of_deliveries_each_event_has_its_effect_once_and_in_sequence()
    {
        // Deliveries by position among three aggregates of six events each, cut into batches.
        var deliveries = Gen.Zip(Gen.Choose(0, 17), Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true))));
        return Prop.ForAll(Arb.From(deliveries.ListOf().Resize(40)), list =>
            Deliver([.. list]).GetAwaiter().GetResult()
        );
    }

    async Task<bool> Deliver(IReadOnlyList<(int Which, bool Cut)> deliveries)
    {
        var events = Enumerable
            .Range(0, 18)
            .Select(i => (Toy: i / 6, Seq: i % 6 + 1, Id: Guid.CreateVersion7()))
            .ToArray();
        var toys = Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7()).ToArray();
        Arrival Of(int which) =>
            Arrive(new(toys[events[which].Toy], events[which].Seq), events[which].Seq, events[which].Id);
        List<Arrival> batch = [];
        foreach (var (which, cut) in deliveries)
        {
            batch.Add(Of(which));
            if (!cut)
                continue;
            await Receive([.. batch]);
            batch.Clear();
        }
        if (batch.Count > 0)
            await Receive([.. batch]);
        // The events without a gap from the first are applied.
        var came = deliveries.Select(d => d.Which).ToHashSet();
        for (var toy = 0; toy < 3; toy++)
            if (
                !(await Effects(toys[toy])).SequenceEqual(
                    Enumerable.Range(1, 6).TakeWhile(n => came.Contains(toy * 6 + n - 1))
                )
            )
                return false;
        // The rest arrives late, and in the end all events are applied.
        await Receive([.. Enumerable.Range(0, 18).Select(Of).Reverse()]);
        foreach (var toy in toys)
            if (!(await Effects(toy)).SequenceEqual(Enumerable.Range(1, 6)))
                return false;
        return await Service.Database.Find<long>(
                "select count(*) from platform.waiting where aggregate_id = any (@toys)",
                new { toys }
            ) == 0;
    }

    [Fact]
    public async Task A_failing_event_is_parked_without_effect_and_only_later_events_of_its_aggregate_wait()
    {
        await Count(1);
        var bad = await Count(2, "throw");
        await Count(3);
        var (other, after) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Service.Deliver(new ToyCounted(other, 10));
        await Parked(bad);
        await Service.Deliver(new ToyCounted(after, 11));
        await Count(4);
        await Eventually.True(async () => (await Waiting(parked: false)).SequenceEqual([3, 4]), "later ones wait");
        Assert.Equal([1], await Effects());
        Assert.Equal([2L], await Waiting(parked: true));
        Assert.Equal([10], await Effects(other));
        Assert.Equal([11], await Effects(after));
        Assert.StartsWith(
            "InvalidOperationException",
            await Service.Database.Find<string>("select error from platform.waiting where event_id = @EventId", bad),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_replayed_event_is_applied_with_the_events_that_waited_for_it()
    {
        var bad = await Count(1, "fail until fixed");
        await Count(2);
        await Parked(bad);
        await Eventually.True(async () => (await Waiting(parked: false)).Count == 1, "the next waits");
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Operate(ServiceDefaults.Messaging.Parked.ReplayAsync, bad)
        );
        Assert.Equal([1L], await Waiting(parked: true));

        await Service.Database.Execute("insert into notes (id, body) values (gen_random_uuid(), 'fixed')");
        await Operate(ServiceDefaults.Messaging.Parked.ReplayAsync, bad);
        Assert.Equal([1, 2], await Effects());
        await Service.Database.Execute("delete from notes where body = 'fixed'");
        await Service.AppliedAsync(await Count(3));
        Assert.Equal([1, 2, 3], await Effects());
    }

    [Fact]
    public async Task A_discarded_event_has_no_effect_and_the_events_that_waited_for_it_are_applied()
    {
        var bad = await Count(1, "throw");
        await Count(2);
        await Parked(bad);
        await Eventually.True(async () => (await Waiting(parked: false)).Count == 1, "the next waits");
        await Operate(ServiceDefaults.Messaging.Parked.DiscardAsync, bad);
        await Service.AppliedAsync(await Count(3));
        Assert.Equal([2, 3], await Effects());
        await Assert.ThrowsAsync<StartupException>(() => Operate(ServiceDefaults.Messaging.Parked.DiscardAsync, bad));
    }

    [Fact]
    public async Task Of_a_batch_with_one_bad_event_all_others_are_applied()
    {
        var toys = Enumerable.Range(0, 50).Select(_ => Guid.CreateVersion7()).ToArray();
        await Receive([.. toys.Select((id, i) => Arrive(new(id, i, i == 25 ? "throw" : null), 1))]);
        Assert.Equal(
            49,
            await Service.Database.Find<long>(
                "select count(*) from effects where aggregate_id = any (@toys)",
                new { toys }
            )
        );
        Assert.Equal(
            [toys[25]],
            await Service.Database.Query<Guid>(
                "select aggregate_id from platform.waiting where aggregate_id = any (@toys) and parked_at is not null",
                new { toys }
            )
        );
    }

    [Fact]
    public async Task An_effect_that_fails_only_at_the_commit_is_parked_as_well()
    {
        await Receive(Arrive(new(_toy, 1, "break sql"), 1), Arrive(new(_toy, 2), 2));
        Assert.Empty(await Effects());
        Assert.Equal([1L], await Waiting(parked: true));
        Assert.Equal([2L], await Waiting(parked: false));
    }

    [Fact]
    public async Task An_event_of_a_reaction_is_published_only_with_its_effect()
    {
        await Service.Deliver(new ToyCounted(_toy, 1, "publish"));
        Assert.Contains(await Service.Published<ThingNamed>(), e => e == new ThingNamed(_toy, "after 1"));
        Assert.Equal(
            1,
            await Service.Database.Find<long>(
                "select count(*) from platform.events where aggregate_id = @_toy",
                new { _toy }
            )
        );
    }

    [Fact]
    public async Task A_body_that_does_not_fit_the_contract_is_parked_with_the_place_and_not_the_content()
    {
        var sent = await Service.Others.SendAsync(
            new ToyCounted(_toy, 1),
            Guid.CreateVersion7(),
            1,
            """{"toyId":"not a secret"}"""
        );
        await Parked(sent);
        Assert.Equal(
            "JSON at $.toyId",
            await Service.Database.Find<string>("select error from platform.waiting where event_id = @EventId", sent)
        );
    }

    [Fact]
    public async Task A_member_the_reader_does_not_know_is_ignored()
    {
        var sent = await Service.Others.SendAsync(
            new ToyCounted(_toy, 1),
            Guid.CreateVersion7(),
            1,
            $$"""{"toyId":"{{_toy}}","number":5,"addedLater":{"x":[1] } }"""
        );
        await Service.AppliedAsync(sent);
        Assert.Equal([5], await Effects());
    }

    [Fact]
    public async Task A_message_that_is_no_event_is_parked_and_the_queue_continues()
    {
        await using var connection = await new ConnectionFactory { Uri = toys.Broker.Address }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var before = await Service.Database.Find<long>(
            "select count(*) from platform.waiting where parked_at is not null and type = 'unreadable'"
        );
        await channel.BasicPublishAsync("", "toys", "rubbish"u8.ToArray());
        foreach (
            var (name, value) in new (string, object?)[]
            {
                ("event-type", "with a \0 inside"),
                ("event-type", 7),
                ("stream", "\0"),
                ("aggregate", "nobody"),
                ("sequence", "first"),
                ("occurred-at", long.MaxValue),
                ("occurred-at", long.MinValue),
                ("sequence", null),
            }
        )
        {
            var headers = new Dictionary<string, object?>
            {
                ["event-type"] = "X.Y",
                ["stream"] = "other.toy",
                ["aggregate"] = _toy.ToString(),
                ["sequence"] = 1L,
                ["occurred-at"] = 0L,
                [name] = value,
            };
            await channel.BasicPublishAsync(
                "",
                "toys",
                mandatory: false,
                new BasicProperties { MessageId = Guid.NewGuid().ToString(), Headers = headers },
                """{"message":{}}"""u8.ToArray()
            );
        }
        await channel.BasicPublishAsync(
            "",
            "toys",
            mandatory: false,
            new BasicProperties { ContentType = "application/vnd.masstransit+json" },
            """{"message":{"x":1}}"""u8.ToArray()
        );
        await Service.Deliver(new ToyCounted(_toy, 1));
        await Eventually.True(
            async () =>
                await Service.Database.Find<long>(
                    "select count(*) from platform.waiting where parked_at is not null and type = 'unreadable'"
                )
                == before + 10,
            "all parked"
        );
        Assert.Equal([1], await Effects());
    }

    [Fact]
    public async Task A_sealed_field_opens_in_its_own_event_and_a_stolen_one_parks_the_event_that_carries_it()
    {
        Contracts.Sealed? word = null;
        await Service.Deliver(sealer => new ToyCounted(_toy, 1, Word: word = sealer.Seal("word", "悄悄话")));
        Assert.Equal(
            "悄悄话",
            await Service.Database.Find<string>("select body from notes where id = @_toy", new { _toy })
        );
        var stolen = await Count(2);
        await Service.AppliedAsync(stolen);
        await Parked(await Service.Others.PublishAsync(new ToyCounted(Guid.CreateVersion7(), 3, Word: word)));
    }

    [Fact]
    public async Task Grants_do_not_wait_behind_a_backlog_of_other_events()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        await using var gate = await service.Database.Admin.OpenConnectionAsync();
        await using var closed = await gate.BeginTransactionAsync();
        await using (var shut = new Npgsql.NpgsqlCommand("lock table effects in access exclusive mode", gate, closed))
            await shut.ExecuteNonQueryAsync();
        for (var i = 0; i < 50; i++)
            await service.Others.PublishAsync(new ToyCounted(_toy, i));

        var subject = Guid.CreateVersion7();
        await service.Deliver(
            new AppointmentStarted(
                Guid.CreateVersion7(),
                subject,
                ToyService.Keeper,
                "a",
                null,
                service.Clock.GetUtcNow().AddDays(-1)
            )
        );
        (await service.As(subject).Get("/toys/v1/staff")).Expect(200);
        await closed.RollbackAsync();
        await Eventually.True(
            async () => await service.Database.Find<long>("select count(*) from effects") == 50,
            "the backlog follows"
        );
    }

    [Fact]
    public async Task Events_of_different_aggregates_are_applied_in_the_order_of_the_queue()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        await service.Others.PublishAllAsync(
            Enumerable.Range(0, 3_000).Select(i => new ToyCounted(Guid.CreateVersion7(), i))
        );
        await Eventually.True(
            async () => await service.Database.Find<long>("select count(*) from effects") == 3_000,
            "applied"
        );
        Assert.Equal(
            Enumerable.Range(0, 3_000),
            await service.Database.Query<int>("select number from effects order by position")
        );
    }

    [Fact]
    public async Task Events_received_before_a_stop_are_applied_and_acknowledged_and_not_redelivered()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        await using var channel = await (await place.ConnectAsync()).CreateChannelAsync();
        await using var gate = await service.Database.Admin.OpenConnectionAsync();
        await using var closed = await gate.BeginTransactionAsync();
        await using (var shut = new Npgsql.NpgsqlCommand("lock table effects in access exclusive mode", gate, closed))
            await shut.ExecuteNonQueryAsync();
        await service.Others.PublishAllAsync(Enumerable.Range(0, 50).Select(i => new ToyCounted(_toy, i)));
        await Eventually.True(async () => await channel.MessageCountAsync("toys") == 0, "all are taken");
        var stopping = service.App.StopAsync();
        await Task.Delay(1_000);
        await closed.RollbackAsync();
        await stopping;
        Assert.Equal(
            Enumerable.Range(0, 50),
            await service.Database.Query<int>("select number from effects order by position")
        );
        Assert.Equal(0u, await channel.MessageCountAsync("toys"));
    }

    [Fact]
    public async Task A_service_stopped_during_a_backlog_loses_and_doubles_nothing()
    {
        await using var place = await Place.CreateAsync();
        var first = await place.StartAsync();
        var toys = Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7()).ToArray();
        Sent last = null!;
        for (var i = 0; i < 2_000; i++)
            last = await first.Others.PublishAsync(new ToyCounted(toys[i % 20], i / 20));
        await Eventually.True(async () => await first.Database.Find<long>("select count(*) from effects") > 0, "begun");
        var stopping = first.DisposeAsync();
        var second = await place.StartAsync(database: first.Database);
        await stopping;
        await second.AppliedAsync(last);
        foreach (var toy in toys)
            await Eventually.Of(
                () =>
                    second.Database.Query<int>(
                        "select number from effects where aggregate_id = @toy order by position",
                        new { toy }
                    ),
                n => n.SequenceEqual(Enumerable.Range(0, 100)),
                "all, in order, once"
            );
    }

    [Fact]
    public async Task A_connection_lost_during_a_backlog_loses_and_doubles_nothing()
    {
        await using var place = await Place.CreateAsync();
        var publisher = await place.StartAsync(ToyService.Watcher);
        var service = await place.StartAsync(linked: true);
        var toys = Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7()).ToArray();
        await publisher.Others.PublishAllAsync(
            Enumerable.Range(0, 4_000).Select(i => new ToyCounted(toys[i % 20], i / 20))
        );
        await Eventually.True(
            async () => await service.Database.Find<long>("select count(*) from effects") > 0,
            "begun"
        );
        place.Link.Cut();
        place.Link.Mend();
        await Eventually.True(
            async () => await service.Database.Find<long>("select count(*) from effects") >= 4_000,
            "applied"
        );
        foreach (var toy in toys)
            Assert.Equal(
                Enumerable.Range(0, 200),
                await service.Database.Query<int>(
                    "select number from effects where aggregate_id = @toy order by position",
                    new { toy }
                )
            );
    }

    [Fact]
    public async Task While_the_database_is_unreachable_messages_wait_and_nothing_is_lost_or_doubled()
    {
        await using var place = await Place.CreateAsync();
        var database = await place.DatabaseAsync();
        var settings = new Npgsql.NpgsqlConnectionStringBuilder(database.AppText);
        await using var link = new Link(settings.Host!, settings.Port);
        (settings.Host, settings.Port) = ("127.0.0.1", link.Port);
        var service = await place.StartAsync(
            ToyService.Setup with
            {
                Settings = new Dictionary<string, string?> { ["ConnectionStrings:App"] = settings.ConnectionString },
            },
            database
        );
        await service.Deliver(new ToyCounted(_toy, 1));

        link.Cut();
        var ready = await Eventually.Of(
            () => service.AsNobody().Get("/health/ready"),
            a => a.Status == 503,
            "not ready"
        );
        Assert.Equal("away", ready["checks"].GetProperty("database").GetString());
        (await service.AsNobody().Get("/toys/v1/open")).Refused(503, "PLT-0018");
        (await service.AsNobody().Get("/health/live")).Expect(200);
        Sent last = null!;
        for (var i = 2; i <= 20; i++)
            last = await service.Others.PublishAsync(new ToyCounted(_toy, i));
        link.Mend();
        await service.AppliedAsync(last);
        Assert.Equal(
            Enumerable.Range(1, 20),
            await database.Query<int>("select number from effects order by position")
        );
    }
}
