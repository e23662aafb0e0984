using Census.Features.Residents;
using Contracts.Census.V1;
using Dapper;
using Testing;

namespace Census.Tests;

public class HouseholdTests(CensusFixture census)
{
    const string Households = "/census/v1/households";
    readonly TestService _service = census.Service;

    [Fact]
    public async Task Names_indexed_by_an_older_rule_are_found_after_index_names()
    {
        var county = await County.NewAsync(_service);
        await county.Register(Resident.New("李\uE863"));
        await _service.Database.Query<int>(
            "delete from household_grams where starts_with(scope_key, @Key) returning 1",
            new { county.Key }
        );
        async Task<int> Found(string q) =>
            (await county.Member.Get($"{Households}?q={Uri.EscapeDataString(q)}")).Expect(200).Items.Count();
        Assert.Equal(0, await Found("李䶮"));
        for (var twice = 0; twice < 2; twice++)
        {
            await using var session = await _service.SystemSession();
            await IndexNames.Verb.Run(session, [], _service.Services, default);
        }
        Assert.Equal((1, 1, 0), (await Found("李䶮"), await Found("李\uE863"), await Found("王䶮")));
    }

    [Fact]
    public async Task Index_names_during_a_move_leaves_the_grams_at_the_new_key()
    {
        var county = await County.NewAsync(_service);
        var child = Resident.New("李小宝", "2", "2016-09-01", "1") with { Telephone = null, Employment = "student" };
        var household = (await county.Register(Resident.New("李娜"), child)).Id;
        await using var connection = await _service.Database.Admin.OpenConnectionAsync(
            TestContext.Current.CancellationToken
        );
        await using var move = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(
            "update households set scope_key = @OtherVillageKey where id = @household",
            new { county.OtherVillageKey, household }
        );
        var command = IndexAsync();
        await Eventually.Of(
            () =>
                _service.Database.Query<int>(
                    """
                    select l.pid
                    from pg_locks l
                    join pg_stat_activity a on a.pid = l.pid
                    where not l.granted and l.locktype = 'transactionid' and a.datname = current_database()
                    """
                ),
            waiting => waiting.Count > 0,
            "the command waits for the household"
        );
        await connection.ExecuteAsync(
            "update household_grams set scope_key = @OtherVillageKey where household_id = @household",
            new { county.OtherVillageKey, household }
        );
        await move.CommitAsync(TestContext.Current.CancellationToken);
        await command;
        Assert.Equal(
            [county.OtherVillageKey],
            await _service.Database.Query<string>(
                "select distinct scope_key from household_grams where household_id = @household",
                new { household }
            )
        );

        async Task IndexAsync()
        {
            await using var session = await _service.SystemSession();
            await IndexNames.Verb.Run(session, [], _service.Services, default);
        }
    }

    [Fact]
    public async Task A_registered_household_is_read_with_its_residents_masked_and_published()
    {
        var county = await County.NewAsync(_service);
        var head = Resident.New("王秀兰");
        var child = Resident.New("王小宝", "2", "2016-09-01", "1") with { Telephone = null, Employment = "student" };
        var made = await county.Register(head, child);

        var read = (await county.Member.Get(made.Path)).Expect(200);
        Assert.Equal(1, read.Version);
        Assert.Equal("城东街12号", read["address"].GetString());
        Assert.Equal("城东社区居委会", read["division"].GetString());
        var first = read["residents"][0];
        Assert.Equal("王秀兰", first.GetProperty("name").GetString());
        Assert.Equal(
            head.CitizenId![..6] + "********" + head.CitizenId[^4..],
            first.GetProperty("citizenIdMasked").GetString()
        );
        Assert.Equal(
            head.Telephone![..3] + "****" + head.Telephone[^4..],
            first.GetProperty("telephoneMasked").GetString()
        );
        Assert.DoesNotContain(head.CitizenId, read.Text, StringComparison.Ordinal);
        Assert.Equal(304, (await county.Member.Get(made.Path, read.ETag)).Status);

        var published = Assert.Single(await _service.Published<HouseholdRegistered>(), e => e.HouseholdId == made.Id);
        Assert.Equal(new HouseholdRegistered(made.Id, county.VillageKey, 2, county.Member.Subject, 1, 1), published);
    }

