using Contracts.Census.V1;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>Coverages of grids and households, with one lead a place.</summary>
public class CoverageTests(OrganizationsFixture fixture)
{
    const string Coverages = "/organizations/v1/coverages";
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task A_member_sees_a_covered_grid_until_the_coverage_ends()
    {
        var (province, chair, officer) = await SceneAsync();
        var (grid, person) = (await Grid(officer, province), await Member(officer, province));
        var made = (
            await chair.Post(
                Coverages,
                new
                {
                    personId = person,
                    divisionId = grid.Id,
                    post = Post.ExecutiveMember,
                }
            )
        ).Expect(201);
        Assert.True(made["lead"].GetBoolean());
        var started = Assert.Single(await _service.Published<AreaCoverageStarted>(), e => e.CoverageId == made.Id);
        Assert.Equal(
            (person, grid.Id, grid["key"].GetString(), Post.ExecutiveMember),
            (started.PersonId, started.DivisionId, started.ScopeKey, started.Post)
        );
        var member = _service.As(person);
        await Eventually.True(
            async () => (await member.Get($"/organizations/v1/divisions/{grid.Id}/chart")).Status == 200,
            "the grant has arrived"
        );
        (
            await member.Get($"/organizations/v1/divisions/{(await province.Division(province.Village)).Id}/chart")
        ).Expect(404);

        (await chair.Post(made.Headers["Location"] + "/end", ifMatch: "\"v1\"")).Expect(200);
        Assert.Single(await _service.Published<AreaCoverageEnded>(), e => e.CoverageId == made.Id);
        await Eventually.True(
            async () => (await member.Get($"/organizations/v1/divisions/{grid.Id}/chart")).Status == 404,
            "the grid is out of sight"
        );
        (await chair.Post(made.Headers["Location"] + "/end", ifMatch: "\"v1\"")).Refused(409, "ORG-0007");
    }

    [Fact]
    public async Task A_place_has_one_lead_and_the_lead_changes_hands_in_one_step()
    {
        var (province, chair, officer) = await SceneAsync();
        var grid = await Grid(officer, province);
        var (first, second, third) = (
            await Member(officer, province),
            await Member(officer, province),
            await Member(officer, province)
        );
        var a = (
            await chair.Post(
                Coverages,
                new
                {
                    personId = first,
                    divisionId = grid.Id,
                    post = Post.ExecutiveMember,
                }
            )
        ).Expect(201);
        var b = (
            await chair.Post(
                Coverages,
                new
                {
                    personId = second,
                    divisionId = grid.Id,
                    post = Post.ExecutiveMember,
                }
            )
        ).Expect(201);
        Assert.False(b["lead"].GetBoolean());
        (
            await chair.Post(
                Coverages,
                new
                {
                    personId = third,
                    divisionId = grid.Id,
                    post = Post.ExecutiveMember,
                    lead = true,
                }
            )
        ).Refused(409, "ORG-0310", "/lead PLT-1010");
        Assert.Equal(2, await Count("coverages", grid.Id));
        var read = (await chair.Get(b.Headers["Location"])).Expect(200);
        (await chair.Put(b.Headers["Location"], new { lead = true }, null)).Expect(428);
        (await chair.Put(b.Headers["Location"], new { lead = true }, "\"v7\"")).Refused(412, "PLT-0008");
        Assert.True((await chair.Get(a.Headers["Location"]))["lead"].GetBoolean());
        Assert.True(
            (await chair.Put(b.Headers["Location"], new { lead = true }, read.ETag)).Expect(200)["lead"].GetBoolean()
        );
        Assert.False((await chair.Get(a.Headers["Location"]))["lead"].GetBoolean());
        Assert.Equal(
            1,
            await _service.Database.Find<int>(
                "select count(*)::int from coverage_leads where division_id = @Id and ended_at is null",
                new { grid.Id }
            )
        );
        var listed = (await chair.Get($"{Coverages}?divisionId={grid.Id}&sort=-lead")).Expect(200).Items;
        Assert.Equal([second, first], listed.Select(i => i.GetProperty("personId").GetGuid()));
        Assert.Contains(
            "冯执委",
            (await chair.Get($"{Coverages}?divisionId={grid.Id}&format=csv")).Expect(200).Text,
            StringComparison.Ordinal
        );
        Assert.Empty((await chair.Get($"{Coverages}?divisionId={grid.Id}&asOf=2020-01-01")).Expect(200).Items);
    }

