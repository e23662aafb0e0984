using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests.Systems;

/// <summary>
/// S2, Sichuan Women Science and Technology Workers' Association: the first congress adopts the charter and elects a
/// council of 125, a standing council of 31 and a president and vice presidents out of it; an honorary president is
/// invited. The term ends: it is warned of, and the next congress falls due.
/// </summary>
public class S2SichuanTests(OrganizationsFixture fixture)
{
    const string Root = Association.Root;

    [Fact]
    public async Task The_association_is_founded_and_its_bodies_are_drawn_from_each_other()
    {
        var service = fixture.Service;
        var province = await Province.NewAsync(service);
        var officer = await province.Staff(Post.FederationOfficer, province.Digits + "0000000000");
        var a = await (
            await Association.FoundAsync(
                officer,
                (await province.Division(province.Digits + "0000000000")).Id,
                "四川省女科技工作者协会",
                new(2023, 7, 1)
            )
        ).JoinAsync(200);
        var guest = (await officer.Post(Root + "/people", new { name = "名誉会长" })).Expect(201).Id;

        var council = a.Members.Take(125).ToList();
        var standing = council.Take(31).ToList();
        await a.ElectAsync(Post.CouncilMember, 180, council, a.Members.Skip(125).Take(12).ToList());
        await a.ElectAsync(Post.StandingCouncilMember, 120, standing, council.Skip(31).Take(4).ToList());
        await a.ElectAsync(Post.President, 120, [standing[0]], [standing[1]]);
        await a.ElectAsync(Post.VicePresident, 120, standing.Skip(1).Take(8).ToList(), [standing[10]]);
        (
            await officer.Post(
                Root + "/appointments",
                new
                {
                    personId = guest,
                    post = Post.HonoraryPresident,
                    organizationId = a.Id,
                    validFrom = "2023-07-01",
                    invitation = new
                    {
                        title = "名誉会长聘书",
                        number = "川女科协〔2023〕3号",
                        datedOn = "2023-07-01",
                    },
                }
            )
        ).Expect(201);

        var counts = new Dictionary<string, int>();
        foreach (var post in Association.Bodies.Append(Post.HonoraryPresident))
            counts[post] = (await a.HoldersAsync(post, "2023-07-01")).Count;
        Assert.Equal(
            (125, 31, 1, 8, 1),
            (
                counts[Post.CouncilMember],
                counts[Post.StandingCouncilMember],
                counts[Post.President],
                counts[Post.VicePresident],
                counts[Post.HonoraryPresident]
            )
        );
        Assert.Subset(
            (await a.HoldersAsync(Post.CouncilMember, "2025-01-01")).ToHashSet(),
            (await a.HoldersAsync(Post.StandingCouncilMember, "2025-01-01")).ToHashSet()
        );
        Assert.Empty(await a.HoldersAsync(Post.CouncilMember, "2023-06-30"));
        var read = (await officer.Get(a.Path + "?asOf=2023-07-01")).Expect(200);
        Assert.Equal(
            ("四川省女科技工作者协会章程", "2023-07-01"),
            (read["charter"].GetString(), read["charterAdoptedOn"].GetString())
        );
        var members = (await officer.Get(a.Path + "/members/summary?asOf=2023-07-01")).Expect(200);
        Assert.Equal(200, members["total"].GetInt32());
        Assert.Equal(
            [("agriculture", 40), ("engineering", 40), ("humanities", 40), ("medicine", 40), ("science", 40)],
            members["counts"]
                .EnumerateArray()
                .Select(c => (c.GetProperty("discipline").GetString()!, c.GetProperty("members").GetInt32()))
        );
        Assert.Equal(
            4,
            (await officer.Get($"{Root}/elections?organizationId={a.Id}&state=decided")).Expect(200).Items.Count
        );
    }

