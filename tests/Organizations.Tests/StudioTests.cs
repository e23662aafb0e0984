using Contracts.Organizations.V1;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Organizations.Domain;
using Testing;

namespace Organizations.Tests;

public class StudioTests(OrganizationsFixture fixture)
{
    const string Root = "/organizations/v1/";
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task Sex_and_birth_date_must_agree_with_the_citizen_id()
    {
        var (officer, _, _) = await OfficerAsync();
        var person = (await officer.Post(Root + "people", new { name = "王", citizenId = "11010519491231002X" }))
            .Expect(201)
            .Id;
        Assert.Equal(
            "2 1949-12-31",
            await _service.Database.Find<string>(
                "select sex || ' ' || birth_date from people where id = @person",
                new { person }
            )
        );
        (
            await officer.Post(
                Root + "people",
                new
                {
                    name = "王",
                    citizenId = "350111199003070027",
                    sex = "1",
                    birthDate = "1990-03-08",
                }
            )
        ).Refused(400, "PLT-0001", "/sex ORG-1204", "/birthDate ORG-1205");
        (await officer.Post(Root + "people", new { name = "王", birthDate = "2099-01-01" })).Refused(
            400,
            "PLT-0001",
            "/birthDate PLT-1004"
        );
    }

    [Fact]
    public async Task One_of_two_concurrent_promotions_to_a_grade_succeeds_also_for_a_person_seen_by_post_only()
    {
        var province = await Province.NewAsync(_service);
        var (person, _, _) = await province.HolderOfTownship();
        var officer = await province.Staff(Post.FederationOfficer, province.Township);
        var township = (await province.Division(province.Township)).Id;
        for (var round = 0; round < 3; round++)
        {
            var grade = StudioRules.Grades[round];
            List<Guid> studios = [];
            for (var i = 0; i < 4; i++)
                studios.Add(await StudioAsync(officer, township, person));
            var answers = await Task.WhenAll(
                studios.Select(s =>
                    officer.Post(
                        $"{Root}studios/{s}/promotions",
                        new
                        {
                            personId = person,
                            grade,
                            promotedOn = $"202{round + 2}-06-01",
                        }
                    )
                )
            );
            Assert.Equal([201, 409, 409, 409], answers.Select(a => a.Status).Order());
        }
    }

    [Fact]
    public async Task A_new_leader_starts_on_a_day_and_each_day_has_one_leader()
    {
        var (officer, division, _) = await OfficerAsync();
        var (first, second) = (await PersonAsync(officer), await PersonAsync(officer));
        var studio = await StudioAsync(officer, division, first);
        var member = (
            await officer.Post(
                $"{Root}studios/{studio}/members",
                new { personIds = new[] { second }, validFrom = "2022-01-01" }
            )
        )
            .Expect(201)["ids"][0]
            .GetGuid();
        (
            await officer.Put(
                $"{Root}studios/{studio}",
                new
                {
                    field = "电气",
                    leaderId = second,
                    from = "2023-01-01",
                },
                (await officer.Get($"{Root}studios/{studio}")).ETag
            )
        ).Expect(200);
        Assert.Equal((first, 2), await LeaderAsync("2022-12-31"));
        Assert.Equal((second, 2), await LeaderAsync("2023-01-01"));
        (
            await officer.Post(
                $"{Root}studios/{studio}/members/{member}/end",
                ifMatch: (await officer.Get($"{Root}studios/{studio}")).ETag
            )
        ).Refused(409, "ORG-0501");
        var known = (
            await officer.Post(
                Root + "organizations",
                new
                {
                    kind = "studio",
                    name = "在册工作室",
                    divisionId = division,
                }
            )
        ).Expect(201).Id;
        var body = new
        {
            id = known,
            name = "在册工作室",
            divisionId = division,
            leaderId = first,
            field = "机械",
            foundedOn = "2020-01-01",
        };
        Assert.Equal(known, (await officer.Post(Root + "studios", body)).Expect(201).Id);
        (await officer.Post(Root + "studios", body)).Refused(400, "PLT-0001", "/id PLT-1011");
        Assert.Equal(
            "电气",
            (await officer.Get($"{Root}studios?divisionId={division}"))
                .Expect(200)
                .Items[0]
                .GetProperty("field")
                .GetString()
        );
        Assert.Equal("studio", (await officer.Get($"{Root}organizations/{studio}")).Expect(200)["kind"].GetString());

        async Task<(Guid, long)> LeaderAsync(string day)
        {
            var read = (await officer.Get($"{Root}studios/{studio}?asOf={day}")).Expect(200);
            var leader = Assert
                .Single(read["members"].EnumerateArray(), m => m.GetProperty("role").GetString() == "leader")
                .GetProperty("personId")
                .GetGuid();
            return (leader, read["figures"].GetProperty("members").GetInt64());
        }
    }