    [Fact]
    public async Task A_household_has_one_lead_too()
    {
        var (province, chair, officer) = await SceneAsync();
        var (household, first, second) = (
            Guid.CreateVersion7(),
            await Member(officer, province),
            await Member(officer, province)
        );
        await _service.Deliver(
            new HouseholdRegistered(household, await province.Key(province.Village), 3, first, 1, 1)
        );
        Assert.True((
                await chair.Post(
                    Coverages,
                    new
                    {
                        personId = first,
                        householdId = household,
                        post = Post.ExecutiveMember,
                    }
                )
            ).Expect(201)["lead"].GetBoolean());
        (
            await chair.Post(
                Coverages,
                new
                {
                    personId = second,
                    householdId = household,
                    post = Post.ExecutiveMember,
                    lead = true,
                }
            )
        ).Refused(409, "ORG-0310");
        Assert.False((
                await chair.Post(
                    Coverages,
                    new
                    {
                        personId = second,
                        householdId = household,
                        post = Post.ExecutiveMember,
                    }
                )
            ).Expect(201)["lead"].GetBoolean());
    }

    [Fact]
    public async Task A_bad_coverage_is_refused_and_nothing_changes()
    {
        var (province, chair, officer) = await SceneAsync();
        var (grid, person) = (await Grid(officer, province), await Member(officer, province));
        var other = await province.Staff(Post.FederationOfficer, province.OtherCounty);
        var theirs = (
            await other.Post(
                "/organizations/v1/divisions",
                new
                {
                    parentId = (await province.Division(province.Digits + "0102200201")).Id,
                    kind = "grid",
                    name = "外网格",
                }
            )
        ).Expect(201);
        var body = new
        {
            personId = person,
            divisionId = grid.Id,
            post = Post.ExecutiveMember,
        };
        foreach (var unknown in new[] { theirs.Id, Guid.NewGuid() })
            (await chair.Post(Coverages, body with { divisionId = unknown })).Refused(
                400,
                "PLT-0001",
                "/divisionId PLT-1008"
            );
        (
            await chair.Post(Coverages, body with { divisionId = (await province.Division(province.Township)).Id })
        ).Refused(400, "PLT-0001", "/divisionId PLT-1007");
        (await chair.Post(Coverages, new { personId = person, post = Post.ExecutiveMember })).Refused(
            400,
            "PLT-0001",
            "/householdId PLT-1001"
        );
        (
            await chair.Post(
                Coverages,
                new
                {
                    personId = person,
                    divisionId = grid.Id,
                    householdId = Guid.NewGuid(),
                    post = Post.ExecutiveMember,
                }
            )
        ).Refused(400, "PLT-0001", "/divisionId PLT-1010");
        (await chair.Post(Coverages, body with { post = "queen" })).Refused(400, "PLT-0001", "/post PLT-1003");
        (await chair.Post(Coverages, body with { personId = Guid.NewGuid() })).Refused(
            400,
            "PLT-0001",
            "/personId PLT-1008"
        );
        Assert.Equal(0, await Count("coverages", grid.Id));
        (await chair.Post(Coverages, body)).Expect(201);
        (await chair.Post(Coverages, body)).Refused(409, "ORG-0006");
        for (var i = 0; i < 6; i++)
            (await chair.Post(Coverages, body with { divisionId = (await Grid(officer, province)).Id })).Expect(201);
        (await chair.Post(Coverages, body with { divisionId = (await Grid(officer, province)).Id })).Refused(
            409,
            "ORG-0311"
        );
    }

