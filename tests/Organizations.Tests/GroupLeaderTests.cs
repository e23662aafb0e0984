using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>The concurrent-post rule through its routes: small examples and refusals.</summary>
public class GroupLeaderTests(OrganizationsFixture fixture)
{
    const string Previews = "/organizations/v1/concurrent-posts/previews",
        Nominations = "/organizations/v1/nominations";
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task A_vacancy_has_a_reason_and_an_outdated_preview_is_not_applied()
    {
        var (province, officer, grids) = await SceneAsync();
        var (head, man, unwilling) = (
            await Person(officer, "2"),
            await Person(officer, "1"),
            await Person(officer, "2")
        );
        await Appoint(officer, head, Post.GridHead, grids[0]);
        await Appoint(officer, man, Post.GridHead, grids[1]);
        var nomination = (
            await officer.Post(
                Nominations,
                new
                {
                    personId = unwilling,
                    divisionId = grids[2],
                    kind = "recommended",
                    willing = false,
                }
            )
        ).Expect(201);
        var village = (await province.Division(province.Village)).Id;
        var preview = (await officer.Post(Previews, new { divisionId = village })).Expect(201);
        Assert.Equal(
            (4, 1, 3, 1),
            (
                preview["microGrids"].GetInt32(),
                preview["leaders"].GetInt32(),
                preview["vacant"].GetInt32(),
                preview["coOpt"].GetInt32()
            )
        );
        var entries = (await officer.Get($"{Previews}/{preview.Id}/entries?sort=code"))
            .Expect(200)
            .Items.Where(i => i.GetProperty("outcome").GetString() != "co-opt");
        Assert.Equal(
            [(head, null), (null, "only-men"), (null, "not-willing"), (null, "no-candidate")],
            entries.Select(i =>
                (
                    (Guid?)(
                        i.TryGetProperty("personId", out var p) && p.ValueKind != System.Text.Json.JsonValueKind.Null
                            ? p.GetGuid()
                            : null
                    ),
                    i.TryGetProperty("vacancy", out var v) ? v.GetString() : null
                )
            )
        );

        (await officer.Put(nomination.Headers["Location"], new { willing = true }, "\"v5\"")).Refused(412, "PLT-0008");
        (await officer.Put(nomination.Headers["Location"], new { willing = true }, "\"v1\"")).Expect(200);
        (await officer.Post($"{Previews}/{preview.Id}/apply")).Refused(409, "ORG-0301");
        Assert.Equal(0, await Leaders(province));
        var fresh = (await officer.Post(Previews, new { divisionId = village })).Expect(201);
        // A dissolved group does not prevent the new one.
        var former = (
            await officer.Post(
                "/organizations/v1/organizations",
                new
                {
                    kind = "womens-group",
                    name = "旧小组",
                    divisionId = grids[0],
                    validFrom = "2020-01-01",
                }
            )
        ).Expect(201);
        (
            await officer.Put(
                former.Headers["Location"] + "/status",
                new { status = "dissolved", on = "2021-01-01" },
                "\"v1\""
            )
        ).Expect(200);
        Assert.Equal(2, (await officer.Post($"{Previews}/{fresh.Id}/apply")).Expect(200)["leaders"].GetInt32());
        Assert.Equal(2, await Leaders(province));
        Assert.Equal(
            4,
            await _service.Database.Find<int>(
                """
                select count(*)::int
                from organizations
                where division_id = any (@grids) and kind = 'womens-group' and status = 'active'
                """,
                new { grids }
            )
        );
        var started = (await _service.Published<AppointmentStarted>()).Where(e => e.PersonId == head).ToList();
        Assert.Equal(
            [Post.ExecutiveMember, Post.GridHead, Post.GroupLeader],
            started.Select(e => e.Post).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            await province.Key(province.Village),
            started.Single(e => e.Post == Post.ExecutiveMember).ScopeKey
        );
    }