    [Fact]
    public async Task All_members_that_break_a_member_rule_are_named_in_one_answer()
    {
        var county = await County.NewAsync(_service);
        var answer = await county.Member.Post(
            Households,
            new
            {
                address = " ",
                type = "palace",
                dwelling = new string('长', 201),
                categories = new[] { "jobless", "rich", "" },
                residents = new object[]
                {
                    Resident.New(),
                    new
                    {
                        name = "",
                        relation = "x",
                        citizenId = "61063119900517002Y",
                        sex = "5",
                        birthDate = "1990-5-17",
                        telephone = "无",
                        ethnicity = "99",
                        education = "11x",
                        maritalStatus = "1",
                        employment = "king",
                    },
                },
            }
        );
        answer.Refused(
            400,
            "PLT-0001",
            "/address PLT-1001",
            "/categories/1 PLT-1003",
            "/categories/2 PLT-1001",
            "/divisionId PLT-1001",
            "/dwelling PLT-1002",
            "/residents/1/birthDate PLT-1006",
            "/residents/1/citizenId PLT-1006",
            "/residents/1/education PLT-1003",
            "/residents/1/employment PLT-1003",
            "/residents/1/ethnicity PLT-1003",
            "/residents/1/maritalStatus PLT-1003",
            "/residents/1/name PLT-1001",
            "/residents/1/relation PLT-1003",
            "/residents/1/sex PLT-1003",
            "/residents/1/telephone PLT-1006",
            "/type PLT-1003"
        );
    }

    [Fact]
    public async Task All_values_that_break_a_rule_of_the_handler_are_named_in_one_answer()
    {
        var county = await County.NewAsync(_service);
        var good = Resident.New();
        var answer = await county.Member.Post(
            Households,
            new
            {
                divisionId = Guid.CreateVersion7(),
                address = "x",
                type = "family",
                categories = new[] { "jobless", "disabled" },
                residents = new[]
                {
                    good with
                    {
                        CitizenId = good.CitizenId![..17] + (good.CitizenId[17] == '0' ? '1' : '0'),
                        Telephone = "12345",
                    },
                    Resident.New(relation: "1") with
                    {
                        Sex = "1",
                    },
                    Resident.New(relation: "3") with
                    {
                        BirthDate = "1990-05-18",
                    },
                    Resident.New(relation: "3") with
                    {
                        BirthDate = "2999-01-01",
                        CitizenId = null,
                    },
                },
            }
        );
        answer.Refused(
            400,
            "PLT-0001",
            "/divisionId PLT-1008",
            "/residents/0/citizenId PLT-1005",
            "/residents/0/telephone PLT-1006",
            "/residents/1/sex CEN-1004",
            "/residents/2/birthDate CEN-1005",
            "/residents/3/birthDate PLT-1004"
        );
    }

    [Theory]
    [InlineData("family", 51), InlineData("collective", 501)]
    public async Task A_household_with_too_many_residents_is_refused(string type, int count)
    {
        var county = await County.NewAsync(_service);
        var residents = Enumerable.Range(0, count).Select(i => Resident.New(relation: i == 0 ? "0" : "8")).ToArray();
        var answer = await county.Member.Post(Households, county.Household(residents) with { Type = type });
        answer.Refused(400, "PLT-0001", "/residents PLT-1002");
    }

    [Fact]
    public async Task A_change_with_a_bad_member_is_refused_before_the_household_is_read()
    {
        var (here, elsewhere) = (await County.NewAsync(_service), await County.NewAsync(_service));
        var made = await here.Register();
        var answer = await elsewhere.Member.Patch(made.Path, new { address = " " }, "\"v1\"");
        answer.Refused(400, "PLT-0001", "/address PLT-1001");
    }

    [Theory]
    [InlineData("", null), InlineData("  ", null), InlineData(" 平房 ", "平房"), InlineData(null, "楼房三室")]
    public async Task An_empty_dwelling_clears_it_and_a_missing_one_leaves_it(string? sent, string? kept)
    {
        var county = await County.NewAsync(_service);
        var made = await county.Register();
        (await county.Member.Patch(made.Path, new { dwelling = sent }, "\"v1\"")).Expect(200);
        Assert.Equal(kept, (await county.Member.Get(made.Path)).Expect(200)["dwelling"].GetString());
    }