    [Fact]
    public async Task Many_coverages_start_at_once_or_none()
    {
        var (province, chair, officer) = await SceneAsync();
        var (first, second, household) = (
            await Member(officer, province),
            await Member(officer, province),
            Guid.CreateVersion7()
        );
        await _service.Deliver(
            new HouseholdRegistered(household, await province.Key(province.Village), 3, first, 1, 1)
        );
        List<Answer> grids = [];
        for (var i = 0; i < 9; i++)
            grids.Add(await Grid(officer, province));
        object Row(Guid? person, int grid, bool? lead = null) =>
            new
            {
                personId = person,
                divisionCode = grids[grid]["code"].GetString(),
                post = Post.ExecutiveMember,
                lead,
            };
        Task<Answer> Send(params object?[] rows) => chair.Post(Coverages + "/batches", new { rows });

        (await Send()).Refused(400, "PLT-0001", "/rows PLT-1001");
        (await Send([.. Enumerable.Repeat(Row(first, 0), 1_001)])).Refused(400, "PLT-0001", "/rows PLT-1002");
        (await Send(Row(first, 0), null, Row(second, 1))).Refused(400, "PLT-0001", "/rows/1 PLT-1001");
        (
            await Send(
                Row(first, 0),
                new
                {
                    personId = first,
                    divisionCode = province.Township,
                    post = "queen",
                },
                Row(null, 1)
            )
        ).Refused(400, "PLT-0001", "/rows/1/post PLT-1003", "/rows/2/personId PLT-1001");
        (
            await Send(
                Row(first, 0),
                new
                {
                    personId = first,
                    divisionCode = province.Township,
                    post = Post.Chair,
                },
                Row(Guid.NewGuid(), 1)
            )
        ).Refused(400, "PLT-0001", "/rows/1/divisionCode PLT-1007", "/rows/2/personId PLT-1008");
        (
            await Send(
                new
                {
                    personId = first,
                    divisionId = grids[0].Id,
                    divisionCode = province.Village,
                    householdId = household,
                    post = Post.Chair,
                }
            )
        ).Refused(400, "PLT-0001", "/rows/0/divisionCode PLT-1010", "/rows/0/divisionId PLT-1010");
        (await Send(Row(first, 0), Row(second, 0), Row(first, 0))).Refused(
            409,
            "ORG-0006",
            "/rows/2/personId PLT-1010"
        );
        (await Send(Row(first, 0, true), Row(second, 0, true))).Refused(409, "ORG-0310", "/rows/1/lead PLT-1010");
        (await Send([.. Enumerable.Range(0, 9).Select(g => Row(first, g))])).Refused(
            409,
            "ORG-0311",
            "/rows/7/personId PLT-1007"
        );
        Assert.Empty((await chair.Get($"{Coverages}?personId={first},{second}")).Expect(200).Items);

        // The explicit lead leads, also before the holders of higher posts.
        var begun = (
            await Send(
                Row(first, 0),
                Row(second, 0, true),
                Row(first, 1),
                new
                {
                    personId = second,
                    householdId = household,
                    post = Post.ExecutiveMember,
                }
            )
        ).Expect(201)["coverages"].EnumerateArray().ToList();
        Assert.Equal([false, true, true, true], begun.Select(b => b.GetProperty("lead").GetBoolean()));
        var ids = begun.Select(b => b.GetProperty("id").GetGuid()).ToList();
        Assert.Equal(
            ids.Order(),
            (await chair.Get($"{Coverages}?personId={first},{second}"))
                .Expect(200)
                .Items.Select(i => i.GetProperty("id").GetGuid())
                .Order()
        );
        Assert.Equal(3, (await _service.Published<AreaCoverageStarted>()).Count(e => ids.Contains(e.CoverageId)));
        Assert.Equal(
            second,
            Assert.Single(await _service.Published<CoverageStarted>(), e => ids.Contains(e.CoverageId)).PersonId
        );
    }