    [Fact]
    public async Task Only_studios_that_meet_the_standards_are_chosen_and_get_the_grant()
    {
        var (officer, division, _) = await OfficerAsync();
        var (big, small) = (
            await StudioAsync(officer, division, await PersonAsync(officer)),
            await StudioAsync(officer, division, await PersonAsync(officer))
        );
        (
            await officer.Post(
                $"{Root}studios/{big}/members",
                new
                {
                    personIds = new[] { await PersonAsync(officer), await PersonAsync(officer) },
                    validFrom = "2022-01-01",
                }
            )
        ).Expect(201);
        var body = new
        {
            divisionId = division,
            level = "model",
            year = 2023,
            places = 1,
            grantEach = 5000,
            standards = new[] { new { criterion = "members", least = 3 } },
        };
        var selection = (await officer.Post(Root + "studio-selections", body)).Expect(201).Id;
        (await officer.Post(Root + "studio-selections", body)).Refused(409, "ORG-0540");
        var path = $"{Root}studio-selections/{selection}";
        (await officer.Post(path + "/publish", ifMatch: "\"v1\"")).Refused(409, "ORG-0538");
        foreach (var step in new[] { "/publish", "/candidates" })
            (await officer.Post(path + step, new { studioIds = new[] { big } })).Refused(428, "PLT-0011");
        (await officer.Post(path + "/candidates", new { studioIds = new[] { big } }, ifMatch: "\"v7\"")).Refused(
            412,
            "PLT-0008"
        );
        var put = (
            await officer.Post(path + "/candidates", new { studioIds = new[] { big, small } }, ifMatch: "\"v1\"")
        ).Expect(200);
        Assert.Equal(
            ["members"],
            put["candidates"]
                .EnumerateArray()
                .Single(c => c.GetProperty("studioId").GetGuid() == small)
                .GetProperty("failed")
                .EnumerateArray()
                .Select(f => f.GetString()!)
        );
        var tag = (await officer.Get(path)).ETag;
        (
            await officer.Put(
                path + "/decision",
                new { chosen = new[] { new { studioId = big }, new { studioId = small } } },
                tag
            )
        ).Refused(409, "ORG-0536", "/chosen/1/studioId PLT-1007");
        (
            await officer.Put(path + "/decision", new { chosen = new[] { new { studioId = Guid.NewGuid() } } }, tag)
        ).Refused(400, "PLT-0001", "/chosen/0/studioId PLT-1008");
        (await officer.Put(path + "/decision", new { chosen = new[] { new { studioId = big } } }, "\"v1\"")).Refused(
            412,
            "PLT-0008"
        );
        (
            await officer.Post(
                $"{Root}studios/{small}/members",
                new
                {
                    personIds = new[] { await PersonAsync(officer), await PersonAsync(officer) },
                    validFrom = "2022-01-01",
                }
            )
        ).Expect(201);
        var again = (
            await officer.Post(path + "/candidates", new { studioIds = new[] { small } }, ifMatch: tag)
        ).Expect(200);
        tag = $"\"v{again["version"].GetInt64()}\"";
        (
            await officer.Put(
                path + "/decision",
                new { chosen = new[] { new { studioId = big }, new { studioId = small } } },
                tag
            )
        ).Refused(409, "ORG-0537", "/chosen PLT-1007");
        (
            await officer.Put(
                path + "/decision",
                new { chosen = new[] { new { studioId = small, title = "标兵" } } },
                tag
            )
        ).Expect(200);
        (await officer.Post(path + "/publish", ifMatch: tag)).Refused(412, "PLT-0008");
        (await officer.Post(path + "/publish", ifMatch: (await officer.Get(path)).ETag)).Expect(200);
        var listed = (await officer.Get($"{Root}studio-selections?divisionId={division}&state=published"))
            .Expect(200)
            .Items.Single();
        Assert.Equal((2, 1), (listed.GetProperty("proposed").GetInt32(), listed.GetProperty("chosen").GetInt32()));
        (
            await officer.Post(
                path + "/candidates",
                new { studioIds = new[] { big } },
                ifMatch: (await officer.Get(path)).ETag
            )
        ).Refused(409, "ORG-0539");
        Assert.Equal(5000m, await GrantsAsync(officer, small));
    }

