using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Data;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

public sealed class TimerTests
{
    static readonly TimerKind<Deadline> Kind = new("deadline", async (deadline, session, ct) =>
    {
        await session.Execute("insert into effects (source, number) values ('timer', @Number)", deadline, ct);
        if (deadline.Number < 0)
            throw new InvalidOperationException("test");
    });

    static readonly ServiceSetup Setup = ToyService.Setup with { Configure = b => b.AddTimers(Kind) };

    sealed record Deadline(int Number);

    static async Task Schedule(TestService service, int number, TimeSpan after, string? key = null)
    {
        await using var session = await service.SystemSession();
        await session.Schedule(
            Kind,
            key ?? number.ToString(null, null),
            session.Now + after,
            new Deadline(number),
            default
        );
        await session.Commit(default);
    }

    static Task<IReadOnlyList<int>> Fired(TestService service) =>
        service.Database.Query<int>("select number from effects where source = 'timer' order by number");

    [Fact]
    public async Task Each_deadline_fires_once_though_two_workers_watch()
    {
        await using var place = await Place.CreateAsync();
        var first = await place.StartAsync(Setup);
        var second = await place.StartAsync(Setup, first.Database);
        for (var i = 1; i <= 60; i++)
            await Schedule(i % 2 == 0 ? first : second, i, TimeSpan.FromMilliseconds(i));
        await Eventually.True(
            async () => await first.Database.Find<long>("select count(*) from platform.timers") == 0,
            "all fired"
        );
        Assert.Equal(Enumerable.Range(1, 60), await Fired(first));
    }

    [Fact]
    public async Task A_deadline_fires_once_the_clock_has_been_moved_past_it()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync(Setup);
        await Schedule(service, 1, TimeSpan.FromDays(90));
        await Schedule(service, 2, TimeSpan.FromMilliseconds(1));
        await Eventually.True(async () => (await Fired(service)).Contains(2), "the near one fired");
        Assert.Equal([2], await Fired(service));
        service.Clock.Move(TimeSpan.FromDays(91));
        await Eventually.True(async () => (await Fired(service)).Contains(1), "the far one fired");
    }

    [Fact]
    public async Task A_deadline_scheduled_again_moves_and_an_unscheduled_one_never_fires()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync(Setup);
        await Schedule(service, 1, TimeSpan.FromDays(1), "same");
        await Schedule(service, 2, TimeSpan.FromDays(2), "same");
        await Schedule(service, 3, TimeSpan.FromDays(1), "gone");
        await using (var session = await service.SystemSession())
        {
            await session.Unschedule(Kind, "gone", default);
            await session.Commit(default);
        }
        service.Clock.Move(TimeSpan.FromDays(3));
        await Eventually.True(
            async () => await service.Database.Find<long>("select count(*) from platform.timers") == 0,
            "fired"
        );
        Assert.Equal([2], await Fired(service));
    }

    [Fact]
    public async Task A_deadline_that_fails_five_times_is_parked_without_effect_and_the_others_go_on()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync(Setup);
        await Schedule(service, -1, TimeSpan.FromMilliseconds(1));
        await Schedule(service, 5, TimeSpan.FromMilliseconds(2));
        await Eventually.True(
            async () =>
            {
                service.Clock.Move(TimeSpan.FromSeconds(10));
                return await service.Database.Find<int>(
                        "select failures from platform.timers where parked_at is not null"
                    ) == 5;
            },
            "parked"
        );
        Assert.Equal([5], await Fired(service));
        Assert.Equal(
            "InvalidOperationException",
            await service.Database.Find<string>("select error from platform.timers")
        );
    }

    [Fact]
    public async Task A_deadline_of_a_transaction_that_rolls_back_does_not_exist()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync(Setup);
        await using (var session = await service.SystemSession())
            await session.Schedule(Kind, "x", session.Now, new Deadline(7), default);
        Assert.Equal(0, await service.Database.Find<long>("select count(*) from platform.timers"));
    }

    [Fact]
    public async Task Moving_the_development_clock_moves_every_replica_and_fires_what_is_due()
    {
        await using var place = await Place.CreateAsync();
        var setup = Setup with
        {
            Configure = b =>
            {
                Setup.Configure!(b);
                b.Services.AddSingleton<TimeProvider>(s => s.GetRequiredService<MovableClock>());
            },
        };
        var first = await place.StartAsync(setup);
        var second = await place.StartAsync(setup, first.Database);
        await Schedule(first, 1, TimeSpan.FromDays(30));
        (await first.AsNobody().Send(HttpMethod.Post, "/dev/clock", new { offsetSeconds = 31 * 86_400 })).Expect(200);
        var expected = TimeProvider.System.GetUtcNow().AddDays(30);
        await Eventually.True(
            () => Task.FromResult(second.Services.GetRequiredService<TimeProvider>().GetUtcNow() > expected),
            "the other replica follows"
        );
        await Eventually.True(async () => (await Fired(first)).Count == 1, "fired");
    }
}
