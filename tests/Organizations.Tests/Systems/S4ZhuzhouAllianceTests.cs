using System.Text.Json;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests.Systems;

/// <summary>
/// S4 株洲 The alliance of women's social organizations with its joint meetings, its public-benefit projects in three
/// modes, and the women's and children's centre.
/// </summary>
public class S4ZhuzhouAllianceTests(OrganizationsFixture fixture)
{
    const string Root = "/organizations/v1/";

    [Fact]
    public async Task The_alliance_meets_and_runs_more_than_twenty_projects_in_three_modes()
    {
        var (officer, city) = await CityAsync();
        var alliance = (
            await officer.Post(
                Root + "alliances",
                new
                {
                    name = "株洲市女性社会组织联盟",
                    divisionId = city,
                    validFrom = "2021-03-08",
                }
            )
        ).Expect(201).Id;
        List<(Guid Organization, Guid Member)> members = [];
        for (var i = 0; i < 12; i++)
        {
            var organization = await OrganizationAsync(officer, city, "association", $"女性社会组织{i + 1}");
            members.Add(
                (
                    organization,
                    (
                        await officer.Post(
                            $"{Root}alliances/{alliance}/members",
                            new { organizationId = organization, validFrom = "2021-03-08" }
                        )
                    )
                        .Expect(201)
                        .Id
                )
            );
        }
        (
            await officer.Put(
                $"{Root}alliances/{alliance}/rotation",
                new
                {
                    startsOn = "2021-03-08",
                    termMonths = 3,
                    order = members.Select(m => m.Member),
                },
                (await officer.Get($"{Root}alliances/{alliance}")).ETag
            )
        ).Expect(200);
        for (var quarter = 0; quarter < 4; quarter++)
            (
                await officer.Post(
                    $"{Root}alliances/{alliance}/meetings",
                    new
                    {
                        heldOn = new DateOnly(2022, 2 + quarter * 3, 15),
                        place = "市妇女儿童中心",
                        agenda = new[] { "公益项目进展" },
                        minutes = "各成员单位通报项目进展。",
                        attendance = members.Select(m => new
                        {
                            memberId = m.Member,
                            present = true,
                            representativeNames = new[] { "负责人" },
                        }),
                        decisions = new[]
                        {
                            new
                            {
                                task = "下季度项目计划",
                                memberId = members[quarter].Member,
                                dueOn = new DateOnly(2022, 3 + quarter * 3, 15),
                            },
                        },
                    }
                )
            ).Expect(201);

        var owner = await OrganizationAsync(officer, city, "federation", "株洲市妇联");
        var plan = await ProgrammeAsync(officer, owner, "plan", "公益项目", null);
        string[] modes =
        [
            .. Enumerable.Repeat("own", 11),
            .. Enumerable.Repeat("cooperation", 7),
            .. Enumerable.Repeat("purchased", 6),
        ];
        foreach (var (i, mode) in modes.Index())
            await ProgrammeAsync(
                officer,
                mode == "own" ? members[i].Organization : owner,
                "project",
                $"公益项目{i + 1}",
                plan,
                mode,
                mode switch
                {
                    "cooperation" => [(members[i % 12].Organization, "partner")],
                    "purchased" => [(owner, "purchaser"), (members[i % 12].Organization, "partner")],
                    _ => [],
                }
            );

        Assert.Equal(
            4,
            (await officer.Get($"{Root}alliances?q=女性社会组织联盟"))
                .Expect(200)
                .Items.Single()
                .GetProperty("meetings")
                .GetInt32()
        );
        var meetings = (await officer.Get($"{Root}alliance-meetings?allianceId={alliance}&sort=heldOn"))
            .Expect(200)
            .Items;
        Assert.All(meetings, m =>
            Assert.Equal((12, 1), (m.GetProperty("present").GetInt32(), m.GetProperty("overdue").GetInt32()))
        );
        Assert.Equal(
            ["女性社会组织4", "女性社会组织5", "女性社会组织6", "女性社会组织7"],
            meetings.Select(m => m.GetProperty("chair").GetString())
        );
        var report = (await officer.Get($"{Root}programmes/{plan}/report")).Expect(200);
        Assert.True(Number(report["kinds"], "project") >= 20);
        Assert.Equal(
            (11, 7, 6),
            (
                Number(report["modes"], "own"),
                Number(report["modes"], "cooperation"),
                Number(report["modes"], "purchased")
            )
        );
    }

