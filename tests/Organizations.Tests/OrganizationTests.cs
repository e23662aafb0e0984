using Contracts.Organizations.V1;
using Organizations.Domain;
using Testing;

namespace Organizations.Tests;

public class OrganizationTests(OrganizationsFixture fixture)
{
    const string Organizations = "/organizations/v1/organizations";
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task A_division_has_one_federation_and_its_parent_is_the_one_above()
    {
        var (province, officer) = await CountyAsync();
        async Task<Answer> Federation(string code, string name) =>
            (
                await province.Administrator.Post(
                    Organizations,
                    new
                    {
                        kind = "federation",
                        name,
                        divisionId = (await province.Division(code)).Id,
                        validFrom = "2020-01-01",
                    }
                )
            ).Expect(201);
        var city = await Federation(province.Digits + "0100000000", "市妇联");
        var county = await Federation(province.County, "黄龙县妇联");
        var village = await Federation(province.Village, "城东社区妇联");
        var read = (await officer.Get(village.Headers["Location"])).Expect(200);
        Assert.Equal(
            ("village", county.Id, "黄龙县妇联"),
            (read["level"].GetString(), read["parentId"].GetGuid(), read["parentName"].GetString())
        );
        Assert.Equal(city.Id, (await officer.Get(county.Headers["Location"])).Expect(200)["parentId"].GetGuid());
        (
            await officer.Post(
                Organizations,
                new
                {
                    kind = "federation",
                    name = "又一个",
                    divisionId = (await province.Division(province.Village)).Id,
                }
            )
        ).Refused(409, "ORG-0204", "/divisionId PLT-1010");
        (
            await officer.Post(
                Organizations,
                new
                {
                    kind = "womens-group",
                    name = "小组",
                    divisionId = (await province.Division(province.Village)).Id,
                }
            )
        ).Refused(400, "PLT-0001", "/divisionId ORG-1202");
        var both = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async _ =>
                    await officer.Post(
                        Organizations,
                        new
                        {
                            kind = "federation",
                            name = "镇妇联",
                            divisionCode = province.Township,
                        }
                    )
                )
        );
        Assert.Equal([201, 409, 409, 409], both.Select(a => a.Status).Order());
        // Once the township has a federation, it is the parent of the village's.
        Assert.Equal("镇妇联", (await officer.Get(village.Headers["Location"])).Expect(200)["parentName"].GetString());
        Assert.Equal(
            "黄龙县妇联",
            (await officer.Get(village.Headers["Location"] + "?asOf=2021-01-01")).Expect(200)["parentName"].GetString()
        );
    }

    [Fact]
    public async Task The_history_of_an_organization_is_filtered_paged_and_filed()
    {
        var (province, officer) = await CountyAsync();
        var made = await RegisterAsync(officer, "association", "织锦协会", province.County, "2018-05-01");
        var path = made.Headers["Location"];
        (await officer.Patch(path, new { name = "织锦巾帼协会", from = "2020-03-01" }, "\"v1\"")).Expect(200);
        (await officer.Put(path + "/status", new { status = "suspended", on = "2021-01-01" }, "\"v2\"")).Expect(200);
        (await officer.Put(path + "/status", new { status = "active", on = "2021-06-01" }, "\"v3\"")).Expect(200);
        var page = (await officer.Get(path + "/history?q=巾帼&limit=2")).Expect(200);
        Assert.Equal(
            [("2020-03-01", "2020-12-31"), ("2021-01-01", "2021-05-31")],
            page.Items.Select(i => (i.GetProperty("validFrom").GetString(), i.GetProperty("validTo").GetString()))
        );
        var last = (await officer.Get($"{path}/history?q=巾帼&limit=2&cursor={page["next"].GetString()}")).Expect(200);
        Assert.Equal("2021-06-01", Assert.Single(last.Items).GetProperty("validFrom").GetString());
        Assert.Equal(
            "\uFEFF名称,状态,起始日期,截止日期\r\n织锦巾帼协会,suspended,2021-01-01,2021-05-31\r\n",
            System.Text.Encoding.UTF8.GetString(await officer.Download(path + "/history?status=suspended&format=csv"))
        );
    }

    [Fact]
    public async Task Names_and_statuses_of_any_day_are_answered()
    {
        var (province, officer) = await CountyAsync();
        var made = await RegisterAsync(officer, "association", "巧手协会", province.County, "2018-05-01");
        var path = made.Headers["Location"];
        (await officer.Patch(path, new { name = "巧手巾帼协会", from = "2020-03-01" }, "\"v1\"")).Expect(200);
        (await officer.Put(path + "/status", new { status = "suspended", on = "2021-01-01" }, "\"v2\"")).Expect(200);
        (await officer.Put(path + "/status", new { status = "active", on = "2021-06-01" }, "\"v3\"")).Expect(200);
        (await officer.Put(path + "/status", new { status = "preparing", on = "2021-07-01" }, "\"v4\"")).Refused(
            409,
            "ORG-0205"
        );
        (await officer.Put(path + "/status", new { status = "dissolved", on = "2021-05-01" }, "\"v4\"")).Refused(
            400,
            "PLT-0001",
            "/on PLT-1007"
        );
        (await officer.Patch(path, new { name = "x" }, "\"v1\"")).Refused(412, "PLT-0008");
        (await officer.Patch(path, new { creditCode = "91350100M000100Y44" }, "\"v4\"")).Refused(
            400,
            "PLT-0001",
            "/creditCode PLT-1005"
        );
        (await officer.Put(path + "/status", new { status = "dissolved", on = "2023-01-01" }, "\"v4\"")).Expect(200);
        (await officer.Patch(path, new { name = "x" }, "\"v5\"")).Refused(409, "ORG-0206");

        async Task<(string?, string?)> On(string day) =>
            (await officer.Get($"{path}?asOf={day}")) is { Status: 200 } a
                ? (a["name"].GetString(), a["status"].GetString())
                : (null, null);
        Assert.Equal((null, null), await On("2018-04-30"));
        Assert.Equal(("巧手协会", "active"), await On("2020-02-29"));
        Assert.Equal(("巧手巾帼协会", "active"), await On("2020-03-01"));
        Assert.Equal(("巧手巾帼协会", "suspended"), await On("2021-05-31"));
        Assert.Equal(("巧手巾帼协会", "active"), await On("2022-12-31"));
        Assert.Equal((null, null), await On("2023-01-01"));
        Assert.Equal(
            ["active", "active", "suspended", "active", "dissolved"],
            (await officer.Get(path + "/history")).Expect(200).Items.Select(i => i.GetProperty("status").GetString())
        );
        var old = (await officer.Get($"{Organizations}?asOf=2019-01-01&kind=association&q=巧手")).Expect(200);
        Assert.Equal("巧手协会", Assert.Single(old.Items).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Members_are_counted_by_discipline_and_leave_with_the_organization()
    {
        var (province, officer) = await CountyAsync();
        var path = (
            await RegisterAsync(officer, "association", "女科技工作者协会", province.County, "2020-01-01")
        ).Headers["Location"];
        var people = await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .Select(async i =>
                    (await officer.Post("/organizations/v1/people", new { name = $"会员{i}" })).Expect(201).Id
                )
        );
        var unit = (await RegisterAsync(officer, "partner", "某研究所", province.County, "2020-01-01")).Id;
        object Member(
            Guid? personId,
            string? discipline,
            string role = "founding-member",
            Guid? organizationId = null
        ) =>
            new
            {
                personId,
                organizationId,
                role,
                discipline,
                validFrom = "2020-02-01",
            };
        (
            await officer.Post(
                path + "/members",
                new
                {
                    members = new[] { Member(people[0], "science"), Member(Guid.NewGuid(), null), Member(null, null) },
                }
            )
        ).Refused(400, "PLT-0001", "/members/1/personId PLT-1008", "/members/2/personId PLT-1001");
        (
            await officer.Post(
                path + "/members",
                new { members = new[] { Member(people[0], "magic"), Member(people[1], null, "king") } }
            )
        ).Refused(400, "PLT-0001", "/members/0/discipline PLT-1003", "/members/1/role PLT-1003");
        Assert.Equal(0, (await officer.Get(path + "/members/summary")).Expect(200)["total"].GetInt32());
        (
            await officer.Post(
                path + "/members",
                new
                {
                    members = new[]
                    {
                        Member(people[0], "science"),
                        Member(people[1], "science"),
                        Member(people[2], "medicine"),
                        Member(null, null, "ordinary-member", unit),
                    },
                }
            )
        ).Expect(201);
        var again = (
            await officer.Post(
                path + "/members",
                new { members = new[] { Member(people[3], "science"), Member(people[1], "science") } }
            )
        ).Refused(409, "ORG-0207", "/members/1 PLT-1010");
        var items = (await officer.Get(path + "/members?discipline=medicine")).Expect(200).Items;
        var membership = $"/organizations/v1/memberships/{Assert.Single(items).GetProperty("id").GetGuid()}";
        (await officer.Patch(membership, new { validTo = "2021-12-31" }, "\"v1\"")).Expect(200);
        (await officer.Patch(membership, new { role = "ordinary-member" }, "\"v2\"")).Refused(409, "ORG-0208");

        async Task<(int Total, int Science, int Medicine)> On(string day)
        {
            var summary = (await officer.Get($"{path}/members/summary?asOf={day}")).Expect(200);
            int Of(string discipline) =>
                summary["counts"]
                    .EnumerateArray()
                    .Where(c => c.GetProperty("discipline").GetString() == discipline)
                    .Sum(c => c.GetProperty("members").GetInt32());
            return (summary["total"].GetInt32(), Of("science"), Of("medicine"));
        }
        Assert.Equal((4, 2, 1), await On("2021-12-31"));
        Assert.Equal((3, 2, 0), await On("2022-01-01"));
        (await officer.Put(path + "/status", new { status = "dissolved", on = "2024-01-01" }, "\"v1\"")).Expect(200);
        Assert.Equal((0, 0, 0), await On("2024-01-01"));
        (await officer.Post(path + "/members", new { members = new[] { Member(people[4], "science") } })).Refused(
            409,
            "ORG-0206"
        );
        (await (await province.Staff(Post.Chair, province.OtherCounty)).Get(path + "/members")).Refused(
            404,
            "PLT-0005"
        );
    }

    [Fact]
    public async Task A_batch_is_taken_whole_or_not_at_all()
    {
        var (province, officer) = await CountyAsync();
        object Row(string code, string name, string kind = "federation") =>
            new
            {
                kind,
                name,
                divisionCode = code,
            };
        var villages = new[] { province.Village, province.Digits + "0101100002" };
        (
            await officer.Post(
                Organizations + "/batches",
                new
                {
                    rows = new[]
                    {
                        Row(province.County, "县妇联"),
                        Row(villages[0], ""),
                        Row(villages[1], "二", "palace"),
                    },
                }
            )
        ).Refused(400, "PLT-0001", "/rows/1/name PLT-1001", "/rows/2/kind PLT-1003");
        (
            await officer.Post(
                Organizations + "/batches",
                new { rows = new[] { Row(province.County, "县妇联"), Row(province.OtherCounty, "别县妇联") } }
            )
        ).Refused(400, "PLT-0001", "/rows/1/divisionCode PLT-1008");
        (
            await officer.Post(
                Organizations + "/batches",
                new { rows = new[] { Row(villages[0], "一"), Row(villages[0], "又一") } }
            )
        ).Refused(409, "ORG-0204", "/rows/1/divisionId PLT-1010");
        (await officer.Post(Organizations + "/batches", new { rows = Array.Empty<object>() })).Refused(
            400,
            "PLT-0001",
            "/rows PLT-1001"
        );
        (
            await officer.Post(
                Organizations + "/batches",
                new { rows = Enumerable.Repeat(Row(villages[0], "一"), 1_001) }
            )
        ).Refused(400, "PLT-0001", "/rows PLT-1002");
        Assert.Empty((await officer.Get(Organizations)).Expect(200).Items);
        var made = (
            await officer.Post(
                Organizations + "/batches",
                new
                {
                    rows = new[]
                    {
                        Row(province.County, "县妇联"),
                        Row(province.Township, "镇妇联"),
                        Row(villages[0], "一"),
                        Row(villages[1], "二"),
                    },
                }
            )
        ).Expect(201);
        Assert.Equal(4, made["registered"].GetInt32());
        Assert.Equal(
            [(3, 1), (4, 1), (5, 2)],
            (await officer.Get(Organizations + "/summary"))
                .Expect(200)["counts"]
                .EnumerateArray()
                .Select(c => (c.GetProperty("level").GetInt32(), c.GetProperty("organizations").GetInt32()))
        );
        var csv = System.Text.Encoding.UTF8.GetString(await officer.Download(Organizations + "?format=csv&sort=code"));
        Assert.Equal(4, csv.Split('\n').Count(l => l.Contains("federation", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Documents_are_references_and_parents_form_no_cycle()
    {
        var (province, officer) = await CountyAsync();
        var (a, b) = (
            await RegisterAsync(officer, "association", "总会", province.County, "2020-01-01"),
            await RegisterAsync(officer, "department", "秘书处", province.County, "2020-01-01")
        );
        (await officer.Patch(b.Headers["Location"], new { parentId = a.Id }, "\"v1\"")).Expect(200);
        (await officer.Patch(a.Headers["Location"], new { parentId = b.Id }, "\"v1\"")).Refused(
            400,
            "PLT-0001",
            "/parentId PLT-1008"
        );
        (await officer.Patch(a.Headers["Location"], new { parentId = a.Id }, "\"v1\"")).Refused(
            400,
            "PLT-0001",
            "/parentId PLT-1008"
        );
        (
            await officer.Post(
                a.Headers["Location"] + "/documents",
                new
                {
                    kind = "paper",
                    title = " ",
                    uri = "file:///etc",
                }
            )
        ).Refused(400, "PLT-0001", "/kind PLT-1003", "/title PLT-1001", "/uri PLT-1006");
        (
            await officer.Post(
                a.Headers["Location"] + "/documents",
                new { kind = "registration-certificate", title = "社会团体法人登记证书" }
            )
        ).Refused(400, "PLT-0001", "/number PLT-1001");
        (
            await officer.Post(
                a.Headers["Location"] + "/documents",
                new
                {
                    kind = "registration-certificate",
                    title = "社会团体法人登记证书",
                    number = "社证字第4001号",
                    datedOn = "2020-01-01",
                }
            )
        ).Expect(201);
        Assert.Equal(
            "社证字第4001号",
            Assert
                .Single((await officer.Get(a.Headers["Location"] + "/documents")).Expect(200).Items)
                .GetProperty("number")
                .GetString()
        );
    }

    [Fact]
    public async Task Dissolution_ends_all_posts_and_memberships_also_later_ones()
    {
        var (province, officer) = await CountyAsync();
        const string root = "/organizations/v1";
        var unit = await RegisterAsync(officer, "partner", "某平台", province.County, "2020-01-01");
        var other = await RegisterAsync(officer, "association", "某协会", province.County, "2020-01-01");
        var person = (await officer.Post(root + "/people", new { name = "经理" })).Expect(201).Id;
        var now = (
            await officer.Post(
                root + "/appointments",
                new
                {
                    personId = person,
                    post = Post.Partner,
                    organizationId = unit.Id,
                }
            )
        ).Expect(201);
        var later = (
            await officer.Post(
                root + "/appointments",
                new
                {
                    personId = person,
                    post = Post.EmployerManager,
                    organizationId = unit.Id,
                    validFrom = "2099-01-01",
                }
            )
        ).Expect(201);
        (
            await officer.Post(
                other.Headers["Location"] + "/members",
                new
                {
                    members = new[]
                    {
                        new
                        {
                            organizationId = unit.Id,
                            role = "ordinary-member",
                            validFrom = "2020-02-01",
                        },
                    },
                }
            )
        ).Expect(201);
        var alliance = (
            await officer.Post(
                root + "/alliances",
                new
                {
                    name = "联盟",
                    divisionId = (await province.Division(province.County)).Id,
                    validFrom = "2024-01-01",
                }
            )
        ).Expect(201).Headers["Location"];
        List<Guid> members = [];
        foreach (var organizationId in new[] { unit.Id, other.Id })
            members.Add(
                (await officer.Post(alliance + "/members", new { organizationId, validFrom = "2024-01-01" }))
                    .Expect(201)
                    .Id
            );
        (
            await officer.Put(
                alliance + "/rotation",
                new
                {
                    startsOn = "2024-01-01",
                    termMonths = 120,
                    order = members,
                },
                (await officer.Get(alliance)).ETag
            )
        ).Expect(200);
        Assert.Equal(members[0], (await officer.Get(alliance)).Expect(200)["chair"].GetProperty("memberId").GetGuid());

        (await officer.Put(unit.Headers["Location"] + "/status", new { status = "dissolved" }, "\"v1\"")).Expect(200);
        foreach (var made in new[] { now, later })
        {
            var read = (await officer.Get(made.Headers["Location"])).Expect(200);
            Assert.Equal(read["validFrom"].GetDateTimeOffset(), read["endedAt"].GetDateTimeOffset());
            Assert.Single(await _service.Published<AppointmentEnded>(), e => e.AppointmentId == made.Id);
        }
        Assert.Equal(
            0,
            (await officer.Get(other.Headers["Location"] + "/members/summary")).Expect(200)["total"].GetInt32()
        );
        var left = (await officer.Get(alliance)).Expect(200);
        Assert.Equal(
            (members[1], 1),
            (left["chair"].GetProperty("memberId").GetGuid(), left["members"].GetArrayLength())
        );

        var a = await (
            await Association.FoundAsync(
                officer,
                (await province.Division(province.County)).Id,
                "要撤销的协会",
                new(2020, 3, 1)
            )
        ).JoinAsync(1);
        var congress = (
            await officer.Post(
                root + "/congresses",
                new
                {
                    organizationId = a.Id,
                    kind = "regular",
                    title = "第二次代表大会",
                    heldOn = "2024-12-01",
                }
            )
        ).Expect(201).Id;
        var election = await a.OpenAsync(Post.CouncilMember, 1, a.Members);
        (await officer.Put(a.Path + "/status", new { status = "dissolved" }, (await officer.Get(a.Path)).ETag)).Expect(
            200
        );
        (await a.RecordAsync(election, 9, [(a.Members[0], 9)])).Refused(409, "ORG-0206");
        (
            await officer.Post(
                root + "/terms",
                new
                {
                    congressId = congress,
                    startsOn = "2025-03-01",
                    years = 5,
                }
            )
        ).Refused(409, "ORG-0206");
        (await officer.Patch($"{root}/terms/{a.Term}", new { endsOn = "2024-12-31" }, "\"v1\"")).Refused(
            409,
            "ORG-0206"
        );
    }

    [Fact]
    public async Task No_cycle_of_parents_closes_through_hidden_organizations_or_by_two_at_once()
    {
        var (province, officer) = await CountyAsync();
        async Task<Answer> Unit(string code, string name) =>
            await RegisterAsync(province.Administrator, "department", name, code, "2020-01-01");
        Task<Answer> Below(Client by, Answer unit, Answer parent, int version = 1) =>
            by.Patch(unit.Headers["Location"], new { parentId = parent.Id }, $"\"v{version}\"");
        var (a, between, c) = (
            await Unit(province.County, "甲"),
            await Unit(province.OtherCounty, "乙"),
            await Unit(province.County, "丙")
        );
        (await Below(province.Administrator, between, a)).Expect(200);
        (await Below(province.Administrator, c, between)).Expect(200);
        (await Below(officer, a, c)).Refused(400, "PLT-0001", "/parentId PLT-1008");
        for (var round = 0; round < 3; round++)
        {
            var (x, y, z) = (
                await Unit(province.County, "子"),
                await Unit(province.County, "丑"),
                await Unit(province.County, "寅")
            );
            (await Below(officer, z, y)).Expect(200);
            var both = await Task.WhenAll(Below(officer, x, z), Below(officer, y, x));
            Assert.Equal([200, 400], both.Select(b => b.Status).Order());
        }
    }

    [Fact]
    public void Dissolution_is_final_and_possible_from_every_status()
    {
        Assert.All(CodeTables.OrganizationStatus.Values, s =>
            Assert.False(OrganizationKinds.MayBecome("dissolved", s))
        );
        Assert.All(CodeTables.OrganizationStatus.Values.Except(["dissolved"]), s =>
            Assert.True(OrganizationKinds.MayBecome(s, "dissolved"))
        );
        Assert.All(CodeTables.OrganizationStatus.Values, s =>
            Assert.False(OrganizationKinds.MayBecome(s, s) || OrganizationKinds.MayBecome(s, "preparing"))
        );
    }

    async Task<(Province Province, Client Officer)> CountyAsync()
    {
        var province = await Province.NewAsync(_service);
        return (province, await province.Staff(Post.FederationOfficer, province.County));
    }

    static async Task<Answer> RegisterAsync(
        Client officer,
        string kind,
        string name,
        string divisionCode,
        string validFrom
    ) =>
        (
            await officer.Post(
                Organizations,
                new
                {
                    kind,
                    name,
                    divisionCode,
                    validFrom,
                }
            )
        ).Expect(201);

    [Fact]
    public async Task An_employer_is_renamed_in_jobs_alone_and_its_former_name_stays_known()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var employer = Guid.CreateVersion7();
        await _service.Deliver(
            new Contracts.Jobs.V1.EmployerRegistered(
                employer,
                "91610631MA6YF" + province.Digits + "XXX",
                "山珍合作社",
                await province.Key(province.County)
            )
        );
        var path = $"/organizations/v1/organizations/{employer}";
        var read = (await officer.Get(path)).Expect(200);
        (await officer.Patch(path, new { name = "海味合作社" }, read.ETag)).Refused(409, "ORG-1420", "/name ORG-1421");
        (await officer.Patch(path, new { creditCode = "91350100M000100Y43" }, read.ETag)).Refused(
            409,
            "ORG-1420",
            "/creditCode ORG-1421"
        );
        Assert.Equal(read.Text, (await officer.Get(path)).Expect(200).Text);

        var renamed = new Contracts.Jobs.V1.EmployerRenamed(employer, "海味合作社");
        await _service.Others.SendAsync(renamed, Guid.CreateVersion7(), 2, at: _service.Clock.GetUtcNow().AddDays(1));
        var after = await Eventually.Of(
            () => officer.Get(path, read.ETag),
            a => a.Status == 200,
            "the new name is here"
        );
        Assert.Equal("海味合作社", after["name"].GetString());
        Assert.Contains(
            "山珍合作社",
            (await officer.Get(path + "/history")).Expect(200).Text,
            StringComparison.Ordinal
        );
    }
}