    [Theory]
    [
        InlineData("""{"divisionId":"nonsense"}""", "/divisionId PLT-1006"),
        InlineData("""{"residents":{}}""", "/residents PLT-1006"),
        InlineData("""{"colour":"red"}""", "/colour PLT-1009"),
        InlineData("{", " PLT-1006")
    ]
    public async Task A_malformed_body_is_refused_at_the_broken_member(string body, string error)
    {
        var county = await County.NewAsync(_service);
        (
            await county.Member.Send(HttpMethod.Post, Households, body, ("Idempotency-Key", Guid.NewGuid().ToString()))
        ).Refused(400, "PLT-0002", error);
    }

    [Fact]
    public async Task A_family_has_one_head_and_lives_in_a_community()
    {
        var county = await County.NewAsync(_service);
        (await county.Member.Post(Households, county.Household(Resident.New(relation: "1")))).Refused(
            400,
            "PLT-0001",
            "/residents CEN-1003"
        );
        (await county.Member.Post(Households, county.Household(Resident.New(), Resident.New()))).Refused(
            400,
            "PLT-0001",
            "/residents CEN-1003"
        );
        (await county.Member.Post(Households, county.Household() with { Residents = [] })).Refused(
            400,
            "PLT-0001",
            "/residents PLT-1001"
        );
        (
            await county.Member.Post(
                Households,
                county.Household(Resident.New(relation: "8")) with
                {
                    Type = "collective",
                }
            )
        ).Expect(201);
        var officer = await county.Staff("federation-officer", county.Key);
        (await officer.Post(Households, county.Household() with { DivisionId = county.Id })).Refused(
            400,
            "PLT-0001",
            "/divisionId CEN-1008"
        );
    }

    [Fact]
    public async Task A_household_of_another_area_is_not_found()
    {
        var (here, elsewhere) = (await County.NewAsync(_service), await County.NewAsync(_service));
        var made = await here.Register();
        (await elsewhere.Member.Get(made.Path)).Refused(404, "PLT-0005");
        (await elsewhere.Member.Get($"/census/v1/residents/{made.Residents[0]}")).Expect(404);
        (await elsewhere.Member.Patch(made.Path, new { address = "x" }, "\"v1\"")).Expect(404);
        (await elsewhere.Member.Post(Households, here.Household())).Refused(400, "PLT-0001", "/divisionId PLT-1008");
        Assert.Empty((await elsewhere.Member.Get(Households)).Items);
        var neighbour = await here.Staff("executive-member", here.OtherVillageKey);
        (await neighbour.Get(made.Path)).Expect(404);
        var above = await here.Staff("federation-officer", here.Key);
        (await above.Get(made.Path)).Expect(200);
        (await _service.AsSomebody().Get(made.Path)).Expect(403);
        (await _service.AsNobody().Get(made.Path)).Expect(401);
        var trainer = await here.Staff("trainer", here.VillageKey);
        (await trainer.Get(made.Path)).Expect(403);
    }

