using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;
using ServiceDefaults.Messaging.Reconcile;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests.Messaging.Reconcile;

/// <summary>
/// Databases restored to different moments: afterwards the receivers have applied the publisher's events, each once.
/// </summary>
public sealed class ReconcileTests : IAsyncLifetime
{
    readonly Guid[] _ids = [.. Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7())];
    Place _place = null!;
    TestService _owner = null!,
        _effects = null!,
        _notes = null!;

    public async ValueTask InitializeAsync()
    {
        _place = await Place.CreateAsync();
        (_owner, _effects, _notes) = (
            await _place.StartAsync(),
            await _place.StartAsync(ToyService.Watcher),
            await _place.StartAsync(Operator.Notes)
        );
        await PublishAsync(1, 2);
        await AppliedAsync("1,2");
    }

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    async Task PublishAsync(params int[] numbers)
    {
        foreach (var id in _ids)
        {
            await using var session = await _owner.SystemSession();
            foreach (var number in numbers)
                session.Publish(new ThingNamed(id, $"{number}"));
            await session.Commit(default);
        }
    }

    static async Task<string> HasAsync(TestService service, Guid id) =>
        await service.Database.Find<string>(
            "select string_agg(number::text, ',' order by position) from effects where aggregate_id = @id",
            new { id }
        )
        ?? await service.Database.Find<string>("select body from notes where id = @id", new { id })
        ?? "";

    /// <summary>Every service has the published events, in that order.</summary>
    async Task AppliedAsync(string numbers, params TestService[] services)
    {
        foreach (var service in services.Length == 0 ? [_effects, _notes] : services)
        foreach (var id in _ids)
            await Eventually.Of(() => HasAsync(service, id), has => has == numbers, $"{numbers} of {id}");
    }

    Task<(int Code, string Said)> ReconcileAsync(
        TestService receiver,
        bool repair = false,
        Func<Task>? meanwhile = null
    ) => Operator.ReconcileAsync(_owner, receiver, repair, meanwhile);

    static string Figures(string said) => Operator.Figures(said);

    /// <summary>Stops a service, lets its database be changed, and starts it again.</summary>
    async Task<TestService> StoppedAsync(TestService service, ServiceSetup setup, Func<TestDatabase, Task> change)
    {
        await service.OutboxEmpty();
        await service.DisposeAsync();
        await change(service.Database);
        return await _place.StartAsync(setup, service.Database, clock: service.Clock);
    }

    async Task<(TestService Service, string Copy)> KeptAsync(TestService service, ServiceSetup setup)
    {
        var copy = "";
        return (await StoppedAsync(service, setup, async database => copy = await database.KeepAsync()), copy);
    }

    /// <summary>
    /// In a cluster the steps run one after the other in containers without a shell, with a shared folder.
    /// </summary>
    [Fact]
    public async Task Steps_without_a_shell_exchange_files()
    {
        var folder = Directory.CreateTempSubdirectory("reconcile-");
        string marks = Path.Combine(folder.FullName, "marks"),
            digests = Path.Combine(folder.FullName, "digests"),
            said = Path.Combine(folder.FullName, "said");
        async Task<int> Run(TestService service, params string[] args)
        {
            await using var session = await service.SystemSession();
            return (await Reconciler.RunAsync(session, args, service.Services, default)).Value;
        }
        foreach (var service in new[] { _owner, _effects, _notes })
            Assert.Equal(0, await Run(service, "mark", "--to", marks));
        Assert.Equal(3, (await File.ReadAllLinesAsync(marks)).Length);
        await Run(_owner, "digest", "--from", marks, "--to", digests);
        foreach (var receiver in new[] { _effects, _notes })
            Assert.Equal(0, await Run(receiver, "compare", "--from", digests, "--to", said));
        Assert.Equal("0 0 0 0 0 0", Figures(await File.ReadAllTextAsync(said)));
        await Assert.ThrowsAsync<StartupException>(() => Run(_effects, "compare", "--from", said + "-none"));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Without_a_difference_nothing_is_changed()
    {
        var before = await _effects.Database.Find<string>(
            """
            select string_agg(i::text, ' ' order by event_id) || (
                select string_agg(s::text, ' ' order by aggregate_id) from platform.streams s
            )
            from platform.inbox i
            """
        );
        foreach (var service in new[] { _effects, _notes })
        {
            var (code, said) = await ReconcileAsync(service, repair: true);
            Assert.Equal(0, code);
            Assert.Equal("0 0 0 0 0 0", Figures(said));
        }
        Assert.Equal(
            before,
            await _effects.Database.Find<string>(
                """
                select string_agg(i::text, ' ' order by event_id) || (
                    select string_agg(s::text, ' ' order by aggregate_id) from platform.streams s
                )
                from platform.inbox i
                """
            )
        );
        Assert.Empty(await _effects.Published<Contracts.Platform.V1.RepublishRequested>());
    }

    [Fact]
    public async Task A_receiver_restored_to_an_earlier_moment_gets_its_missing_events_once()
    {
        (_effects, var copy) = await KeptAsync(_effects, ToyService.Watcher);
        await PublishAsync(3, 4);
        await AppliedAsync("1,2,3,4");
        _effects = await StoppedAsync(_effects, ToyService.Watcher, database => database.RestoreAsync(copy));

        var (code, said) = await ReconcileAsync(_effects);
        Assert.Equal((1, "3 6 0 0 0 0"), (code, Figures(said)));
        await AppliedAsync("1,2", _effects);
        Assert.Equal(0, (await ReconcileAsync(_effects, repair: true)).Code);
        await AppliedAsync("1,2,3,4");
        Assert.Equal(0, (await ReconcileAsync(_effects)).Code);
        await PublishAsync(5);
        await AppliedAsync("1,2,3,4,5");
    }

    [Fact]
    public async Task A_publisher_restored_to_an_earlier_moment_is_followed_again_and_its_lost_events_are_listed()
    {
        (_owner, var copy) = await KeptAsync(_owner, ToyService.Setup);
        await PublishAsync(3, 4);
        await AppliedAsync("1,2,3,4");
        _owner = await StoppedAsync(_owner, ToyService.Setup, database => database.RestoreAsync(copy));

        var (code, said) = await ReconcileAsync(_effects, repair: true);
        Assert.Equal((0, "0 0 3 6 0 0"), (code, Figures(said)));
        Assert.Equal(
            6,
            said.Split('\n')
                .Count(l =>
                    l.StartsWith("lost: toys.thing ", StringComparison.Ordinal)
                    && l.EndsWith("an operator must decide", StringComparison.Ordinal)
                )
        );
        Assert.Equal(0, (await ReconcileAsync(_notes, repair: true)).Code);
        await AppliedAsync("1,2", _notes);
        Assert.Equal((0, 0), ((await ReconcileAsync(_effects)).Code, (await ReconcileAsync(_notes)).Code));

        await PublishAsync(5);
        await AppliedAsync("1,2,3,4,5", _effects);
        await AppliedAsync("1,2,5", _notes);
    }

    [Fact]
    public async Task Events_published_under_numbers_used_before_are_applied_once_too()
    {
        (_owner, var copy) = await KeptAsync(_owner, ToyService.Setup);
        await PublishAsync(3, 4);
        await AppliedAsync("1,2,3,4");
        _owner = await StoppedAsync(_owner, ToyService.Setup, database => database.RestoreAsync(copy));
        await PublishAsync(5, 6, 7);
        await AppliedAsync("1,2,3,4,7");
        await AppliedAsync("1,2,3,4,7", _notes);

        var (code, said) = await ReconcileAsync(_effects, repair: true);
        Assert.Equal((0, "3 6 3 6 0 0"), (code, Figures(said)));
        Assert.Equal(0, (await ReconcileAsync(_notes, repair: true)).Code);
        await AppliedAsync("1,2,3,4,7,5,6", _effects);
        await AppliedAsync("1,2,5,6,7", _notes);
        Assert.Equal((0, 0), ((await ReconcileAsync(_effects)).Code, (await ReconcileAsync(_notes)).Code));
        Assert.Equal(0, await _effects.Database.Find<long>("select count(*) from platform.waiting"));
        await PublishAsync(8);
        await AppliedAsync("1,2,3,4,7,5,6,8", _effects);
        await AppliedAsync("1,2,5,6,7,8", _notes);
    }

    [Fact]
    public async Task A_copy_of_a_lost_event_that_still_comes_is_not_applied_again()
    {
        (_owner, var copy) = await KeptAsync(_owner, ToyService.Setup);
        await PublishAsync(3);
        await AppliedAsync("1,2,3");
        var lost = await _owner.Database.Find<Guid>(
            "select id from platform.events where aggregate_id = @id and seq = 3",
            new { id = _ids[0] }
        );
        _owner = await StoppedAsync(_owner, ToyService.Setup, database => database.RestoreAsync(copy));
        Assert.Equal(0, (await ReconcileAsync(_effects, repair: true)).Code);

        await _effects.Others.SendAsync(new ThingNamed(_ids[0], "3"), lost, 3);
        await PublishAsync(4);
        await AppliedAsync("1,2,3,4", _effects);
    }

    [Fact]
    public async Task Events_received_after_the_digest_are_not_taken_for_lost()
    {
        // A wrong clock of a pod has no effect: the database's clock sets the time of arrival.
        _effects.Clock.Move(TimeSpan.FromDays(-1));
        var (code, said) = await ReconcileAsync(_effects, repair: true, async () =>
        {
            await PublishAsync(3);
            await AppliedAsync("1,2,3", _effects);
        });
        Assert.Equal((0, "0 0 0 0 0 0"), (code, Figures(said)));
        await AppliedAsync("1,2,3", _effects);
    }

    [Fact]
    public async Task Events_recovered_by_a_later_backup_count_as_applied_and_later_events_are_followed()
    {
        (_owner, var early) = await KeptAsync(_owner, ToyService.Setup);
        await PublishAsync(3);
        await AppliedAsync("1,2,3");
        (_owner, var late) = await KeptAsync(_owner, ToyService.Setup);
        await PublishAsync(4);
        await AppliedAsync("1,2,3,4");
        _owner = await StoppedAsync(_owner, ToyService.Setup, database => database.RestoreAsync(early));
        Assert.Equal(
            (0, 0),
            ((await ReconcileAsync(_effects, repair: true)).Code, (await ReconcileAsync(_notes, repair: true)).Code)
        );
        await AppliedAsync("1,2", _notes);

        _owner = await StoppedAsync(_owner, ToyService.Setup, database => database.RestoreAsync(late));
        var (code, said) = await ReconcileAsync(_effects, repair: true);
        Assert.Equal((0, "3 3 0 0 0 0"), (code, Figures(said)));
        Assert.Equal(0, (await ReconcileAsync(_notes, repair: true)).Code);
        Assert.Equal((0, 0), ((await ReconcileAsync(_effects)).Code, (await ReconcileAsync(_notes)).Code));
        await PublishAsync(5);
        await AppliedAsync("1,2,3,4,5", _effects);
        await AppliedAsync("1,2,3,5", _notes);
    }

    [Fact]
    public async Task Events_left_waiting_by_an_interrupted_repair_are_applied_by_the_next()
    {
        await PublishAsync(3);
        await AppliedAsync("1,2,3");
        // The state after a repair that crashed between its commit and the application of waiting events.
        foreach (var id in _ids)
        {
            var e = (
                await _owner.Database.Query<Published>(
                    "select id, body, occurred_at from platform.events where aggregate_id = @id and seq = 3",
                    new { id }
                )
            ).Single();
            await _effects.Database.Execute(
                """
                with s as (update platform.streams set seq = 2 where aggregate_id = @id),
                f as (delete from effects where aggregate_id = @id and number = 3)
                insert into platform.waiting (
                    event_id, lane, stream, type, aggregate_id, seq, body, occurred_at, received_at
                )
                values (@event, 0, 'toys.thing', @type, @id, 3, @Body, @OccurredAt, @OccurredAt)
                """,
                new
                {
                    id,
                    @event = e.Id,
                    type = typeof(ThingNamed).FullName,
                    e.Body,
                    e.OccurredAt,
                }
            );
        }
        Assert.Equal(0, (await ReconcileAsync(_effects, repair: true)).Code);
        await AppliedAsync("1,2,3");
    }

    sealed record Published(Guid Id, string Body, DateTimeOffset OccurredAt);

    [Fact]
    public async Task Heads_without_the_receivers_mark_are_refused()
    {
        using var digests = new StringWriter();
        await EventDigest.WriteAsync(
            _owner.Services.GetRequiredService<NpgsqlDataSource>(),
            "toys",
            new StringReader("mark somebody 2026-01-01T00:00:00Z"),
            digests,
            default
        );
        var reconciler = new Reconciler(
            _effects.Services.GetRequiredService<SessionFactory>(),
            _effects.Services.GetRequiredService<NpgsqlDataSource>(),
            _effects.Services.GetRequiredService<EventSubscriptions>(),
            _effects.Services.GetRequiredService<Inbox>()
        );
        Assert.Contains(
            "no mark of watchers",
            (
                await Assert.ThrowsAsync<StartupException>(() =>
                    reconciler.CompareAsync(
                        new StringReader(digests.ToString()),
                        repair: false,
                        TextWriter.Null,
                        default
                    )
                )
            ).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_cursor_of_the_change_feed_from_before_a_repair_is_refused()
    {
        async Task<ChangePage> Page(string? cursor)
        {
            await using var session = await _effects.SystemSession();
            return await ChangeLog.ReadAsync(session, cursor, 10);
        }
        var before = (await Page(null)).Cursor;
        await Page(before);
        await Operator.ReconcileAsync(_owner, _effects);
        await Page(before);
        await Operator.ReconcileAsync(_owner, _effects, repair: true);
        Assert.Equal("PLT-0013", (await Assert.ThrowsAsync<Http.ProblemException>(() => Page(before))).Problem.Code);
        await Page((await Page(null)).Cursor);
    }

    [Fact]
    public async Task Heads_that_are_incomplete_or_malformed_are_refused_and_nothing_is_changed()
    {
        using var digests = new StringWriter();
        await EventDigest.WriteAsync(
            _owner.Services.GetRequiredService<NpgsqlDataSource>(),
            "toys",
            TextReader.Null,
            digests,
            default
        );
        var whole = digests.ToString();
        var reconciler = new Reconciler(
            _effects.Services.GetRequiredService<SessionFactory>(),
            _effects.Services.GetRequiredService<NpgsqlDataSource>(),
            _effects.Services.GetRequiredService<EventSubscriptions>(),
            _effects.Services.GetRequiredService<Inbox>()
        );
        var lines = whole.Split('\n');
        foreach (
            var wrong in new[]
            {
                "",
                "nonsense",
                whole[..whole.IndexOf("end ", StringComparison.Ordinal)],
                whole[..^20],
                string.Join('\n', [.. lines[..2], .. lines[2..^2].Reverse(), .. lines[^2..]]),
            }
        )
            await Assert.ThrowsAsync<StartupException>(() =>
                reconciler.CompareAsync(new StringReader(wrong), repair: true, TextWriter.Null, default)
            );
        await AppliedAsync("1,2");
        Assert.Equal(0, (await ReconcileAsync(_effects)).Code);
    }
}
