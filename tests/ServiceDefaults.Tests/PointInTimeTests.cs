using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>
/// The runbook in OPERATIONS.md: a base backup and the archived log restore all databases to one moment, the broker is
/// empty, and the services agree again.
/// </summary>
public sealed class PointInTimeTests
{
    const string Counts = """
        select (select count(*) from platform.events where stream = 'toys.thing') || ' events, ' || (
            select count(*) from platform.inbox where seq > 0 and stream = 'toys.thing'
        ) || ' received, '
            || (select count(*) from effects) || ' effects, ' || coalesce(
                (select string_agg(body, ' ' order by id) from notes), 'no notes'
            )
        """;

    readonly Guid[] _ids = [.. Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7())];
    TestDatabase[] _databases = [];

    [Fact]
    public async Task All_databases_and_the_broker_come_back_to_one_moment_and_the_services_agree()
    {
        await using var server = await PrivatePostgres.StartAsync();
        _databases = [await MakeAsync(server), await MakeAsync(server), await MakeAsync(server)];
        string moment;
        List<string> then;
        await using (var place = await Place.CreateAsync())
        {
            var (owner, effects, _) = await StartAsync(place);
            await PublishAsync(owner, 1);
            await ReceivedAsync(20, 1, 2);
            await server.RunPageAsync("archive and base backup");
            foreach (var database in _databases)
                await database.ForgetConnectionsAsync();
            // A caller on a connection that the restart ended would be answered with 503.
            owner.Services.GetRequiredService<NpgsqlDataSource>().Clear();
            await PublishAsync(owner, 2);
            await ReceivedAsync(40, 1, 2);
            // At this moment the second service's events are still in its queue, and the owner's outbox is empty.
            await effects.DisposeAsync();
            await PublishAsync(owner, 3);
            await owner.OutboxEmpty();
            await ReceivedAsync(60, 2);
            moment = (await _databases[0].Find<string>("select clock_timestamp()::text"))!;
            then = await CountsAsync();
            await place.StartAsync(ToyService.Watcher, _databases[1]);
            await PublishAsync(owner, 4);
            await ReceivedAsync(80, 1, 2);
        }
        await server.RunPageAsync("restore to the moment", moment);
        foreach (var database in _databases)
            await database.ForgetConnectionsAsync();
        Assert.Equal(then, await CountsAsync());

        await using var anew = await Place.CreateAsync();
        var (publisher, receiver, projection) = await StartAsync(anew);
        Assert.Equal((1, "20 20 0 0 0 0"), await FiguresAsync(publisher, receiver, repair: false));
        Assert.Equal((0, "20 20 0 0 0 0"), await FiguresAsync(publisher, receiver, repair: true));
        Assert.Equal((0, "0 0 0 0 0 0"), await FiguresAsync(publisher, receiver, repair: false));
        Assert.Equal((0, "0 0 0 0 0 0"), await FiguresAsync(publisher, projection, repair: true));
        await ReceivedAsync(60, 1, 2);
        Assert.Equal<string>([then[0], "0 events, 60 received, 60 effects, no notes", then[2]], await CountsAsync());
        Assert.Equal(20, await _databases[2].Find<long>("select count(*) from notes where body = '1,2,3'"));

        await PublishAsync(publisher, 5);
        await ReceivedAsync(80, 1, 2);
        foreach (var database in _databases)
            Assert.Equal(
                0,
                await database.Find<long>(
                    "select (select count(*) from platform.waiting) + (select count(*) from platform.parked_out)"
                )
            );
    }

    static Task<TestDatabase> MakeAsync(PrivatePostgres server) =>
        TestDatabase.CreateAsync(typeof(PointInTimeTests).Assembly, server.Address);

    async Task<(TestService Owner, TestService Effects, TestService Notes)> StartAsync(Place place) =>
        (
            await place.StartAsync(ToyService.Setup, _databases[0]),
            await place.StartAsync(ToyService.Watcher, _databases[1]),
            await place.StartAsync(Operator.Notes, _databases[2])
        );

    async Task PublishAsync(TestService owner, int number)
    {
        await using var session = await owner.SystemSession();
        foreach (var id in _ids)
            session.Publish(new ThingNamed(id, $"{number}"));
        await session.Commit(default);
    }

    async Task<List<string>> CountsAsync()
    {
        List<string> counts = [];
        foreach (var database in _databases)
            counts.Add((await database.Find<string>(Counts))!);
        return counts;
    }

    async Task ReceivedAsync(long events, params int[] databases)
    {
        foreach (var database in databases)
            await Eventually.Of(
                () =>
                    _databases[database]
                        .Find<long>(
                            "select coalesce(sum(seq), 0)::bigint from platform.streams where stream = 'toys.thing'"
                        ),
                n => n == events,
                $"{events} events applied"
            );
    }

    static async Task<(int, string)> FiguresAsync(TestService publisher, TestService receiver, bool repair)
    {
        var (code, said) = await Operator.ReconcileAsync(publisher, receiver, repair);
        return (code, Operator.Figures(said));
    }
}
