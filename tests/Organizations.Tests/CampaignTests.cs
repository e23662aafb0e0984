using System.Text;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

public class CampaignTests(OrganizationsFixture fixture)
{
    const string Campaigns = "/organizations/v1/campaigns";
    readonly TestService _service = fixture.Service;

    /// <summary>
    /// A county's campaign selects two households a village, half of those a township, one in the county; five
    /// households live in each of two villages and one elsewhere.
    /// </summary>
    sealed record Scene(
        Province Province,
        Client County,
        Client Township,
        Client Village,
        Guid Id,
        Guid[] First,
        Guid[] Second,
        Guid Elsewhere
    )
    {
        public string Path => $"{Campaigns}/{Id}";
    }

    static readonly object[] Levels =
    [
        new
        {
            name = "village",
            title = "最美庭院（村级）",
            quota = 2,
        },
        new
        {
            name = "township",
            title = "最美庭院（乡级）",
            percent = 50,
        },
        new
        {
            name = "county",
            title = "最美庭院（县级）",
            quota = 1,
        },
    ];

    async Task<Scene> NewAsync()
    {
        var province = await Province.NewAsync(_service);
        var (county, township, village) = (
            await province.Staff(Post.Chair, province.County),
            await province.Staff(Post.Chair, province.Township),
            await province.Staff(Post.Chair, province.Village)
        );
        var made = (
            await county.Post(
                Campaigns,
                new
                {
                    name = "最美庭院",
                    divisionId = (await province.Division(province.County)).Id,
                    startsOn = "2019-01-01",
                    endsOn = "2099-12-31",
                    levels = Levels,
                }
            )
        ).Expect(201);
        return new(
            province,
            county,
            township,
            village,
            made.Id,
            await Households(await province.Key(province.Village), 5),
            await Households(await province.Key(province.Digits + "0101100002"), 5),
            (await Households(await province.Key(province.OtherCounty), 1))[0]
        );
    }

