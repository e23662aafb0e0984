using Contracts.Census.V1;
using Contracts.Jobs.V1;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

public class OneTenHundredTests(OrganizationsFixture fixture)
{
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task A_served_woman_counts_once_for_all_sources()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var (key, village) = (await province.Key(province.Village), await province.Division(province.Village));
        var member = (await officer.Post("/organizations/v1/people", new { name = "王执委" })).Expect(201).Id;
        (
            await officer.Post(
                "/organizations/v1/appointments",
                new
                {
                    personId = member,
                    post = Post.ExecutiveMember,
                    divisionId = village.Id,
                    validFrom = "2020-01-01",
                }
            )
        ).Expect(201);
        var homes = Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7()).ToArray();
        var women = Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var home in homes)
            await _service.Deliver(new HouseholdRegistered(home, key, 3, Guid.CreateVersion7()));
        Task Visit(int home) =>
            _service.Deliver(
                new VisitRecorded(Guid.CreateVersion7(), homes[home], key, "visit", member, _service.Clock.GetUtcNow())
            );
        Task Need(int woman, int home, Guid by) =>
            _service.Deliver(s => new NeedOpened(
                Guid.CreateVersion7(),
                women[woman],
                homes[home],
                key,
                "work",
                s.Seal("name", "李"),
                [],
                [],
                by
            ));
        async Task<(long Women, long Households, long Services)> Progress()
        {
            var answer = (await officer.Get($"/organizations/v1/people/{member}/one-ten-hundred")).Expect(200);
            return (answer["women"].GetInt64(), answer["households"].GetInt64(), answer["services"].GetInt64());
        }

        await Visit(0);
        await Visit(0);
        await Visit(1);
        Assert.Equal((2L, 2L, 3L), await Progress());
        // Two women of a visited household count as two women, not three.
        await Need(0, 0, member);
        await Need(1, 0, member);
        Assert.Equal((3L, 2L, 5L), await Progress());
        // A colleague's event places this woman in a visited household.
        await _service.Deliver(new PlacementRetained(Guid.CreateVersion7(), women[2], null, 3, member));
        Assert.Equal((4L, 2L, 6L), await Progress());
        await Need(2, 1, Guid.CreateVersion7());
        Assert.Equal((3L, 2L, 6L), await Progress());

        var services = $"/organizations/v1/people/{member}/services";
        (
            await officer.Post(
                services,
                new
                {
                    householdId = homes[1],
                    personId = women[2],
                    servedOn = "2020-05-01",
                    note = "陪同就医",
                }
            )
        ).Expect(201);
        var today = _service.Clock.GetUtcNow().AddHours(8).ToString("yyyy-MM-dd", null);
        (
            await officer.Post(
                services,
                new
                {
                    householdId = homes[1],
                    personId = women[2],
                    servedOn = today,
                    note = "陪同就医",
                }
            )
        ).Expect(201);
        (
            await officer.Post(
                services,
                new
                {
                    householdId = homes[1],
                    personId = women[2],
                    servedOn = today,
                    note = "陪同就医",
                }
            )
        ).Refused(409, "ORG-0409");
        Assert.Equal((3L, 2L, 7L), await Progress());
        (
            await officer.Post(
                services,
                new
                {
                    householdId = homes[3],
                    servedOn = today,
                    note = "送教上门",
                }
            )
        ).Expect(201);
        Assert.Equal((4L, 3L, 8L), await Progress());
        // A visit recorded by mistake is reversed.
        var entry = (
            await officer.Get(
                $"/organizations/v1/point-entries?personId={member}&kind=visit-recorded&sort=-occurredAt&limit=1"
            )
        )
            .Expect(200)
            .Items.Single()
            .GetProperty("id")
            .GetGuid();
        (await officer.Post($"/organizations/v1/point-entries/{entry}/reverse", new { reason = "误录" })).Expect(201);
        Assert.Equal((4L, 3L, 7L), await Progress());
        var row = Assert.Single(
            (await officer.Get($"/organizations/v1/one-ten-hundred?divisionId={village.Id}")).Expect(200).Items
        );
        Assert.Equal(
            (member, 4L, false),
            (
                row.GetProperty("id").GetGuid(),
                row.GetProperty("women").GetInt64(),
                row.GetProperty("reached").GetBoolean()
            )
        );
        Assert.Equal(
            1,
            (await _service.As(member).Get($"/organizations/v1/people/{member}/one-ten-hundred?year=2020"))
                .Expect(200)["women"]
                .GetInt64()
        );
    }

    [Fact]
    public async Task A_service_without_a_household_of_the_area_is_refused()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var member = (await officer.Post("/organizations/v1/people", new { name = "王执委" })).Expect(201).Id;
        var services = $"/organizations/v1/people/{member}/services";
        var today = _service.Clock.GetUtcNow().AddHours(8).ToString("yyyy-MM-dd", null);
        (
            await officer.Post(
                services,
                new
                {
                    householdId = Guid.NewGuid(),
                    personId = member,
                    servedOn = "2999-01-01",
                    note = "x",
                }
            )
        ).Refused(400, "PLT-0001", "/personId PLT-1007", "/servedOn PLT-1004");
        (await officer.Post(services, new { })).Refused(
            400,
            "PLT-0001",
            "/householdId PLT-1001",
            "/servedOn PLT-1001",
            "/note PLT-1001"
        );
        (
            await officer.Post(
                services,
                new
                {
                    householdId = Guid.NewGuid(),
                    servedOn = today,
                    note = "x",
                }
            )
        ).Refused(400, "PLT-0001", "/householdId PLT-1008");
        (
            await (await province.Staff(Post.Chair, province.OtherCounty)).Post(
                services,
                new
                {
                    householdId = Guid.NewGuid(),
                    servedOn = today,
                    note = "x",
                }
            )
        ).Expect(404);
    }

    [Fact]
    public async Task A_model_woman_is_named_to_callers_who_see_the_person_and_counts_for_all()
    {
        var province = await Province.NewAsync(_service);
        var (member, county, chair) = await province.HolderOfTownship();
        var woman = (await county.Post("/organizations/v1/people", new { name = "赵先进" })).Expect(201).Id;
        (await county.Post($"/organizations/v1/people/{member}/model-women", new { personId = woman })).Expect(201);
        foreach (var (by, name) in new[] { (county, "赵先进"), (chair, null) })
        {
            var answer = (await by.Get($"/organizations/v1/people/{member}/one-ten-hundred")).Expect(200);
            Assert.Equal(1, answer["modelWomen"].GetInt64());
            Assert.Equal(name, Assert.Single(answer["links"].EnumerateArray()).GetProperty("name").GetString());
        }
    }

    [Fact]
    public async Task Invented_services_are_refused_and_mistaken_ones_reversed()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var (key, home, old) = (await province.Key(province.Village), Guid.CreateVersion7(), Guid.CreateVersion7());
        async Task<Guid> Person(string name, string? sex = null) =>
            (await officer.Post("/organizations/v1/people", new { name, sex })).Expect(201).Id;
        var (member, man) = (await Person("王执委"), await Person("钱", "1"));
        await _service.Deliver(new HouseholdRegistered(home, key, 4, Guid.CreateVersion7(), 2, 1));
        await _service.Deliver(new HouseholdRegistered(old, key, 1, Guid.CreateVersion7()));
        var today = _service.Clock.GetUtcNow().AddHours(8).ToString("yyyy-MM-dd", null);
        var known = Guid.CreateVersion7();
        await _service.Deliver(s => new NeedOpened(
            Guid.CreateVersion7(),
            known,
            home,
            key,
            "work",
            s.Seal("name", "李"),
            [],
            [],
            Guid.CreateVersion7()
        ));
        Task<Answer> Record(Client by, Guid of, Guid household, Guid? personId) =>
            by.Post(
                $"/organizations/v1/people/{of}/services",
                new
                {
                    householdId = household,
                    personId,
                    servedOn = today,
                    note = "陪同就医",
                }
            );

        (await Record(officer, member, home, man)).Refused(400, "PLT-0001", "/personId ORG-1300");
        var second = Guid.CreateVersion7();
        var made = (await Record(officer, member, home, second)).Expect(201);
        (await Record(officer, member, home, Guid.NewGuid())).Refused(400, "PLT-0001", "/personId ORG-1405");
        (await Record(officer, member, home, known)).Expect(201);
        (await Record(officer, member, old, Guid.CreateVersion7())).Expect(201);
        (await Record(officer, member, old, Guid.CreateVersion7())).Refused(400, "PLT-0001", "/personId ORG-1405");
        var asMember = await _service.Holder(
            Post.ExecutiveMember,
            await province.Key(province.County),
            subject: member
        );
        (await Record(asMember, member, home, null)).Refused(403, "ORG-0424");
        await _service.OnRecord(officer, "干部");
        (await Record(officer, officer.Subject, home, null)).Refused(403, "ORG-0424");
        Assert.Equal(
            3,
            (await asMember.Get($"/organizations/v1/people/{member}/one-ten-hundred")).Expect(200)["women"].GetInt64()
        );

        var path = made.Headers["Location"];
        Assert.Equal(
            3,
            (await officer.Get($"/organizations/v1/services?memberId={member}&sort=servedOn")).Expect(200).Items.Count
        );
        Assert.Contains(
            "陪同就医",
            (await officer.Get($"/organizations/v1/services?householdId={home}&format=csv")).Expect(200).Text,
            StringComparison.Ordinal
        );
        (await officer.Post(path + "/reverse", new { reason = "误录" })).Refused(428, "PLT-0011");
        (await officer.Post(path + "/reverse", new { reason = " " }, ifMatch: "\"v1\"")).Refused(
            400,
            "PLT-0001",
            "/reason PLT-1001"
        );
        (await officer.Post(path + "/reverse", new { reason = "误录" }, ifMatch: "\"v2\"")).Refused(412, "PLT-0008");
        (
            await (await province.Staff(Post.Chair, province.OtherCounty)).Post(
                path + "/reverse",
                new { reason = "误录" },
                ifMatch: "\"v1\""
            )
        ).Expect(404);
        Assert.True(
            (
                await officer.Post(
                    path + "/reverse",
                    new { reason = "误录" },
                    ifMatch: (await _service.As(member).Get(path)).ETag
                )
            )
                .Expect(200)["reversed"]
                .GetBoolean()
        );
        (await officer.Post(path + "/reverse", new { reason = "误录" }, ifMatch: "\"v2\"")).Refused(409, "ORG-0425");
        Assert.Equal(
            2,
            (await asMember.Get($"/organizations/v1/people/{member}/one-ten-hundred")).Expect(200)["women"].GetInt64()
        );
        // The right one replaces it.
        (await Record(officer, member, home, second)).Expect(201);
        Assert.Equal(
            3,
            (await asMember.Get($"/organizations/v1/people/{member}/one-ten-hundred")).Expect(200)["women"].GetInt64()
        );
    }

    [Fact]
    public async Task A_model_woman_is_led_by_one_executive_member_at_a_time()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var village = (await province.Division(province.Village)).Id;
        async Task<Guid> Person(string name) =>
            (await officer.Post("/organizations/v1/people", new { name })).Expect(201).Id;
        var (first, second, woman) = (await Person("王执委"), await Person("李执委"), await Person("赵"));
        foreach (var member in new[] { first, second })
            (
                await officer.Post(
                    "/organizations/v1/appointments",
                    new
                    {
                        personId = member,
                        post = Post.ExecutiveMember,
                        divisionId = village,
                        validFrom = "2024-01-01",
                    }
                )
            ).Expect(201);
        string Path(Guid member) => $"/organizations/v1/people/{member}/model-women";
        (await officer.Post(Path(first), new { personId = woman, validFrom = "2023-12-31" })).Refused(409, "ORG-0407");
        (await officer.Post(Path(woman), new { personId = first })).Refused(409, "ORG-0407");
        (await officer.Post(Path(first), new { personId = first, validFrom = "2999-01-01" })).Refused(
            400,
            "PLT-0001",
            "/personId PLT-1007",
            "/validFrom PLT-1004"
        );
        (await officer.Post(Path(first), new { personId = Guid.NewGuid() })).Refused(
            400,
            "PLT-0001",
            "/personId PLT-1008"
        );
        var man = (await officer.Post("/organizations/v1/people", new { name = "钱", sex = "1" })).Expect(201).Id;
        (await officer.Post(Path(first), new { personId = man })).Refused(400, "PLT-0001", "/personId ORG-1300");
        var link = (await officer.Post(Path(first), new { personId = woman, validFrom = "2024-03-01" })).Expect(201).Id;
        (await officer.Post(Path(second), new { personId = woman })).Refused(409, "ORG-0406");
        Assert.Equal(
            (first, "赵"),
            Assert.Single((await officer.Get("/organizations/v1/model-women?q=赵")).Expect(200).Items) is var row
                ? (row.GetProperty("memberId").GetGuid(), row.GetProperty("person").GetString())
                : default
        );
        async Task<long> Led(Guid member, string query = "") =>
            (await officer.Get($"/organizations/v1/people/{member}/one-ten-hundred{query}"))
                .Expect(200)["modelWomen"]
                .GetInt64();
        Assert.Equal((1L, 1L, 0L), (await Led(first), await Led(first, "?year=2024"), await Led(first, "?year=2023")));

        async Task<Answer> End(string on, string? ifMatch) =>
            await officer.Send(
                HttpMethod.Post,
                $"/organizations/v1/model-women/{link}/end",
                new { on },
                ("Idempotency-Key", Guid.NewGuid().ToString()),
                ("If-Match", ifMatch)
            );
        (await End("2024-02-28", "\"v1\"")).Refused(400, "PLT-0001", "/on PLT-1007");
        (await End("2025-02-27", "\"v4\"")).Refused(412, "PLT-0008");
        var ended = (await End("2025-02-27", "\"v1\"")).Expect(200);
        (await End("2025-02-28", $"\"v{ended["version"].GetInt64()}\"")).Refused(409, "ORG-0408");
        (await officer.Post(Path(second), new { personId = woman, validFrom = "2025-02-01" })).Refused(409, "ORG-0406");
        (await officer.Post(Path(second), new { personId = woman, validFrom = "2025-02-28" })).Expect(201);
        Assert.Equal((0L, 1L, 1L), (await Led(first), await Led(first, "?year=2024"), await Led(second)));
    }
}