    [Fact]
    public async Task The_centre_has_35_residents_10_departments_with_10_projects_and_7_platforms_and_served_29000_person_times()
    {
        var (officer, city) = await CityAsync();
        var owner = await OrganizationAsync(officer, city, "federation", "株洲市妇联");
        var centre = await ProgrammeAsync(officer, owner, "plan", "株洲市妇女儿童中心", null);
        List<object> residents = [];
        for (var i = 0; i < 35; i++)
            residents.Add(
                new
                {
                    organizationId = await OrganizationAsync(officer, city, "association", $"入驻组织{i + 1}"),
                    role = "resident",
                }
            );
        (await officer.Post($"{Root}programmes/{centre}/organizations", new { organizations = residents })).Expect(201);
        List<Guid> platforms = [],
            projects = [];
        for (var i = 0; i < 7; i++)
            platforms.Add(await ProgrammeAsync(officer, owner, "platform", $"平台{i + 1}", centre));
        for (var i = 0; i < 10; i++)
            projects.Add(
                await ProgrammeAsync(
                    officer,
                    owner,
                    "project",
                    $"部门合作项目{i + 1}",
                    platforms[i % 7],
                    "cooperation",
                    [(await OrganizationAsync(officer, city, "department", $"合作部门{i + 1}"), "department")]
                )
            );

        // 912 sessions, 96 at each project but the last, and headcounts that come to 29,000: 728 of 32 people and 184
        // of 31.
        foreach (
            var (i, sessions) in Enumerable
                .Range(0, 912)
                .Select(n => new
                {
                    heldOn = new DateOnly(2022, 1, 1).AddDays(n % 720),
                    place = "中心活动室",
                    kind = "workshop",
                    headcount = n < 728 ? 32 : 31,
                })
                .Chunk(96)
                .Index()
        )
            (await officer.Post($"{Root}programmes/{projects[i]}/sessions", new { sessions })).Expect(201);

        var report = (await officer.Get($"{Root}programmes/{centre}/report?asOf=2024-06-30")).Expect(200);
        Assert.Equal(
            (35, 10),
            (Number(report["organizations"], "resident"), Number(report["organizations"], "department"))
        );
        Assert.Equal(
            (7, 10, 10),
            (
                Number(report["kinds"], "platform"),
                Number(report["kinds"], "project"),
                Number(report["modes"], "cooperation")
            )
        );
        Assert.True(Number(report["total"], "sessions") > 900);
        Assert.Equal(29_000, Number(report["total"], "personTimes"));
        // Only heads were counted: nothing but the bounds is known about different people.
        Assert.Equal(
            (0, 32, 29_000),
            (
                Number(report["total"], "distinctKnown"),
                Number(report["total"], "distinctAtLeast"),
                Number(report["total"], "distinctAtMost")
            )
        );
        Assert.Equal(
            912,
            (await officer.Get($"{Root}sessions?format=csv"))
                .Expect(200)
                .Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Length - 1
        );
    }