    [Fact]
    public async Task A_grant_is_reversed_by_an_entry_once()
    {
        var (officer, division, _) = await OfficerAsync();
        var studio = await StudioAsync(officer, division, await PersonAsync(officer));
        var grant = (await officer.Post($"{Root}studios/{studio}/grants", new { amount = 5000 })).Expect(201).Id;

        var reversal = (await officer.Post($"{Root}studio-grants/{grant}/reverse", new { reason = "重复发放" })).Expect(
            201
        );
        Assert.Equal(-5000m, reversal["amount"].GetDecimal());
        foreach (var id in new[] { grant, reversal.Id })
            (await officer.Post($"{Root}studio-grants/{id}/reverse", new { reason = "x" })).Refused(409, "ORG-0543");
        Assert.Equal(0m, await GrantsAsync(officer, studio));
    }

    [Fact]
    public async Task A_refused_request_changes_nothing()
    {
        var (officer, division, province) = await OfficerAsync();
        var (stranger, foreign, _) = await OfficerAsync();
        var (leader, outsider, theirs) = (
            await PersonAsync(officer),
            await PersonAsync(officer),
            await PersonAsync(stranger)
        );
        var studio = await StudioAsync(officer, division, leader);
        var path = $"{Root}studios/{studio}";
        var result = new
        {
            contractNumber = "HT-1",
            name = "夹具",
            recipient = "某厂",
            transferredOn = "2023-05-01",
            value = 10.5m,
        };
        var made = (await officer.Post(path + "/results", result)).Expect(201).Id;
        var pair = (
            await officer.Post(
                path + "/apprenticeships",
                new
                {
                    masterId = leader,
                    apprenticeId = outsider,
                    craft = "钳工",
                    startsOn = "2023-01-01",
                }
            )
        ).Expect(201).Id;
        (
            await officer.Post(
                path + "/promotions",
                new
                {
                    personId = leader,
                    grade = "technician",
                    promotedOn = "2022-01-01",
                }
            )
        ).Expect(201);
        var before = await StateAsync();

        (await officer.Post(path + "/results", result)).Refused(409, "ORG-0533", "/contractNumber PLT-1010");
        foreach (var (value, rule) in new[] { (-0.01m, "PLT-1007"), (0.001m, "PLT-1006") })
            (await officer.Post(path + "/results", result with { contractNumber = "HT-2", value = value })).Refused(
                400,
                "PLT-0001",
                $"/value {rule}"
            );
        (
            await officer.Post(path + "/results", result with { contractNumber = "HT-2", transferredOn = "2010-01-01" })
        ).Refused(409, "ORG-0544", "/transferredOn PLT-1007");
        (await officer.Post(path + "/results", result with { contractNumber = " " })).Refused(
            400,
            "PLT-0001",
            "/contractNumber PLT-1001"
        );
        (
            await officer.Post(path + "/results", result with { contractNumber = "HT-2", transferredOn = "2099-01-01" })
        ).Refused(400, "PLT-0001", "/transferredOn PLT-1004");
        (await officer.Post(path + "/grants", new { amount = -1 })).Refused(400, "PLT-0001", "/amount PLT-1007");
        (await officer.Post(path + "/grants", new { amount = 0 })).Refused(400, "PLT-0001", "/amount PLT-1007");
        (await officer.Post(path + "/grants", new { amount = 1.234 })).Refused(400, "PLT-0001", "/amount PLT-1006");
        (await officer.Post(path + "/members", new { personIds = new[] { leader } })).Refused(
            409,
            "ORG-0530",
            "/personIds/0 PLT-1010"
        );
        (await officer.Post(path + "/members", new { personIds = new[] { outsider, theirs } })).Refused(
            400,
            "PLT-0001",
            "/personIds/1 PLT-1008"
        );
        (
            await officer.Post(
                path + "/apprenticeships",
                new
                {
                    masterId = outsider,
                    apprenticeId = leader,
                    craft = "钳工",
                }
            )
        ).Refused(409, "ORG-0535", "/masterId PLT-1008");
        (
            await officer.Post(
                path + "/apprenticeships",
                new
                {
                    masterId = leader,
                    apprenticeId = leader,
                    craft = "钳工",
                }
            )
        ).Refused(400, "PLT-0001", "/apprenticeId PLT-1010");
        (
            await officer.Post(
                path + "/apprenticeships",
                new
                {
                    masterId = leader,
                    apprenticeId = outsider,
                    craft = "钳工",
                }
            )
        ).Refused(409, "ORG-0541");
        (
            await officer.Post(
                path + "/apprenticeships",
                new
                {
                    masterId = leader,
                    apprenticeId = theirs,
                    craft = "钳工",
                }
            )
        ).Refused(400, "PLT-0001", "/apprenticeId PLT-1008");
        (
            await officer.Post($"{Root}studio-apprenticeships/{pair}/end", new { outcome = "gone" }, ifMatch: "\"v1\"")
        ).Refused(400, "PLT-0001", "/outcome PLT-1003");
        (
            await officer.Post(
                $"{Root}studio-apprenticeships/{pair}/end",
                new { outcome = "left", endsOn = "2099-01-01" },
                ifMatch: "\"v1\""
            )
        ).Refused(400, "PLT-0001", "/endsOn PLT-1004");
        (
            await officer.Post(
                path + "/promotions",
                new
                {
                    personId = leader,
                    grade = "senior-worker",
                    promotedOn = "2023-01-01",
                }
            )
        ).Refused(409, "ORG-0534", "/grade PLT-1007");
        (
            await officer.Post(
                path + "/promotions",
                new
                {
                    personId = outsider,
                    grade = "senior-worker",
                    promotedOn = "2022-12-31",
                }
            )
        ).Refused(409, "ORG-0535", "/personId PLT-1008");
        (await officer.Put(path, new { field = "电气", leaderId = outsider }, (await officer.Get(path)).ETag)).Refused(
            409,
            "ORG-0531",
            "/leaderId PLT-1008"
        );
        (await officer.Put(path, new { field = "电气" }, "\"v8\"")).Refused(412, "PLT-0008");
        (
            await officer.Post(
                Root + "studios",
                new
                {
                    name = "x",
                    field = "y",
                    divisionId = foreign,
                    leaderId = theirs,
                    ownerId = Guid.NewGuid(),
                }
            )
        ).Refused(400, "PLT-0001", "/divisionId PLT-1008", "/leaderId PLT-1008", "/ownerId PLT-1008");
        var wrong = (
            await officer.Post(
                Root + "studio-selections",
                new
                {
                    divisionId = foreign,
                    level = "star",
                    year = 1948,
                    places = 0,
                    grantEach = -1,
                    standards = new[] { new { criterion = "luck", least = -1 } },
                }
            )
        ).Refused(
            400,
            "PLT-0001",
            "/grantEach PLT-1007",
            "/level PLT-1003",
            "/places PLT-1007",
            "/standards/0/criterion PLT-1003",
            "/standards/0/least PLT-1007",
            "/year PLT-1007"
        );
        wrong.Refused(
            400,
            "PLT-0001",
            "/level PLT-1003",
            "/year PLT-1007",
            "/places PLT-1007",
            "/grantEach PLT-1007",
            "/standards/0/criterion PLT-1003",
            "/standards/0/least PLT-1007"
        );
        (
            await officer.Post(
                Root + "studio-selections",
                new
                {
                    divisionId = foreign,
                    level = "model",
                    year = 2099,
                    standards = new[]
                    {
                        new { criterion = "members", least = 3m },
                        new { criterion = "women", least = 0.001m },
                    },
                }
            )
        ).Refused(400, "PLT-0001", "/divisionId PLT-1008", "/year PLT-1007", "/standards/1/least PLT-1006");
        foreach (var hidden in new[] { path, $"{Root}studio-results/{made}", $"{Root}studio-apprenticeships/{pair}" })
            (await stranger.Get(hidden)).Refused(404, "PLT-0005");
        (await stranger.Post(path + "/results", result with { contractNumber = "HT-3" })).Refused(404, "PLT-0005");
        (await officer.Get($"{Root}studio-report?divisionId={foreign}")).Refused(
            400,
            "PLT-0001",
            "/divisionId PLT-1008"
        );
        foreach (
            var list in new[]
            {
                "studios",
                "studio-results",
                "studio-apprenticeships",
                "studio-promotions",
                "studio-grants",
            }
        )
            Assert.Empty((await stranger.Get(Root + list)).Expect(200).Items);
        (await _service.AsNobody().Get(path)).Expect(401);
        (await (await province.Staff(Post.Chair, province.County)).Post(path + "/grants", new { amount = 1 })).Expect(
            403
        );
        Assert.Equal(before, await StateAsync());
        (
            await officer.Post(
                $"{Root}studio-apprenticeships/{pair}/end",
                new { outcome = "qualified" },
                ifMatch: "\"v2\""
            )
        ).Refused(412, "PLT-0008");
        (
            await officer.Post(
                $"{Root}studio-apprenticeships/{pair}/end",
                new { outcome = "qualified" },
                ifMatch: "\"v1\""
            )
        ).Expect(200);
        Assert.Single((await officer.Get(Root + "studio-apprenticeships?q=职工&outcome=qualified")).Expect(200).Items);
        (
            await officer.Post(
                $"{Root}studio-apprenticeships/{pair}/end",
                new { outcome = "qualified" },
                ifMatch: "\"v2\""
            )
        ).Refused(409, "ORG-0542");

        async Task<string> StateAsync() =>
            await _service.Database.Find<string>(
                """
                select concat(
                    (select s::text from studios s where id = @studio),
                    (select string_agg(m::text, '|' order by id) from studio_members m where studio_id = @studio),
                    (select string_agg(r::text, '|' order by id) from studio_results r where studio_id = @studio),
                    (
                        select string_agg(a::text, '|' order by id)
                        from studio_apprenticeships a
                        where studio_id = @studio
                    ),
                    (select string_agg(p::text, '|' order by id) from studio_promotions p where studio_id = @studio),
                    (select count(*) from studio_grants where studio_id = @studio),
                    (select count(*) from studios where division_id = @foreign),
                    (select count(*) from studio_selections where division_id = @foreign))
                """,
                new { studio, foreign }
            ) ?? "";
    }