    [Fact]
    public async Task A_clock_that_jumps_past_the_end_brings_one_warning_and_one_that_jumps_near_it_the_nearest()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Setup.Subscriptions.Program);
        await using var broker = await TestBroker.CreateAsync();
        var clock = new FakeClock();
        await using var service = await TestService.StartAsync(fixture.Setup, database, broker.Address, clock);
        var province = await Province.NewAsync(service);
        var subject = (await province.Staff(Post.FederationOfficer, province.Digits + "0000000000")).Subject;
        var held = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime.AddDays(-1));
        foreach (var ends in new[] { held.AddYears(2), held.AddYears(2).AddDays(-20) })
            await Association.FoundAsync(
                service.As(subject),
                (await province.Division(province.County)).Id,
                $"协会{ends}",
                held,
                ends
            );
        foreach (
            var (day, expected) in new[]
            {
                (held.AddYears(2).AddDays(-21), "30 7"),
                (held.AddYears(2).AddDays(40), "30 7 0"),
            }
        )
        {
            clock.Set(new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(8)));
            await Eventually.True(
                async () =>
                    await database.Find<long>(
                        "select count(*) from platform.timers where due_at <= @now",
                        new { now = clock.GetUtcNow().ToUniversalTime() }
                    ) == 0,
                "the due timer has fired"
            );
            Assert.Equal(
                expected,
                string.Join(
                    ' ',
                    (await service.As(subject).Get(Root + "/term-warnings?sort=-daysBefore"))
                        .Expect(200)
                        .Items.Select(i => i.GetProperty("daysBefore").GetInt32())
                )
            );
        }
    }

    [Fact]
    public async Task Warnings_come_once_90_30_and_7_days_before_the_end_of_the_term_and_the_next_congress_falls_due()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Setup.Subscriptions.Program);
        await using var broker = await TestBroker.CreateAsync();
        var clock = new FakeClock();
        var service = await TestService.StartAsync(fixture.Setup, database, broker.Address, clock);
        var province = await Province.NewAsync(service);
        var subject = (await province.Staff(Post.FederationOfficer, province.Digits + "0000000000")).Subject;
        var held = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime.AddDays(-1));
        var ends = held.AddYears(5);
        var a = await Association.FoundAsync(
            service.As(subject),
            (await province.Division(province.Digits + "0000000000")).Id,
            "四川省女科技工作者协会",
            held
        );
        var gone = await Association.FoundAsync(
            service.As(subject),
            (await province.Division(province.County)).Id,
            "撤销的协会",
            held
        );
        (
            await service
                .As(subject)
                .Put(
                    gone.Path + "/status",
                    new { status = "dissolved" },
                    (await service.As(subject).Get(gone.Path)).ETag
                )
        ).Expect(200);
        var quiet = await Association.FoundAsync(
            service.As(subject),
            (await province.Division(province.County)).Id,
            "另一个协会",
            held,
            held.AddYears(9)
        );

        async Task<string> WarningsAsync() =>
            string.Join(
                ' ',
                (await service.As(subject).Get(Root + "/term-warnings?sort=-daysBefore"))
                    .Expect(200)
                    .Items.Select(i => i.GetProperty("daysBefore").GetInt32())
            );
        // The worker polls twice a second; another timer, due at the same moment, shows that it has polled.
        async Task ToAsync(int daysBefore, int hours)
        {
            clock.Set(
                new DateTimeOffset(
                    ends.AddDays(-daysBefore).ToDateTime(TimeOnly.MinValue),
                    TimeSpan.FromHours(8)
                ).AddHours(hours)
            );
            await Eventually.True(
                async () =>
                    await database.Find<long>(
                        "select count(*) from platform.timers where due_at <= @now",
                        new { now = clock.GetUtcNow().ToUniversalTime() }
                    ) == 0,
                "the due timer has fired"
            );
        }
        await ToAsync(90, -2);
        Assert.Empty(await WarningsAsync());
        await ToAsync(90, 1);
        Assert.Equal("90", await WarningsAsync());
        await service.DisposeAsync();
        // No worker runs when the next one falls due.
        clock.Set(new DateTimeOffset(ends.AddDays(-29).ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(8)));
        service = await TestService.StartAsync(fixture.Setup, database, broker.Address, clock);
        await using var second = await TestService.StartAsync(fixture.Setup, database, broker.Address, clock);
        await ToAsync(20, 0);
        Assert.Equal("90 30", await WarningsAsync());
        await ToAsync(7, 1);
        Assert.Equal("90 30 7", await WarningsAsync());
        Assert.Empty((await service.As(subject).Get(Root + "/congresses/due")).Expect(200).Items);
        await ToAsync(0, 1);
        Assert.Equal("90 30 7", await WarningsAsync());
        var due = Assert.Single((await service.As(subject).Get(Root + "/congresses/due")).Expect(200).Items);
        Assert.Equal(
            (a.Id, ends.AddDays(-1).ToString("yyyy-MM-dd", null)),
            (due.GetProperty("id").GetGuid(), due.GetProperty("termEndedOn").GetString())
        );
        Assert.Empty(
            (await service.As(subject).Get($"{Root}/term-warnings?organizationId={quiet.Id}")).Expect(200).Items
        );

        var congress = (
            await service
                .As(subject)
                .Post(
                    Root + "/congresses",
                    new
                    {
                        organizationId = a.Id,
                        kind = "regular",
                        title = "第二次代表大会",
                        heldOn = ends,
                    }
                )
        ).Expect(201);
        (await service.As(subject).Post(Root + "/terms", new { congressId = congress.Id, years = 5 })).Expect(201);
        Assert.Empty((await service.As(subject).Get(Root + "/congresses/due")).Expect(200).Items);
        await service.DisposeAsync();
    }
}