    [Fact]
    public async Task A_covered_household_is_visible_outside_the_area_and_others_are_not()
    {
        var (here, elsewhere) = (await County.NewAsync(_service), await County.NewAsync(_service));
        var (covered, other) = (await here.Register(), await here.Register());
        var visitor = elsewhere.Member;
        var coverage = Guid.CreateVersion7();
        await _service.Deliver(
            new Contracts.Organizations.V1.CoverageStarted(
                coverage,
                visitor.Subject,
                covered.Id,
                "executive-member",
                _service.Clock.GetUtcNow().AddMinutes(-1)
            )
        );

        var read = (await visitor.Get(covered.Path)).Expect(200);
        Assert.Equal(1, read["residents"].GetArrayLength());
        (await visitor.Get(other.Path)).Expect(404);
        foreach (var query in new[] { "", "?categories=jobless", "?q=王秀兰" })
            Assert.Equal(
                covered.Id,
                Assert.Single((await visitor.Get(Households + query)).Items).GetProperty("id").GetGuid()
            );
        (
            await visitor.Post(
                "/census/v1/visits",
                new
                {
                    householdId = covered.Id,
                    kind = "visit",
                    visitedAt = _service.Clock.GetUtcNow(),
                    diary = "家中老人需要陪护",
                }
            )
        ).Expect(201);
        (
            await visitor.Post(
                "/census/v1/visits",
                new
                {
                    householdId = other.Id,
                    kind = "visit",
                    visitedAt = _service.Clock.GetUtcNow(),
                    diary = "家中老人需要陪护",
                }
            )
        ).Refused(400, "PLT-0001", "/householdId PLT-1008");

        Assert.Equal(
            covered.Id,
            Assert.Single((await visitor.Get("/census/v1/visits")).Items).GetProperty("householdId").GetGuid()
        );
        (await visitor.Post("/census/v1/needs", NeedTests.Form(covered.Residents[0]))).Expect(201);
        Assert.Single((await visitor.Get("/census/v1/needs")).Items);

        await _service.Deliver(new Contracts.Organizations.V1.CoverageEnded(coverage, _service.Clock.GetUtcNow()));
        (await visitor.Get(covered.Path)).Expect(404);
    }

    [Fact]
    public async Task Changes_of_a_covered_household_are_only_in_the_feed_of_the_covering_person()
    {
        var (here, elsewhere, third) = (
            await County.NewAsync(_service),
            await County.NewAsync(_service),
            await County.NewAsync(_service)
        );
        var (covered, other, visitor) = (await here.Register(), await here.Register(), elsewhere.Member);
        async Task<(string Cursor, string[] Changes)> Read(Client reader, string? cursor)
        {
            var page = (await reader.Get($"/census/v1/changes?limit=500&cursor={cursor}")).Expect(200);
            return (
                page["cursor"].GetString()!,
                [
                    .. page["changes"]
                        .EnumerateArray()
                        .Select(c => $"{c.GetProperty("entity")} {c.GetProperty("kind")}")
                        .Order(),
                ]
            );
        }
        var (mine, theirs) = (await Read(visitor, null), await Read(third.Member, null));
        var coverage = Guid.CreateVersion7();
        await _service.Deliver(
            new Contracts.Organizations.V1.CoverageStarted(
                coverage,
                visitor.Subject,
                covered.Id,
                "executive-member",
                _service.Clock.GetUtcNow().AddMinutes(-1)
            )
        );
        foreach (var household in new[] { covered, other })
            (await here.Member.Post("/census/v1/needs", NeedTests.Form(household.Residents[0]))).Expect(201);
        mine = await Read(visitor, mine.Cursor);
        Assert.Equal(["covered i", "needs i"], mine.Changes);
        Assert.Empty((await Read(third.Member, theirs.Cursor)).Changes);
        await _service.Deliver(new Contracts.Organizations.V1.CoverageEnded(coverage, _service.Clock.GetUtcNow()));
        Assert.Equal(["covered d"], (await Read(visitor, mine.Cursor)).Changes);
    }

    [Fact]
    public async Task A_repeated_idempotency_key_gives_the_same_answer_and_one_household()
    {
        var county = await County.NewAsync(_service);
        var (form, key) = (county.Household(), Guid.NewGuid().ToString());
        var first = (await county.Member.Post(Households, form, key)).Expect(201);
        var again = (await county.Member.Post(Households, form, key)).Expect(201);
        Assert.Equal(
            (first.Text, first.Headers["Location"], "true"),
            (again.Text, again.Headers["Location"], again.Headers["Idempotency-Replayed"])
        );
        Assert.Single((await county.Member.Get(Households)).Items);
        (await county.Member.Post(Households, form with { Address = "别处" }, key)).Refused(422, "PLT-0015");
        (await county.Member.Send(HttpMethod.Post, Households, form)).Refused(400, "PLT-0014");
    }