    [Fact]
    public async Task The_grids_nearest_to_the_home_are_proposed()
    {
        var (province, chair, officer) = await SceneAsync();
        var person = await Member(officer, province);
        List<Answer> grids = [];
        foreach (var longitude in new[] { 110.30, 110.20, 110.10, 110.00 })
        {
            grids.Add(await Grid(officer, province));
            (
                await chair.Put(
                    $"/organizations/v1/divisions/{grids[^1].Id}/centre",
                    new { longitude, latitude = 35.5 },
                    "\"v0\""
                )
            ).Expect(200);
        }
        (await chair.Get($"{Coverages}/proposals?personId={person}")).Refused(409, "ORG-0312");
        var village = await province.Division(province.Village);
        (
            await chair.Put(
                $"/organizations/v1/people/{person}/home",
                new { divisionId = village.Id, longitude = 110.01 },
                "\"v0\""
            )
        ).Refused(400, "PLT-0001", "/latitude PLT-1001");
        (
            await chair.Put(
                $"/organizations/v1/people/{person}/home",
                new
                {
                    divisionId = village.Id,
                    longitude = 110.01,
                    latitude = 35.5,
                },
                "\"v0\""
            )
        ).Expect(200);
        var proposed = (await chair.Get($"{Coverages}/proposals?personId={person}")).Expect(200);
        Assert.Equal(
            [grids[3].Id, grids[2].Id, grids[1].Id],
            proposed.Items.Select(i => i.GetProperty("divisionId").GetGuid())
        );
        Assert.Equal((2, 3), (proposed["least"].GetInt32(), proposed["most"].GetInt32()));
        (await chair.Put($"/organizations/v1/people/{person}/home", new { divisionId = grids[0].Id }, "\"v9\"")).Expect(
            412
        );
        (await chair.Put($"/organizations/v1/people/{person}/home", new { divisionId = grids[0].Id }, "\"v1\"")).Expect(
            200
        );
        Assert.Equal(
            [grids[0].Id, grids[1].Id, grids[2].Id],
            (await chair.Get($"{Coverages}/proposals?personId={person}"))
                .Expect(200)
                .Items.Select(i => i.GetProperty("divisionId").GetGuid())
        );
        (await chair.Get($"{Coverages}/proposals?personId={Guid.NewGuid()}")).Refused(
            400,
            "PLT-0001",
            "/personId PLT-1008"
        );
    }

    [Fact]
    public async Task Breaches_of_the_limits_are_listed_and_the_limits_are_data()
    {
        var (province, chair, officer) = await SceneAsync();
        var village = await province.Division(province.Village);
        var (small, right, large) = (
            await Grid(officer, province),
            await Grid(officer, province),
            await Grid(officer, province)
        );
        foreach (var (grid, people) in new[] { (small, 299), (right, 300), (large, 501) })
            await _service.Deliver(
                new HouseholdRegistered(
                    Guid.CreateVersion7(),
                    grid["key"].GetString()!,
                    people,
                    Guid.NewGuid(),
                    people / 2,
                    people / 5
                )
            );
        var (person, idle) = (await Member(officer, province), await Member(officer, province));
        (
            await officer.Post(
                "/organizations/v1/appointments",
                new
                {
                    personId = idle,
                    post = Post.ExecutiveMember,
                    divisionId = village.Id,
                }
            )
        ).Expect(201);
        (
            await chair.Post(
                Coverages,
                new
                {
                    personId = person,
                    divisionId = right.Id,
                    post = Post.ExecutiveMember,
                }
            )
        ).Expect(201);
        (
            await chair.Post(
                Coverages,
                new
                {
                    personId = person,
                    divisionId = small.Id,
                    post = Post.ExecutiveMember,
                    lead = false,
                }
            )
        ).Expect(201);
        var found = (await chair.Get($"{Coverages}/breaches?divisionId={village.Id}&sort=breach"))
            .Expect(200)
            .Items.Select(i =>
                (
                    i.GetProperty("breach").GetString(),
                    i.GetProperty("divisionId").ValueKind == System.Text.Json.JsonValueKind.Null
                        ? i.GetProperty("personId").GetGuid()
                        : i.GetProperty("divisionId").GetGuid(),
                    i.GetProperty("found").GetInt32()
                )
            )
            .ToHashSet();
        Assert.Equal(
            [
                ("no-lead", small.Id, 0),
                ("no-lead", large.Id, 0),
                ("people-too-few", small.Id, 299),
                ("people-too-many", large.Id, 501),
                ("places-too-few", idle, 0),
            ],
            found
        );
        Assert.Single(
            (await chair.Get($"{Coverages}/breaches?divisionId={village.Id}&breach=people-too-many")).Expect(200).Items
        );
        (
            await chair.Get($"{Coverages}/breaches?divisionId={(await province.Division(province.OtherCounty)).Id}")
        ).Refused(400, "PLT-0001", "/divisionId PLT-1008");
        (await chair.Get($"{Coverages}/breaches")).Refused(400, "PLT-0001", "/divisionId PLT-1001");

        var limits = (await chair.Get($"{Coverages}/limits")).Expect(200);
        (await chair.Put($"{Coverages}/limits", new { }, limits.ETag)).Expect(403);
    }