    [Fact]
    public async Task The_caller_may_give_another_order_and_the_rule_is_versioned()
    {
        var (province, officer, grids) = await SceneAsync();
        var village = (await province.Division(province.Village)).Id;
        var (volunteer, nominee) = (await Person(officer, "2"), await Person(officer, "2"));
        await Appoint(officer, volunteer, Post.Volunteer, grids[0]);
        (
            await officer.Post(
                Nominations,
                new
                {
                    personId = nominee,
                    divisionId = grids[0],
                    kind = "self",
                }
            )
        ).Expect(201);
        Assert.Equal(nominee, await Leader(new { divisionId = village }));
        Assert.Equal(volunteer, await Leader(new { divisionId = village, order = new[] { "volunteer", "self" } }));
        (await officer.Post(Previews, new { divisionId = village, order = new[] { "volunteer", "queen" } })).Refused(
            400,
            "PLT-0001",
            "/order/1 PLT-1003"
        );
        (
            await officer.Post(
                Previews,
                new { divisionId = village, order = new[] { "volunteer", "self", "volunteer" } }
            )
        ).Refused(400, "PLT-0001", "/order/2 PLT-1010");
        (await officer.Post(Previews, new { divisionId = village, order = Array.Empty<string>() })).Refused(
            400,
            "PLT-0001",
            "/order PLT-1001"
        );
        (await officer.Post(Previews, new { divisionId = (await province.Division(province.OtherCounty)).Id })).Refused(
            400,
            "PLT-0001",
            "/divisionId PLT-1008"
        );
        var rule = (await officer.Get("/organizations/v1/concurrent-posts/rule")).Expect(200);
        (
            await officer.Put("/organizations/v1/concurrent-posts/rule", new { sources = new[] { "self" } }, rule.ETag)
        ).Expect(403);
        (
            await province.Administrator.Put(
                "/organizations/v1/concurrent-posts/rule",
                new { sources = new[] { "self", "crown" }, groupsAWoman = 0 },
                rule.ETag
            )
        ).Refused(400, "PLT-0001", "/sources/1 PLT-1003", "/groupsAWoman PLT-1007");
        (
            await province.Administrator.Put(
                "/organizations/v1/concurrent-posts/rule",
                new { sources = new[] { "self", "self" }, ties = new[] { "points", "points" } },
                rule.ETag
            )
        ).Refused(400, "PLT-0001", "/sources/1 PLT-1010", "/ties/1 PLT-1010");

        async Task<Guid> Leader(object request)
        {
            var preview = (await officer.Post(Previews, request)).Expect(201);
            return (await officer.Get($"{Previews}/{preview.Id}/entries?outcome=appoint"))
                .Expect(200)
                .Items.Single()
                .GetProperty("personId")
                .GetGuid();
        }
    }

    [Fact]
    public async Task A_man_is_never_co_opted_and_nor_is_anybody_whose_sex_is_not_known()
    {
        var (province, officer, grids) = await SceneAsync();
        var village = (await province.Division(province.Village)).Id;
        var man = await Person(officer, "1");
        (
            await officer.Post(
                "/organizations/v1/co-options",
                new
                {
                    personId = man,
                    divisionId = village,
                    ground = "office",
                }
            )
        ).Refused(409, "ORG-0302", "/personId ORG-1300");
        (
            await officer.Post(
                "/organizations/v1/co-options",
                new
                {
                    personId = await Person(officer, "0"),
                    divisionId = village,
                    ground = "office",
                }
            )
        ).Refused(409, "ORG-0303", "/personId PLT-1001");
        var woman = await Person(officer, "2");
        (
            await officer.Post(
                "/organizations/v1/co-options",
                new
                {
                    personId = woman,
                    divisionId = village,
                    ground = "crown",
                }
            )
        ).Refused(400, "PLT-0001", "/ground PLT-1003");
        (
            await officer.Post(
                "/organizations/v1/co-options",
                new
                {
                    personId = woman,
                    divisionId = (await province.Division(province.OtherCounty)).Id,
                    ground = "office",
                }
            )
        ).Refused(400, "PLT-0001", "/divisionId PLT-1008");
        foreach (var (post, divisionId) in new[] { (Post.ExecutiveMember, village), (Post.GroupLeader, grids[0]) })
            (
                await officer.Post(
                    "/organizations/v1/appointments",
                    new
                    {
                        personId = man,
                        post,
                        divisionId,
                    }
                )
            ).Refused(409, "ORG-0221", "/personId ORG-1300");
        Assert.Equal(
            0,
            await _service.Database.Find<int>(
                "select count(*)::int from appointments where person_id = any (@ids)",
                new { ids = new[] { man, woman } }
            )
        );
        (
            await officer.Post(
                "/organizations/v1/co-options",
                new
                {
                    personId = woman,
                    divisionId = village,
                    ground = "grid-head",
                }
            )
        ).Refused(409, "ORG-0306", "/ground PLT-1007");
        var made = (
            await officer.Post(
                "/organizations/v1/co-options",
                new
                {
                    personId = woman,
                    divisionId = village,
                    ground = "new-social-organization",
                }
            )
        ).Expect(201);
        Assert.Equal(
            "co-opted",
            await _service.Database.Find<string>("select mode from appointments where id = @Id", new { made.Id })
        );
        (
            await officer.Post(
                "/organizations/v1/co-options",
                new
                {
                    personId = woman,
                    divisionId = village,
                    ground = "office",
                }
            )
        ).Refused(409, "ORG-0003");
    }