    [Fact]
    public async Task A_change_needs_the_version_of_the_last_read()
    {
        var county = await County.NewAsync(_service);
        var made = await county.Register();
        (await county.Member.Patch(made.Path, new { address = "城东街13号" }, null)).Refused(428, "PLT-0011");
        (
            await county.Member.Patch(
                made.Path,
                new { address = "城东街13号", categories = new[] { "single-parent" } },
                "\"v1\""
            )
        ).Expect(200);
        (await county.Member.Patch(made.Path, new { address = "城东街14号" }, "\"v1\"")).Refused(412, "PLT-0008");
        (
            await county.Member.Patch(made.Path, new { categories = new[] { "single-parent", "rich" } }, "\"v2\"")
        ).Refused(400, "PLT-0001", "/categories/1 PLT-1003");
        var read = (await county.Member.Get(made.Path)).Expect(200);
        Assert.Equal(
            ("城东街13号", 2L, "single-parent"),
            (read["address"].GetString(), read.Version, read["categories"][0].GetString())
        );
        Assert.Empty((await county.Member.Get(Households + "?categories=jobless")).Items);
        Assert.Single((await county.Member.Get(Households + "?categories=single-parent")).Items);
    }

    [Fact]
    public async Task Pages_of_the_list_hold_each_household_once()
    {
        var county = await County.NewAsync(_service);
        var made = new List<Guid>();
        for (var i = 0; i < 5; i++)
            made.Add((await county.Register()).Id);
        Assert.Equal(made.Order(), (await AllAsync(county.Member, "")).Order());
        // Two separate villages and a covered household in a third: each household once.
        var (other, third) = (await County.NewAsync(_service), await County.NewAsync(_service));
        for (var i = 0; i < 3; i++)
            made.Add((await other.Register()).Id);
        var covered = (await third.Register()).Id;
        await third.Register();
        await _service.Grant(county.Member.Subject, "grid-head", other.Key);
        await _service.Grant(county.Member.Subject, "grid-head", resource: covered);
        await _service.Grant(county.Member.Subject, "grid-head", resource: made[0]);
        foreach (var query in new[] { "", "&categories=jobless", "&q=王" })
            Assert.Equal(made.Append(covered).Order(), (await AllAsync(county.Member, query)).Order());
        (await county.Member.Get(Households + "?cursor=nonsense")).Refused(400, "PLT-0012");
        (await county.Member.Get(Households + "?limit=0")).Refused(400, "PLT-0001", "/limit PLT-1007");
        (await county.Member.Get(Households + "?categories=rich")).Refused(400, "PLT-0001", "/categories PLT-1003");
    }

    [Fact]
    public async Task A_resident_is_found_by_any_character_of_the_name_within_the_area()
    {
        var (here, elsewhere) = (await County.NewAsync(_service), await County.NewAsync(_service));
        var wang = await here.Register(Resident.New("王秀兰"), Resident.New("李大海", "1", sex: "1"));
        var ou = await here.Register(Resident.New("欧阳娜娜"));
        await elsewhere.Register(Resident.New("王秀兰"));
        Assert.Equal([wang.Id], await Find("秀兰"));
        Assert.Equal([wang.Id], await Find("王"));
        Assert.Equal([wang.Id], await Find("大海"));
        Assert.Equal([ou.Id], await Find("阳娜娜"));
        Assert.Equal([wang.Id], await Find("秀兰", "jobless"));
        Assert.Empty(await Find("秀兰", "disabled"));
        Assert.Empty(await Find("王海"));
        Assert.Empty(await Find("张"));

        async Task<List<Guid>> Find(string q, string? category = null) =>
            [
                .. (
                    await here.Member.Get(
                        $"{Households}?q={Uri.EscapeDataString(q)}"
                            + (category is null ? "" : $"&categories={category}")
                    )
                )
                    .Expect(200)
                    .Items.Select(h => h.GetProperty("id").GetGuid()),
            ];
    }

    static async Task<List<Guid>> AllAsync(Client client, string query)
    {
        List<Guid> seen = [];
        for (var path = $"{Households}?limit=2{query}"; ; )
        {
            var page = (await client.Get(path)).Expect(200);
            seen.AddRange(page.Items.Select(h => h.GetProperty("id").GetGuid()));
            if (page["next"].GetString() is not { } next)
                return seen;
            path = $"{Households}?limit=2{query}&cursor={next}";
        }
    }
}