    [Fact]
    public async Task A_coverage_in_a_post_not_held_or_that_keeps_a_register_is_refused()
    {
        var (province, chair, officer) = await SceneAsync();
        var (village, grid) = ((await province.Division(province.Village)).Id, await Grid(officer, province));
        var vice = (await officer.Post("/organizations/v1/people", new { name = "副主席", sex = "2" })).Expect(201).Id;
        var past = (await officer.Post("/organizations/v1/people", new { name = "前执委", sex = "2" })).Expect(201).Id;
        await Appoint(officer, vice, Post.ViceChair, village);
        (
            await officer.Post(
                "/organizations/v1/appointments",
                new
                {
                    personId = past,
                    post = Post.ExecutiveMember,
                    divisionId = village,
                    validFrom = "2020-01-01",
                    validTo = "2021-01-01",
                }
            )
        ).Expect(201);
        var self = _service.As(vice);
        await Eventually.True(async () => (await self.Get(Coverages)).Status == 200, "the grant has arrived");

        string[] registers =
        [
            Post.PlatformAdministrator,
            Post.FederationOfficer,
            Post.TrainingOfficer,
            Post.Trainer,
            Post.JobOfficer,
        ];
        foreach (var post in registers)
            (
                await self.Post(
                    Coverages,
                    new
                    {
                        personId = vice,
                        divisionId = village,
                        post,
                    }
                )
            ).Refused(400, "PLT-0001", "/post PLT-1003");
        (
            await self.Post(
                Coverages,
                new
                {
                    personId = vice,
                    divisionId = village,
                    post = Post.Chair,
                }
            )
        ).Refused(409, "ORG-0313", "/post PLT-1007");
        (
            await self.Post(
                Coverages + "/batches",
                new
                {
                    rows = new[]
                    {
                        new
                        {
                            personId = vice,
                            divisionId = grid.Id,
                            post = Post.ViceChair,
                        },
                        new
                        {
                            personId = past,
                            divisionId = grid.Id,
                            post = Post.ExecutiveMember,
                        },
                    },
                }
            )
        ).Refused(409, "ORG-0313", "/rows/1/post PLT-1007");
        Assert.Equal(0, await Count("coverages", village) + await Count("coverages", grid.Id));
        (
            await self.Post(
                Coverages,
                new
                {
                    personId = vice,
                    divisionId = grid.Id,
                    post = Post.ViceChair,
                }
            )
        ).Expect(201);
    }

    [Fact]
    public async Task A_person_with_a_coverage_only_leads_nothing_on_the_chart()
    {
        var (province, chair, officer) = await SceneAsync();
        var (village, grid) = (await province.Division(province.Village), await Grid(officer, province));
        var (above, here) = (
            (await officer.Post("/organizations/v1/people", new { name = "镇主席", sex = "2" })).Expect(201).Id,
            (await officer.Post("/organizations/v1/people", new { name = "村副主席", sex = "2" })).Expect(201).Id
        );
        await Appoint(officer, above, Post.Chair, (await province.Division(province.Township)).Id);
        await Appoint(officer, here, Post.ViceChair, village.Id);
        (
            await chair.Post(
                Coverages,
                new
                {
                    personId = above,
                    divisionId = grid.Id,
                    post = Post.Chair,
                }
            )
        ).Expect(201);
        (
            await chair.Post(
                Coverages,
                new
                {
                    personId = here,
                    divisionId = grid.Id,
                    post = Post.ViceChair,
                }
            )
        ).Expect(201);
        foreach (
            var (place, deputies, members) in new[]
            {
                (village.Id, new[] { here }, new[] { above }),
                (grid.Id, [], [above, here]),
            }
        )
        {
            var chart = (await chair.Get($"/organizations/v1/divisions/{place}/chart")).Expect(200);
            Assert.Empty(chart["leaders"].EnumerateArray());
            Assert.Equal(deputies, chart["deputies"].EnumerateArray().Select(m => m.GetProperty("id").GetGuid()));
            Assert.Equal(
                members.Order(),
                chart["members"].EnumerateArray().Select(m => m.GetProperty("id").GetGuid()).Order()
            );
        }
    }