    [Fact]
    public async Task Five_service_systems_are_run_by_departments_social_forces_social_organizations_and_federations_together()
    {
        var (officer, city) = await CityAsync();
        var owner = await OrganizationAsync(officer, city, "federation", "株洲市妇联");
        var plan = await ProgrammeAsync(officer, owner, "plan", "四联服务", null);
        (string Field, string Department, string Force, string Social)[] systems =
        [
            ("法律服务", "市司法局", "某律师事务所", "婚姻家庭纠纷调解协会"),
            ("心理服务", "市卫健委", "某医院", "女性心理咨询师协会"),
            ("健康服务", "市卫健委", "某医院", "健康促进会"),
            ("帮困服务", "市民政局", "某爱心企业", "巾帼志愿者协会"),
            ("生活改善服务", "市住建局", "某家政公司", "家庭教育促进会"),
        ];
        // A department, a firm and a federation may take part in several systems; each is on the register once.
        Dictionary<string, Guid> links = [];
        for (var i = 0; i < systems.Length; i++)
        {
            var (field, department, force, social) = systems[i];
            var action = await ProgrammeAsync(officer, owner, "action", field, plan, field: field);
            (string Kind, string Name, string Role)[] parts =
            [
                ("department", department, "department"),
                ("partner", force, "partner"),
                ("social-organization", social, "partner"),
                ("federation", "渌口区妇联", "partner"),
            ];
            List<(Guid, string)> linked = [];
            foreach (var (kind, name, role) in parts)
            {
                if (!links.ContainsKey(name))
                    links[name] = await OrganizationAsync(
                        officer,
                        kind == "federation" ? (await CountyAsync(officer, city)) : city,
                        kind,
                        name
                    );
                linked.Add((links[name], role));
            }
            var project = await ProgrammeAsync(
                officer,
                owner,
                "project",
                field + "进社区",
                action,
                "cooperation",
                [.. linked],
                field
            );
            (
                await officer.Post(
                    $"{Root}programmes/{project}/sessions",
                    new
                    {
                        sessions = new[]
                        {
                            new
                            {
                                heldOn = "2022-05-15",
                                place = "社区妇女之家",
                                kind = "counselling",
                                headcount = 20 + i,
                            },
                        },
                    }
                )
            ).Expect(201);
        }

        var report = (await officer.Get($"{Root}programmes/{plan}/report")).Expect(200);
        Assert.Equal(
            (5, 5, 5),
            (
                Number(report["kinds"], "action"),
                Number(report["kinds"], "project"),
                Number(report["modes"], "cooperation")
            )
        );
        Assert.Equal(
            (4, 10),
            (Number(report["organizations"], "department"), Number(report["organizations"], "partner"))
        );
        Assert.Equal((5, 110), (Number(report["total"], "sessions"), Number(report["total"], "personTimes")));
        Assert.Equal(
            [20, 21, 22, 23, 24],
            report["nodes"]
                .EnumerateArray()
                .Where(n => n.GetProperty("kind").GetString() == "action")
                .Select(n => Number(n.GetProperty("tree"), "personTimes"))
                .Order()
        );
        var actions = (await officer.Get($"{Root}programmes?parentId={plan}&kind=action")).Expect(200).Items;
        Assert.Equal(
            systems.Select(s => s.Field).Order(StringComparer.Ordinal),
            actions.Select(a => a.GetProperty("field").GetString()!).Order(StringComparer.Ordinal)
        );
        var counts = (await officer.Get($"{Root}organizations/summary?below={city}"))
            .Expect(200)["counts"]
            .EnumerateArray()
            .GroupBy(c => c.GetProperty("kind").GetString()!)
            .ToDictionary(g => g.Key, g => g.Sum(c => Number(c, "organizations")));
        Assert.Equal(
            (4, 4, 5, 2),
            (counts["department"], counts["partner"], counts["social-organization"], counts["federation"])
        );
    }

    static async Task<Guid> CountyAsync(Client officer, Guid city) =>
        (await officer.Get($"{Root}divisions?parentId={city}")).Expect(200).Items[0].GetProperty("id").GetGuid();

    async Task<(Client Officer, Guid City)> CityAsync()
    {
        var province = await Province.NewAsync(fixture.Service);
        var city = await province.Division(province.Digits + "0100000000");
        return (await province.Staff(Post.FederationOfficer, province.Digits + "0100000000"), city.Id);
    }

    static async Task<Guid> OrganizationAsync(Client officer, Guid city, string kind, string name) => (
            await officer.Post(
                Root + "organizations",
                new
                {
                    kind,
                    name,
                    divisionId = city,
                }
            )
        ).Expect(201).Id;

    static async Task<Guid> ProgrammeAsync(
        Client officer,
        Guid owner,
        string kind,
        string name,
        Guid? parent,
        string? mode = null,
        (Guid Organization, string Role)[]? parts = null,
        string field = "公益"
    ) => (
            await officer.Post(
                Root + "programmes",
                new
                {
                    parentId = parent,
                    ownerId = owner,
                    kind,
                    name,
                    field,
                    mode,
                    startsOn = "2021-01-01",
                    endsOn = "2025-12-31",
                    status = "running",
                    organizations = (parts ?? []).Select(p => new { organizationId = p.Organization, role = p.Role }),
                }
            )
        ).Expect(201).Id;

    static long Number(JsonElement e, string member) => e.GetProperty(member).GetInt64();
}