    [Fact]
    public async Task A_woman_nominates_only_herself_and_once()
    {
        var (province, officer, grids) = await SceneAsync();
        var person = await Person(officer, "2");
        var self = _service.As(person);
        var made = (await self.Post(Nominations, new { divisionId = grids[0] })).Expect(201);
        (await self.Post(Nominations, new { divisionId = grids[0] })).Refused(409, "ORG-0304");
        (
            await self.Post(
                Nominations,
                new
                {
                    personId = await Person(officer, "2"),
                    divisionId = grids[0],
                    kind = "self",
                }
            )
        ).Refused(400, "PLT-0001", "/personId PLT-1008");
        (
            await officer.Post(
                Nominations,
                new
                {
                    personId = person,
                    divisionId = (await province.Division(province.Village)).Id,
                    kind = "recommended",
                }
            )
        ).Refused(400, "PLT-0001", "/divisionId PLT-1008");
        Assert.Equal(
            "self",
            (await officer.Get($"{Nominations}?divisionId={grids[0]}"))
                .Expect(200)
                .Items.Single()
                .GetProperty("kind")
                .GetString()
        );
        (await self.Post(made.Headers["Location"] + "/end")).Refused(428, "PLT-0011");
        (await self.Post(made.Headers["Location"] + "/end", ifMatch: "\"v2\"")).Refused(412, "PLT-0008");
        (await self.Post(made.Headers["Location"] + "/end", ifMatch: "\"v1\"")).Expect(200);
        (await self.Post(made.Headers["Location"] + "/end", ifMatch: "\"v1\"")).Refused(409, "ORG-0305");
        (await (await province.Staff(Post.Chair, province.OtherCounty)).Get(made.Headers["Location"])).Expect(404);
    }