    [Fact]
    public async Task Coverages_in_a_post_end_with_the_last_appointment_in_it()
    {
        var (province, chair, officer) = await SceneAsync();
        var (grid, household, person) = (
            await Grid(officer, province),
            Guid.CreateVersion7(),
            (await officer.Post("/organizations/v1/people", new { name = "冯执委", sex = "2" })).Expect(201).Id
        );
        await _service.Deliver(
            new HouseholdRegistered(household, await province.Key(province.Village), 3, person, 1, 1)
        );
        var member = await Appoint(
            officer,
            person,
            Post.ExecutiveMember,
            (await province.Division(province.Township)).Id
        );
        var again = await Appoint(
            officer,
            person,
            Post.ExecutiveMember,
            (await province.Division(province.Village)).Id
        );
        var head = await Appoint(officer, person, Post.GridHead, grid.Id);
        var area = (
            await chair.Post(
                Coverages,
                new
                {
                    personId = person,
                    divisionId = grid.Id,
                    post = Post.ExecutiveMember,
                }
            )
        ).Expect(201);
        var home = (
            await chair.Post(
                Coverages,
                new
                {
                    personId = person,
                    householdId = household,
                    post = Post.ExecutiveMember,
                }
            )
        ).Expect(201);
        var other = (
            await chair.Post(
                Coverages,
                new
                {
                    personId = person,
                    divisionId = grid.Id,
                    post = Post.GridHead,
                    lead = false,
                }
            )
        ).Expect(201);

        (await officer.Post(member.Headers["Location"] + "/end", ifMatch: "\"v1\"")).Expect(200);
        Assert.Equal(
            System.Text.Json.JsonValueKind.Null,
            (await chair.Get(area.Headers["Location"])).Expect(200)["endedAt"].ValueKind
        );
        var ended = (await officer.Post(again.Headers["Location"] + "/end", ifMatch: "\"v1\""))
            .Expect(200)["endedAt"]
            .GetDateTimeOffset();
        var read = (await chair.Get(area.Headers["Location"])).Expect(200);
        Assert.Equal((ended, true), (read["endedAt"].GetDateTimeOffset(), read["lead"].GetBoolean()));
        Assert.Equal(
            ended,
            Assert.Single(await _service.Published<AreaCoverageEnded>(), e => e.CoverageId == area.Id).EndedAt,
            TimeSpan.FromMilliseconds(1)
        );
        Assert.Equal(
            ended,
            Assert.Single(await _service.Published<CoverageEnded>(), e => e.CoverageId == home.Id).EndedAt,
            TimeSpan.FromMilliseconds(1)
        );
        Assert.Equal(
            System.Text.Json.JsonValueKind.Null,
            (await chair.Get(other.Headers["Location"])).Expect(200)["endedAt"].ValueKind
        );
        (await chair.Post(area.Headers["Location"] + "/end", ifMatch: "\"v2\"")).Refused(409, "ORG-0007");
        (await chair.Post(other.Headers["Location"] + "/end")).Refused(428, "PLT-0011");
        (await chair.Post(other.Headers["Location"] + "/end", ifMatch: "\"v9\"")).Refused(412, "PLT-0008");
        Assert.NotEqual(Guid.Empty, head.Id);
    }