    async Task<Guid[]> Households(string key, int count)
    {
        var ids = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).ToArray();
        await _service.Database.Execute(
            "insert into households (id, scope_key) select unnest(@ids), @key",
            new { ids, key }
        );
        return ids;
    }

    static Task<Answer> Join(Client by, Scene scene, params Guid[] ids) =>
        by.Post(scene.Path + "/participations", new { householdIds = ids });

    static Task<Answer> Select(Client by, Scene scene, string level, params Guid[] ids) =>
        by.Post(
            scene.Path + "/selections",
            new
            {
                level,
                items = ids.Select(
                    (id, i) =>
                        new
                        {
                            householdId = id,
                            score = 90.5 - i,
                            reason = "整洁",
                        }
                ),
            }
        );

    static async Task<Answer> Finalise(Client by, Scene scene, string level, string code) =>
        await by.Post(
            scene.Path + "/selections/finalise",
            new { level, divisionId = (await scene.Province.Division(code)).Id }
        );

    async Task<(long Joined, long Selected, long Titles)> Count(Scene scene) =>
        await _service.Database.Find<(long, long, long)>(
            """
            select (select count(*) from participations where campaign_id = @Id),
                (select count(*) from selections where campaign_id = @Id),
                (select count(*) from honours where campaign_id = @Id)
            """,
            scene
        );

    [Fact]
    public async Task Each_level_selects_from_the_one_below_and_awards_its_titles()
    {
        var s = await NewAsync();
        Assert.Equal((5, 0), await Added(Join(s.Village, s, s.First)));
        Assert.Equal((5, 3), await Added(Join(s.County, s, [.. s.Second, .. s.First[..3], s.First[0]])));
        (await Select(s.Village, s, "village", s.First[..2])).Expect(200);
        (await Select(s.Township, s, "village", s.Second[..2])).Expect(200);
        Assert.Equal(
            1,
            (
                await s.Township.Post(
                    s.Path + "/selections/withdraw",
                    new { level = "village", householdIds = s.Second[1..2] }
                )
            )
                .Expect(200)["withdrawn"]
                .GetInt32()
        );
        (await Select(s.Township, s, "village", s.Second[4])).Expect(200);
        var closed = (await Finalise(s.Township, s, "village", s.Province.Township)).Expect(200);
        Assert.Equal((2, 4), (closed["divisions"].GetInt32(), closed["titles"].GetInt32()));
        (await Select(s.Township, s, "township", s.First[0], s.Second[4])).Expect(200);
        (await Finalise(s.Township, s, "township", s.Province.Township)).Expect(200);
        (await Select(s.County, s, "county", s.Second[4])).Expect(200);
        (await Finalise(s.County, s, "county", s.Province.County)).Expect(200);

        var report = (await s.County.Get(s.Path + "/report")).Expect(200);
        Assert.Equal((10L, 7L), (report["households"].GetInt64(), report["titles"].GetInt64()));
        Assert.Equal([4L, 2L, 1L], report["levels"].EnumerateArray().Select(l => l.GetProperty("titles").GetInt64()));
        var honours = (await s.County.Get($"/organizations/v1/honours?householdId={s.Second[4]}&sort=level"))
            .Expect(200)
            .Items;
        Assert.Equal(
            ["最美庭院（县级）", "最美庭院（乡级）", "最美庭院（村级）"],
            honours.Select(h => h.GetProperty("title").GetString())
        );
        Assert.Equal(
            ["黄龙县妇女联合会", "石堡镇妇女联合会", "城西社区居委会妇女联合会"],
            honours.Select(h => h.GetProperty("awardedBy").GetString())
        );
        Assert.Equal(
            7,
            honours
                .Concat((await s.County.Get($"/organizations/v1/honours?campaignId={s.Id}")).Expect(200).Items)
                .Select(h => h.GetProperty("number").GetString())
                .Distinct()
                .Count()
        );
        Assert.Equal(10, (await s.County.Get(s.Path + "/participations")).Expect(200).Items.Count);
        Assert.Equal(2, (await s.County.Get(s.Path + "/selections?level=township")).Expect(200).Items.Count);
        Assert.Equal(3, (await _service.AsNobody().Get(s.Path)).Expect(200)["levels"].GetArrayLength());

        static async Task<(int, int)> Added(Task<Answer> answer) =>
            ((await answer).Expect(200)["added"].GetInt32(), (await answer)["already"].GetInt32());
    }

    [Fact]
    public async Task Merged_villages_continue_as_one_and_ended_selections_stay_ended()
    {
        var s = await NewAsync();
        var tree = new Reorganising(_service, s.Province);
        (await Join(s.County, s, [.. s.First, .. s.Second])).Expect(200);
        (await Select(s.Township, s, "village", s.First[..2])).Expect(200);
        (await Finalise(s.Township, s, "village", s.Province.Village)).Expect(200);
        (await Select(s.Township, s, "village", s.Second[0])).Expect(200);

        await tree.MergeVillages("合村");
        // An ended selection stays ended; the other goes on.
        (await Select(s.Township, s, "village", s.First[2])).Refused(400, "PLT-0001", "/items/0/householdId ORG-1403");
        (await Select(s.Township, s, "township", s.Second[0])).Refused(
            400,
            "PLT-0001",
            "/items/0/householdId ORG-1401"
        );
        var closed = (await Finalise(s.Township, s, "village", tree.Merged)).Expect(200);
        Assert.Equal(1, closed["titles"].GetInt32());
        (await Select(s.Township, s, "township", s.First[0])).Expect(200);
        (await Finalise(s.Township, s, "township", s.Province.Township)).Expect(200);
        Assert.Equal((10L, 4L, 4L), await Count(s));
        var division = Assert.Single(
            (await s.County.Get(s.Path + "/report")).Expect(200)["divisions"].EnumerateArray()
        );
        Assert.Equal(
            (10L, 4L),
            (division.GetProperty("households").GetInt64(), division.GetProperty("titles").GetInt64())
        );
    }

    [Fact]
    public async Task The_parts_of_a_split_village_continue_and_ended_selections_stay_ended()
    {
        var s = await NewAsync();
        var tree = new Reorganising(_service, s.Province);
        var second = s.Province.Digits + "0101100002";
        (await Join(s.County, s, [.. s.First[..4], .. s.Second])).Expect(200);
        (await Select(s.Township, s, "village", [.. s.First[..2], .. s.Second[..2]])).Expect(200);
        (await Finalise(s.Township, s, "village", s.Province.Village)).Expect(200);
        string Part(int n) => $"{s.Province.Digits}010110002{n}";
        async Task SplitAsync(string code, int n, Guid[] first) =>
            await tree.Make(
                new
                {
                    kind = "split",
                    divisionId = (await s.Province.Division(code)).Id,
                    parts = new object[]
                    {
                        new
                        {
                            code = Part(n),
                            name = "东村",
                            households = first,
                        },
                        new
                        {
                            code = Part(n + 1),
                            name = "西村",
                            rest = true,
                        },
                    },
                }
            );
        await SplitAsync(s.Province.Village, 1, [s.First[0], s.First[2], s.First[4]]);
        await SplitAsync(second, 3, [s.Second[0], s.Second[2]]);

        // The first selection had ended: no household joins or is selected in the parts, and no selection is left to
        // end.
        (await Join(s.County, s, s.First[4])).Refused(400, "PLT-0001", "/householdIds/0 ORG-1403");
        (await Select(s.Township, s, "village", s.First[2])).Refused(400, "PLT-0001", "/items/0/householdId ORG-1400");
        (await Finalise(s.Township, s, "village", Part(1))).Refused(409, "ORG-0422");
        // The second had not: each part has the quota of a village, and earlier selections count.
        (await Select(s.Township, s, "village", s.Second[2..4])).Expect(200);
        (await Select(s.Township, s, "village", s.Second[4])).Refused(409, "ORG-0421", "/items ORG-1404");
        Assert.Equal(2, (await Finalise(s.Township, s, "village", Part(3))).Expect(200)["titles"].GetInt32());
        (await Finalise(s.Township, s, "township", s.Province.Township)).Refused(409, "ORG-0423");
        Assert.Equal(
            2,
            (await Finalise(s.Township, s, "village", s.Province.Township)).Expect(200)["titles"].GetInt32()
        );
        (await Select(s.Township, s, "township", s.First[0], s.Second[0], s.Second[3])).Expect(200);
        (await Select(s.Township, s, "township", s.First[2])).Refused(400, "PLT-0001", "/items/0/householdId ORG-1401");
        (await Finalise(s.Township, s, "township", s.Province.Township)).Expect(200);
        var report = (await s.County.Get(s.Path + "/report")).Expect(200);
        var village = report["levels"][0];
        Assert.Equal(
            (6L, 4L, 4L),
            (
                village.GetProperty("titles").GetInt64(),
                village.GetProperty("divisions").GetInt64(),
                village.GetProperty("final").GetInt64()
            )
        );
        Assert.Equal((9L, 9L, 9L), await Count(s));
        Assert.Equal((9L, 9L), (report["households"].GetInt64(), report["titles"].GetInt64()));
    }

    [Fact]
    public async Task Ineligible_households_are_named_and_nothing_changes()
    {
        var s = await NewAsync();
        (await Join(s.County, s, s.First[0], s.Elsewhere, Guid.NewGuid())).Refused(
            400,
            "PLT-0001",
            "/householdIds/1 PLT-1008",
            "/householdIds/2 PLT-1008"
        );
        (await Join(s.Village, s, s.Second[0])).Refused(400, "PLT-0001", "/householdIds/0 PLT-1008");
        Assert.Equal((0L, 0L, 0L), await Count(s));
        (await Join(s.County, s, [.. s.First[..4], .. s.Second])).Expect(200);

        (await Select(s.County, s, "village", s.First[0], s.First[4])).Refused(
            400,
            "PLT-0001",
            "/items/1/householdId ORG-1400"
        );
        (await Select(s.Village, s, "village", s.Second[0])).Refused(400, "PLT-0001", "/items/0/householdId ORG-1400");
        (await Select(s.Village, s, "village", s.First[..3])).Refused(409, "ORG-0421", "/items ORG-1404");
        (await Select(s.County, s, "galaxy", s.First[0])).Refused(400, "PLT-0001", "/level PLT-1003");
        (await Select(s.County, s, "city", s.First[0])).Refused(400, "PLT-0001", "/level PLT-1003");
        (
            await s.County.Post(
                s.Path + "/selections",
                new { level = "village", items = new object[] { new { score = -1 } } }
            )
        ).Refused(400, "PLT-0001", "/items/0/householdId PLT-1001", "/items/0/score PLT-1007");
        Assert.Equal((9L, 0L, 0L), await Count(s));
        (await Select(s.Village, s, "village", s.First[..2])).Expect(200);
        (await Select(s.Village, s, "village", s.First[2])).Refused(409, "ORG-0421", "/items ORG-1404");
        // The level below must have ended, and only the level's own federation may end it.
        (await Select(s.Township, s, "township", s.First[0])).Refused(400, "PLT-0001", "/items/0/householdId ORG-1401");
        (await Finalise(s.Township, s, "township", s.Province.Township)).Refused(409, "ORG-0423");
        (await Finalise(s.Village, s, "village", s.Province.Township)).Refused(400, "PLT-0001", "/divisionId PLT-1008");
        (await Finalise(s.Village, s, "village", s.Province.Village)).Expect(200);
        // One call ends the others of the township, although one was ended alone before.
        var others = (await Finalise(s.Township, s, "village", s.Province.Township)).Expect(200);
        Assert.True(others["divisions"].GetInt32() > 0);
        (await Finalise(s.Township, s, "village", s.Province.Township)).Refused(409, "ORG-0422");
        (await Finalise(s.Village, s, "village", s.Province.Village)).Refused(409, "ORG-0422");
        (
            await s.Village.Post(
                s.Path + "/selections/withdraw",
                new { level = "village", householdIds = s.First[..1] }
            )
        ).Refused(409, "ORG-0422");
        Assert.Equal((9L, 2L, 2L), await Count(s));
        (await Join(s.County, s, s.First[4])).Refused(400, "PLT-0001", "/householdIds/0 ORG-1403");
        (await Select(s.Village, s, "village", s.First[3])).Refused(400, "PLT-0001", "/items/0/householdId ORG-1403");
        (await Select(s.Village, s, "township", s.First[0])).Refused(400, "PLT-0001", "/items/0/householdId ORG-1402");
        (await Select(s.Township, s, "township", s.First[2])).Refused(400, "PLT-0001", "/items/0/householdId ORG-1401");
        (await Select(s.Township, s, "township", s.First[..2])).Refused(409, "ORG-0421", "/items ORG-1404");
        Assert.Equal((9L, 2L, 2L), await Count(s));
        (await Select(s.Township, s, "township", s.First[1])).Expect(200);
    }

    [Fact]
    public async Task A_household_with_a_revoked_title_is_no_candidate_above()
    {
        var s = await NewAsync();
        (await Join(s.Village, s, s.First)).Expect(200);
        (await Select(s.Village, s, "village", s.First[..2])).Expect(200);
        (await Finalise(s.Village, s, "village", s.Province.Village)).Expect(200);
        var honour = (await s.Village.Get($"/organizations/v1/honours?householdId={s.First[0]}"))
            .Expect(200)
            .Items.Single()
            .GetProperty("id")
            .GetGuid();
        (
            await s.Village.Post(
                $"/organizations/v1/honours/{honour}/revoke",
                new { reason = "材料不实" },
                ifMatch: "\"v1\""
            )
        ).Expect(200);
        (await Select(s.Township, s, "township", s.First[0])).Refused(400, "PLT-0001", "/items/0/householdId ORG-1401");
        (await Select(s.Township, s, "township", s.First[1])).Expect(200);
    }

    [Fact]
    public async Task A_title_revoked_after_the_selection_above_is_found_when_that_ends()
    {
        var (s, honour) = await ChosenTwiceAsync();
        (await Revoke(s.Village, honour)).Expect(200);
        var refused = (await Finalise(s.Township, s, "township", s.Province.Township)).Refused(
            409,
            "ORG-1434",
            "/divisionId ORG-1435"
        );
        refused.Refused(409, "ORG-1434", "/divisionId ORG-1435");
        Assert.Contains(s.First[0].ToString(), refused.Text, StringComparison.Ordinal);
        Assert.Equal(2, await Titles(s));
        (
            await s.Township.Post(
                s.Path + "/selections/withdraw",
                new { level = "township", householdIds = s.First[..1] }
            )
        ).Expect(200);
        (await Finalise(s.Township, s, "township", s.Province.Township)).Expect(200);
        Assert.Equal(2, await Titles(s));
    }

    [Fact]
    public async Task A_title_two_levels_below_counts_as_well()
    {
        var (s, honour) = await ChosenTwiceAsync();
        (await Finalise(s.Township, s, "township", s.Province.Township)).Expect(200);
        (await Revoke(s.Village, honour)).Expect(200);
        (await Select(s.County, s, "county", s.First[0])).Refused(400, "PLT-0001", "/items/0/householdId ORG-1401");
    }

    [Fact]
    public async Task The_end_of_a_selection_waits_for_a_concurrent_revocation_below_and_is_refused()
    {
        var (s, honour) = await ChosenTwiceAsync();
        await using var revoking = await _service.SystemSession();
        await revoking.Execute("select from campaign_levels where campaign_id = @Id for share", new { s.Id }, default);
        await revoking.Execute(
            "update honours set revoked_at = now(), revoked_by = @by, revocation = 'x' where id = @honour",
            new { honour, by = Guid.NewGuid() },
            default
        );
        var ended = Finalise(s.Township, s, "township", s.Province.Township);
        await WaitsAsync(ended);
        await revoking.Commit(default);
        (await ended).Refused(409, "ORG-1434", "/divisionId ORG-1435");
    }

    [Fact]
    public async Task A_revocation_waits_for_the_concurrent_end_of_the_level_above()
    {
        var (s, honour) = await ChosenTwiceAsync();
        await using var ending = await _service.SystemSession();
        await ending.Execute(
            "select from campaign_levels where campaign_id = @Id and level = 4 for update",
            new { s.Id },
            default
        );
        var revoked = Revoke(s.Village, honour);
        await WaitsAsync(revoked);
        await ending.Commit(default);
        (await revoked).Expect(200);
    }

    async Task WaitsAsync(Task answer)
    {
        await Eventually.True(
            async () =>
                answer.IsCompleted
                || await _service.Database.Find<bool>(
                    """
                    select exists (
                        select from pg_locks l
                        join pg_stat_activity a using (pid)
                        where not l.granted and a.datname = current_database()
                    )
                    """
                ),
            "it waits"
        );
        Assert.False(answer.IsCompleted);
    }

    /// <summary>Two households of a village have its title; the first of them is selected at the township.</summary>
    async Task<(Scene Scene, Guid Honour)> ChosenTwiceAsync()
    {
        var s = await NewAsync();
        (await Join(s.Village, s, s.First)).Expect(200);
        (await Select(s.Village, s, "village", s.First[..2])).Expect(200);
        (await Finalise(s.Township, s, "village", s.Province.Township)).Expect(200);
        (await Select(s.Township, s, "township", s.First[0])).Expect(200);
        var honours = await s.Village.Get($"/organizations/v1/honours?householdId={s.First[0]}");
        return (s, honours.Expect(200).Items.Single().GetProperty("id").GetGuid());
    }

    static Task<Answer> Revoke(Client by, Guid honour) =>
        by.Post($"/organizations/v1/honours/{honour}/revoke", new { reason = "材料不实" }, ifMatch: "*");

    async Task<int> Titles(Scene s) =>
        await _service.Database.Find<int>("select count(*)::int from honours where campaign_id = @Id", new { s.Id });

    [Fact]
    public async Task An_empty_list_of_households_adds_none()
    {
        var s = await NewAsync();
        (await Join(s.County, s)).Refused(400, "PLT-0001", "/householdIds PLT-1001");
    }

    [Fact]
    public async Task More_than_5000_households_in_one_call_are_refused()
    {
        var s = await NewAsync();
        Guid[] many = [.. Enumerable.Range(0, 5001).Select(_ => Guid.NewGuid())];
        (await Join(s.County, s, many)).Refused(400, "PLT-0001", "/householdIds PLT-1002");
        (await Select(s.County, s, "village", many)).Refused(400, "PLT-0001", "/items PLT-1002");
    }

    [Fact]
    public async Task Selections_of_no_level_are_not_listed()
    {
        var s = await NewAsync();
        (await s.County.Get(s.Path + "/selections")).Refused(400, "PLT-0001", "/level PLT-1001");
    }

    [Fact]
    public async Task A_campaign_without_levels_is_refused()
    {
        var s = await NewAsync();
        (await s.County.Post(Campaigns, new { name = " ", levels = Array.Empty<object>() })).Refused(
            400,
            "PLT-0001",
            "/name PLT-1001",
            "/divisionId PLT-1001",
            "/startsOn PLT-1001",
            "/endsOn PLT-1001",
            "/levels PLT-1001"
        );
    }

    [Fact]
    public async Task A_campaign_names_the_errors_of_each_level()
    {
        var s = await NewAsync();
        var answer = await s.County.Post(
            Campaigns,
            new
            {
                name = "x",
                divisionId = (await s.Province.Division(s.Province.County)).Id,
                startsOn = "2019-01-01",
                endsOn = "2020-01-01",
                levels = new object[]
                {
                    new
                    {
                        name = "village",
                        title = "x",
                        quota = 0,
                    },
                    new { name = "township", percent = 200 },
                    new
                    {
                        name = "moon",
                        title = "x",
                        quota = 1,
                    },
                },
            }
        );
        answer.Refused(
            400,
            "PLT-0001",
            "/levels/0/quota PLT-1007",
            "/levels/1/title PLT-1001",
            "/levels/1/percent PLT-1007",
            "/levels/2/name PLT-1003"
        );
    }

    [Fact]
    public async Task A_bad_campaign_is_refused()
    {
        var s = await NewAsync();
        object Campaign(params object[] levels) =>
            new
            {
                name = "x",
                divisionId = (Guid?)s.Id,
                startsOn = "2019-01-01",
                endsOn = "2018-01-01",
                levels,
            };
        (
            await s.County.Post(
                Campaigns,
                Campaign(
                    new
                    {
                        name = "county",
                        title = "x",
                        quota = 1,
                    },
                    new
                    {
                        name = "village",
                        title = "x",
                        quota = 1,
                        percent = 20,
                    },
                    new { name = "township", title = "x" }
                )
            )
        ).Refused(
            400,
            "PLT-0001",
            "/divisionId PLT-1008",
            "/endsOn PLT-1007",
            "/levels/1/name PLT-1007",
            "/levels/1/percent PLT-1010",
            "/levels/2/quota PLT-1001"
        );
        (
            await s.Village.Post(
                Campaigns,
                new
                {
                    name = "x",
                    divisionId = (await s.Province.Division(s.Province.County)).Id,
                    startsOn = "2019-01-01",
                    endsOn = "2020-01-01",
                    levels = Levels,
                }
            )
        ).Refused(400, "PLT-0001", "/divisionId PLT-1008");
        (
            await s.Village.Post(
                Campaigns,
                new
                {
                    name = "x",
                    divisionId = (await s.Province.Division(s.Province.Village)).Id,
                    startsOn = "2019-01-01",
                    endsOn = "2020-01-01",
                    levels = Levels,
                }
            )
        ).Refused(400, "PLT-0001", "/levels/1/name PLT-1007", "/levels/2/name PLT-1007");
        var over = (
            await s.County.Post(
                Campaigns,
                new
                {
                    name = "x",
                    divisionId = (await s.Province.Division(s.Province.County)).Id,
                    startsOn = "2019-01-01",
                    endsOn = "2020-01-01",
                    levels = Levels,
                }
            )
        ).Expect(201).Id;
        (await Join(s.County, s with { Id = over }, s.First)).Refused(409, "ORG-0420");
        (await Join(s.County, s with { Id = Guid.NewGuid() }, s.First)).Expect(404);
    }

    [Fact]
    public async Task Households_come_by_file_too()
    {
        var s = await NewAsync();
        async Task<Answer> Import(Client by, params object[] ids)
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes("householdId\n" + string.Join('\n', ids) + "\n"))
            {
                Headers = { ContentType = new("text/csv") },
            };
            var job = (await by.Send(HttpMethod.Post, s.Path + "/participation-imports", content)).Expect(202).Id;
            return await Eventually.Of(
                () => by.Get($"/organizations/v1/participation-imports/{job}"),
                a => a.Expect(200)["state"].GetString() is "validated" or "rejected" or "failed",
                "checked"
            );
        }

        var bad = await Import(s.Township, s.First[0], "x", s.Elsewhere);
        Assert.Equal(("rejected", 2), (bad["state"].GetString(), bad["rejected"].GetInt32()));
        Assert.Equal(
            ["household-format", "household-unknown"],
            (await s.Township.Get($"/organizations/v1/participation-imports/{bad.Id}/rejections"))
                .Expect(200)
                .Items.Select(r => r.GetProperty("rule").GetString())
        );
        Assert.Equal("rejected", (await Import(s.Village, s.Second[0]))["state"].GetString());
        (await Join(s.County, s, s.First[0])).Expect(200);
        var good = await Import(s.Township, [.. s.First, .. s.Second]);
        Assert.Equal(
            ("validated", 9, 1),
            (good["state"].GetString(), good["new"].GetInt32(), good["already"].GetInt32())
        );
        Assert.Equal(1L, (await Count(s)).Joined);
        (await s.Township.Post($"/organizations/v1/participation-imports/{good.Id}/apply")).Expect(202);
        await Eventually.True(async () => (await Count(s)).Joined == 10, "applied");
    }
}