    [Fact]
    public async Task The_leader_of_a_split_or_future_group_is_not_free_and_the_rest_is_filled()
    {
        var (province, officer, grids) = await SceneAsync();
        var village = (await province.Division(province.Village)).Id;
        var (leader, future, member, head) = (
            await Person(officer, "2"),
            await Person(officer, "2"),
            await Person(officer, "2"),
            await Person(officer, "2")
        );
        foreach (var person in new[] { leader, future })
            await Appoint(officer, person, Post.Volunteer, village);
        await Appoint(officer, leader, Post.GroupLeader, grids[0]);
        await Appoint(officer, future, Post.GroupLeader, grids[1], "2099-01-01");
        await Appoint(officer, member, Post.GridHead, grids[2]);
        await Appoint(officer, member, Post.ExecutiveMember, village, "2099-01-01");
        await Appoint(officer, head, Post.GridHead, grids[3]);
        await new Reorganising(_service, province).Make(
            new
            {
                kind = "split",
                divisionId = grids[0],
                parts = new[]
                {
                    new
                    {
                        code = province.Village + "801",
                        name = "东微网格",
                        rest = true,
                    },
                    new
                    {
                        code = province.Village + "802",
                        name = "西微网格",
                        rest = false,
                    },
                },
            }
        );

        var preview = (await officer.Post(Previews, new { divisionId = village })).Expect(201);
        Assert.Equal(
            (5, 1, 2, 2, 1),
            (
                preview["microGrids"].GetInt32(),
                preview["kept"].GetInt32(),
                preview["appoint"].GetInt32(),
                preview["vacant"].GetInt32(),
                preview["coOpt"].GetInt32()
            )
        );
        var vacant = (await officer.Get($"{Previews}/{preview.Id}/entries?outcome=vacant&sort=code")).Expect(200).Items;
        Assert.Equal(
            [(province.Village + "801", "all-lead-elsewhere"), (province.Village + "802", "all-lead-elsewhere")],
            vacant.Select(i => (i.GetProperty("code").GetString()!, i.GetProperty("vacancy").GetString()!))
        );
        (await officer.Post($"{Previews}/{preview.Id}/apply")).Expect(200);
        Assert.Equal(4, await Leaders(province));
        var again = (await officer.Post(Previews, new { divisionId = village })).Expect(201);
        Assert.Equal((3, 0, 0), (again["kept"].GetInt32(), again["appoint"].GetInt32(), again["coOpt"].GetInt32()));
    }

    [Fact]
    public async Task A_head_of_an_absorbing_village_is_co_opted_there_and_one_of_an_ended_village_is_not()
    {
        var (province, officer, grids) = await SceneAsync();
        var (first, second, township) = (
            (await province.Division(province.Village)).Id,
            (await province.Division(province.Digits + "0101100002")).Id,
            (await province.Division(province.Township)).Id
        );
        var (ofFirst, ofSecond) = (await Person(officer, "2"), await Person(officer, "2"));
        var tree = new Reorganising(_service, province);
        await Appoint(officer, ofSecond, Post.GridHead, second);
        await tree.Make(
            new
            {
                kind = "merge",
                divisionIds = new[] { first, second },
                into = second,
            }
        );
        var preview = (await officer.Post(Previews, new { divisionId = township })).Expect(201);
        Assert.Equal(
            second,
            (await officer.Get($"{Previews}/{preview.Id}/entries?outcome=co-opt"))
                .Expect(200)
                .Items.Single()
                .GetProperty("divisionId")
                .GetGuid()
        );
        (await officer.Post($"{Previews}/{preview.Id}/apply")).Expect(200);

        await Appoint(officer, ofFirst, Post.GridHead, second);
        await tree.Make(
            new
            {
                kind = "split",
                divisionId = second,
                parts = new[]
                {
                    new
                    {
                        code = province.Digits + "0101100021",
                        name = "东社区",
                        children = grids,
                        rest = false,
                    },
                    new
                    {
                        code = province.Digits + "0101100022",
                        name = "西社区",
                        children = Array.Empty<Guid>(),
                        rest = true,
                    },
                },
            }
        );
        Assert.Equal(0, (await officer.Post(Previews, new { divisionId = township })).Expect(201)["coOpt"].GetInt32());
    }