    [Fact]
    public async Task Coverages_in_a_post_with_a_later_end_end_on_that_day()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Setup.Subscriptions.Program);
        await using var broker = await TestBroker.CreateAsync();
        var clock = new FakeClock();
        await using var service = await TestService.StartAsync(fixture.Setup, database, broker.Address, clock);
        var province = await Province.NewAsync(service);
        var (chair, officer) = (
            await province.Staff(Post.Chair, province.County),
            await province.Staff(Post.FederationOfficer, province.County)
        );
        var (township, grid) = ((await province.Division(province.Township)).Id, await Grid(officer, province));
        var today = DateOnly.FromDateTime(clock.GetUtcNow().AddHours(8).DateTime);
        var (byTerm, byDay) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        // A coverage from before the rule, in a post that the person never held: the migration ends it.
        var made = (await officer.Post("/organizations/v1/people", new { name = "自封" })).Expect(201).Id;
        await using (var session = await service.SystemSession())
        {
            await session.Execute(
                """
                insert into coverages (id, person_id, division_id, post, scope_key, valid_from)
                values (@made, @made, @Id, 'federation-officer', @key, @Now)
                """,
                new
                {
                    made,
                    grid.Id,
                    key = grid["key"].GetString(),
                    session.Now,
                },
                default
            );
            using var migration = new StreamReader(
                typeof(Subscriptions).Assembly.GetManifestResourceStream("Migrations/0075_coverage_ends_with_post.sql")!
            );
            await session.Execute(await migration.ReadToEndAsync(TestContext.Current.CancellationToken), default);
            await session.Commit(default);
        }
        await Eventually.True(
            async () => (await service.Published<AreaCoverageEnded>()).Any(e => e.CoverageId == made),
            "the coverage without a post has ended"
        );

        List<Guid> coverages = [];
        foreach (var (person, days) in new[] { (byTerm, 30), (byDay, 0) })
        {
            (
                await officer.Post(
                    "/organizations/v1/people",
                    new
                    {
                        id = person,
                        name = "冯执委",
                        sex = "2",
                    }
                )
            ).Expect(201);
            var post = await Appoint(
                officer,
                person,
                Post.ExecutiveMember,
                township,
                days > 0 ? today.AddDays(days) : null
            );
            coverages.Add((
                    await chair.Post(
                        Coverages,
                        new
                        {
                            personId = person,
                            divisionId = grid.Id,
                            post = Post.ExecutiveMember,
                        }
                    )
                ).Expect(201).Id);
            if (days == 0)
                (
                    await officer.Post(
                        post.Headers["Location"] + "/end",
                        new { on = today.AddDays(59) },
                        ifMatch: "\"v1\""
                    )
                ).Expect(200);
        }
        Assert.Single(await service.Published<AreaCoverageEnded>());
        clock.Move(TimeSpan.FromDays(31));
        Assert.Equal(Midnight(today.AddDays(30)), (await Ended(0)).EndedAt);
        Assert.Equal(2, (await service.Published<AreaCoverageEnded>()).Count);
        clock.Move(TimeSpan.FromDays(31));
        Assert.Equal(Midnight(today.AddDays(60)), (await Ended(1)).EndedAt);

        Task<AreaCoverageEnded> Ended(int which) =>
            Eventually.Of(
                async () =>
                    (await service.Published<AreaCoverageEnded>()).SingleOrDefault(e =>
                        e.CoverageId == coverages[which]
                    )!,
                e => e is not null,
                "the coverage ends"
            );
        static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(8));
    }

    async Task<(Province, Client Chair, Client Officer)> SceneAsync()
    {
        var province = await Province.NewAsync(_service);
        return (
            province,
            await province.Staff(Post.Chair, province.County),
            await province.Staff(Post.FederationOfficer, province.County)
        );
    }

    static async Task<Answer> Grid(Client officer, Province province) =>
        (
            await officer.Post(
                "/organizations/v1/divisions",
                new
                {
                    parentId = (await province.Division(province.Village)).Id,
                    kind = "grid",
                    name = "网格" + Guid.NewGuid().ToString("N")[..6],
                }
            )
        ).Expect(201);

    /// <summary>An executive member of the other village.</summary>
    static async Task<Guid> Member(Client officer, Province province)
    {
        var person = (await officer.Post("/organizations/v1/people", new { name = "冯执委", sex = "2" }))
            .Expect(201)
            .Id;
        await Appoint(
            officer,
            person,
            Post.ExecutiveMember,
            (await province.Division(province.Digits + "0101100002")).Id
        );
        return person;
    }

    static async Task<Answer> Appoint(
        Client officer,
        Guid person,
        string post,
        Guid divisionId,
        DateOnly? validTo = null
    ) =>
        (
            await officer.Post(
                "/organizations/v1/appointments",
                new
                {
                    personId = person,
                    post,
                    divisionId,
                    validTo = validTo?.AddDays(-1),
                }
            )
        ).Expect(201);

    Task<int> Count(string table, Guid division) =>
        _service.Database.Find<int>(
            $"select count(*)::int from {table} where division_id = @division",
            new { division }
        )!;
}