    [Property]
    public Property Grades_rise_with_time_whatever_order_they_are_entered_in() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            List<(string Grade, DateOnly On)> kept = [];
            for (var i = 0; i < 12; i++)
            {
                (string Grade, DateOnly On) next = (
                    StudioRules.Grades[random.Next(5)],
                    new DateOnly(2020, 1, 1).AddDays(random.Next(2_000))
                );
                if (StudioRules.Rises(next.Grade, next.On, kept))
                    kept.Add(next);
            }
            var ranks = kept.OrderBy(k => k.On).Select(k => Array.IndexOf(StudioRules.Grades, k.Grade)).ToList();
            return kept.Count > 0 && ranks.Zip(ranks.Skip(1)).All(p => p.First < p.Second);
        });

    static async Task<Guid> PersonAsync(Client officer) => (
            await officer.Post(
                Root + "people",
                new
                {
                    name = "职工",
                    sex = "2",
                    birthDate = "1990-01-01",
                }
            )
        ).Expect(201).Id;

    static async Task<Guid> StudioAsync(Client officer, Guid division, Guid leader) => (
            await officer.Post(
                Root + "studios",
                new
                {
                    name = "创新工作室",
                    divisionId = division,
                    leaderId = leader,
                    field = "机械",
                    foundedOn = "2020-01-01",
                }
            )
        ).Expect(201).Id;

    async Task<(Client Officer, Guid Division, Province Province)> OfficerAsync()
    {
        var province = await Province.NewAsync(_service);
        return (
            await province.Staff(Post.FederationOfficer, province.County),
            (await province.Division(province.County)).Id,
            province
        );
    }

    static async Task<decimal> GrantsAsync(Client officer, Guid studio) =>
        (await officer.Get($"{Root}studios/{studio}")).Expect(200)["figures"].GetProperty("grants").GetDecimal();
}