    [Fact]
    public async Task A_group_refused_by_the_limits_of_posts_stays_vacant_with_that_reason()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Setup.Subscriptions.Program);
        await using var broker = await TestBroker.CreateAsync();
        await using var service = await TestService.StartAsync(fixture.Setup, database, broker.Address);
        var (province, officer, grids) = await SceneAsync(service);
        var village = (await province.Division(province.Village)).Id;
        (
            await province.Administrator.Post(
                "/organizations/v1/post-rules",
                new
                {
                    post = Post.GroupLeader,
                    mostPerPlace = 1,
                    mostPerPerson = 1,
                    excludesAnywhere = new[] { Post.Matchmaker },
                }
            )
        ).Expect(201);
        (
            await province.Administrator.Post(
                "/organizations/v1/post-rules",
                new { post = Post.Matchmaker, excludesAnywhere = new[] { Post.ExecutiveMember } }
            )
        ).Expect(201);
        var rule = (await officer.Get("/organizations/v1/concurrent-posts/rule")).Expect(200);
        (
            await province.Administrator.Put(
                "/organizations/v1/concurrent-posts/rule",
                new { sources = new[] { "grid-head", "volunteer" }, groupsAWoman = 2 },
                rule.ETag
            )
        ).Expect(200);
        var (matchmaker, volunteer) = (await Person(officer, "2"), await Person(officer, "2"));
        await Appoint(officer, matchmaker, Post.Matchmaker, village);
        await Appoint(officer, matchmaker, Post.GridHead, grids[0]);
        await Appoint(officer, volunteer, Post.Volunteer, village);

        var preview = (await officer.Post(Previews, new { divisionId = village })).Expect(201);
        // The limits allow the post once, whatever the rule of preference allows; a refused candidate gives way to the
        // next.
        Assert.Equal(
            (1, 3, 0),
            (preview["appoint"].GetInt32(), preview["vacant"].GetInt32(), preview["coOpt"].GetInt32())
        );
        var entries = (await officer.Get($"{Previews}/{preview.Id}/entries?sort=code")).Expect(200).Items;
        Assert.Equal(
            [("appoint", volunteer), ("co-opt", matchmaker)],
            entries
                .Where(e => e.GetProperty("personId").ValueKind != System.Text.Json.JsonValueKind.Null)
                .Select(e => (e.GetProperty("outcome").GetString()!, e.GetProperty("personId").GetGuid()))
                .Order()
        );
        Assert.Equal(
            "post-rules",
            entries.Single(e => e.GetProperty("outcome").GetString() == "co-opt").GetProperty("vacancy").GetString()
        );
        (await officer.Post($"{Previews}/{preview.Id}/apply")).Expect(200);
        Assert.Equal(
            [volunteer],
            await database.Query<Guid>("select person_id from appointments where post = 'group-leader'")
        );
    }

    [Theory, InlineData(null), InlineData("gave-up"), InlineData("removed"), InlineData("moved")]
    public async Task A_leader_whose_post_was_ended_is_proposed_again_only_after_a_new_nomination(string? reason)
    {
        var (province, officer, grids) = await SceneAsync();
        var village = (await province.Division(province.Village)).Id;
        var woman = await Person(officer, "2");
        await Appoint(officer, woman, Post.Volunteer, grids[0]);
        await RunAsync(officer, village, 1);
        var led = (await officer.Get($"/organizations/v1/appointments?personId={woman}&post=group-leader"))
            .Expect(200)
            .Items.Single()
            .GetProperty("id")
            .GetGuid();
        var end = $"/organizations/v1/appointments/{led}/end";
        (await officer.Post(end, new { reason = "tired" }, ifMatch: "*")).Refused(400, "PLT-0001", "/reason PLT-1003");
        Assert.Equal(
            reason,
            (await officer.Post(end, new { reason }, ifMatch: "*")).Expect(200)["endReason"].GetString()
        );

        var again = await RunAsync(officer, village, reason == "moved" ? 1 : 0);
        if (reason == "moved")
            return;
        Assert.Equal(
            "gave-up",
            (await officer.Get($"{Previews}/{again}/entries?sort=code"))
                .Expect(200)
                .Items[0]
                .GetProperty("vacancy")
                .GetString()
        );
        var selfNominated = new
        {
            personId = woman,
            divisionId = grids[0],
            kind = "self",
        };
        var nomination = (await officer.Post(Nominations, selfNominated)).Expect(201);
        if (reason == "removed")
        {
            await RunAsync(officer, village, 0);
            (await officer.Post(nomination.Headers["Location"] + "/end", ifMatch: "*")).Expect(200);
            (await officer.Post(Nominations, selfNominated with { kind = "recommended" })).Expect(201);
        }
        await RunAsync(officer, village, 1);
    }

    [Fact]
    public async Task The_rule_has_an_age_range_and_prefers_the_lead_of_the_coverage()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Setup.Subscriptions.Program);
        await using var broker = await TestBroker.CreateAsync();
        await using var service = await TestService.StartAsync(fixture.Setup, database, broker.Address);
        var (province, officer, grids) = await SceneAsync(service);
        var village = (await province.Division(province.Village)).Id;
        var today = DateOnly.FromDateTime(service.Clock.GetUtcNow().AddHours(8).DateTime);
        var old = (
            await officer.Post(
                "/organizations/v1/people",
                new
                {
                    name = "年长",
                    sex = "2",
                    birthDate = today.AddYears(-71),
                }
            )
        ).Expect(201).Id;
        await Appoint(officer, old, Post.GridMember, grids[3]);
        var (first, second) = (await Person(officer, "2"), await Person(officer, "2"));
        foreach (var (woman, grid) in new[] { (first, grids[1]), (second, grids[0]) })
        {
            await Appoint(officer, woman, Post.ExecutiveMember, village);
            (
                await officer.Post(
                    "/organizations/v1/coverages",
                    new
                    {
                        personId = woman,
                        divisionId = grid,
                        post = Post.ExecutiveMember,
                    }
                )
            ).Expect(201);
        }
        var preview = (await officer.Post(Previews, new { divisionId = village })).Expect(201);
        var entries = (await officer.Get($"{Previews}/{preview.Id}/entries?sort=code")).Expect(200).Items;
        Assert.Equal(
            [second.ToString(), first.ToString(), "", ""],
            entries.Select(e => e.GetProperty("personId").ToString())
        );

        const string rule = "/organizations/v1/concurrent-posts/rule";
        var read = (await officer.Get(rule)).Expect(200);
        Assert.Equal((18, 70), (read["leastAge"].GetInt32(), read["greatestAge"].GetInt32()));
        object To(int least, int greatest) =>
            new
            {
                sources = new[] { "grid-member" },
                leastAge = least,
                greatestAge = greatest,
            };
        (await province.Administrator.Put(rule, To(30, 29), "*")).Refused(400, "PLT-0001", "/greatestAge PLT-1007");
        var changed = (await province.Administrator.Put(rule, To(30, 75), "*")).Expect(200);
        Assert.Contains("75 周岁", changed["words"].GetProperty("zh").GetString(), StringComparison.Ordinal);
        Assert.Contains("30 to 75 years", changed["words"].GetProperty("en").GetString(), StringComparison.Ordinal);
        // A preview is applied by the rule of its time.
        (await officer.Post($"{Previews}/{preview.Id}/apply")).Expect(200);
        var next = (await officer.Post(Previews, new { divisionId = village })).Expect(201);
        Assert.Equal(1, next["appoint"].GetInt32());
    }

    static async Task<Guid> RunAsync(Client officer, Guid village, int appointed)
    {
        var preview = (await officer.Post(Previews, new { divisionId = village })).Expect(201);
        Assert.Equal(appointed, preview["appoint"].GetInt32());
        (await officer.Post($"{Previews}/{preview.Id}/apply")).Expect(200);
        return preview.Id;
    }

    async Task<(Province, Client Officer, Guid[] Grids)> SceneAsync(TestService? service = null)
    {
        var province = await Province.NewAsync(service ?? _service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var village = (await province.Division(province.Village)).Id;
        List<Guid> grids = [];
        for (var i = 1; i <= 4; i++)
            grids.Add((
                    await officer.Post(
                        "/organizations/v1/divisions",
                        new
                        {
                            parentId = village,
                            kind = "micro-grid",
                            name = $"微网格{i}",
                        }
                    )
                ).Expect(201).Id);
        return (province, officer, [.. grids]);
    }

    static async Task<Guid> Person(Client officer, string sex) =>
        (await officer.Post("/organizations/v1/people", new { name = "某", sex })).Expect(201).Id;

    static async Task Appoint(Client officer, Guid person, string post, Guid divisionId, string? validFrom = null) =>
        (
            await officer.Post(
                "/organizations/v1/appointments",
                new
                {
                    personId = person,
                    post,
                    divisionId,
                    validFrom,
                }
            )
        ).Expect(201);

    async Task<int> Leaders(Province province) =>
        await _service.Database.Find<int>(
            """
            select count(*)::int
            from appointments
            where post = 'group-leader' and scope_key >= @key and scope_key < @key || '~'
            """,
            new { key = await province.Key(province.Village) }
        );
}
