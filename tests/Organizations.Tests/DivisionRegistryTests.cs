using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>Divisions one at a time: below the village, and outside the code table.</summary>
public class DivisionRegistryTests(OrganizationsFixture fixture)
{
    const string Path = "/organizations/v1/divisions";
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task Grids_compounds_buildings_and_units_get_codes_keys_and_levels_below_their_village()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var village = await province.Division(province.Village);
        var compound = await Create(officer, village.Id, "compound", "阳光小区");
        var grid = await Create(officer, village.Id, "grid", "第一网格");
        var building = await Create(officer, compound.Id, "building", "1号楼");
        var unit = await Create(officer, building.Id, "unit", "1单元");
        var micro = await Create(officer, grid.Id, "micro-grid", "微网格一");
        Assert.Equal(
            (
                province.Village + "001",
                province.Village + "002",
                province.Village + "001001",
                province.Village + "001001001",
                province.Village + "002001"
            ),
            (
                Text(compound, "code"),
                Text(grid, "code"),
                Text(building, "code"),
                Text(unit, "code"),
                Text(micro, "code")
            )
        );
        Assert.Equal(
            [6, 6, 7, 8, 7],
            new[] { compound, grid, building, unit, micro }.Select(d => d["level"].GetInt32())
        );
        var key = Text(village, "key");
        Assert.Equal(
            [key + "000", key + "001", key + "000000", key + "000000000", key + "001000"],
            new[] { compound, grid, building, unit, micro }.Select(d => Text(d, "key"))
        );
        var published = (await _service.Published<DivisionsPublished>())
            .SelectMany(p => p.Divisions)
            .Single(d => d.Id == unit.Id);
        Assert.Equal(
            (building.Id, "unit", 8, Text(unit, "code")),
            (published.ParentId, published.Kind, published.Level, published.Code)
        );
        Assert.Equal(Text(unit, "code"), Text(await province.Division(Text(unit, "code")), "code"));
        Assert.Equal("micro-grid", Text((await _service.AsNobody().Get($"{Path}/{micro.Id}")).Expect(200), "kind"));
    }

    [Fact]
    public async Task A_development_zone_outside_the_table_counts_as_a_county()
    {
        var province = await Province.NewAsync(_service);
        var city = await province.Division(province.Digits + "0100000000");
        var zone = (
            await province.Administrator.Post(
                Path,
                new
                {
                    parentId = city.Id,
                    kind = "zone",
                    name = "高新技术产业开发区",
                    code = province.Digits + "0171000000",
                }
            )
        ).Expect(201);
        Assert.Equal(3, zone["level"].GetInt32());
        var town = (
            await province.Administrator.Post(
                Path,
                new
                {
                    parentId = zone.Id,
                    kind = "township",
                    name = "栗雨街道",
                    code = province.Digits + "0171001000",
                }
            )
        ).Expect(201);
        Assert.Equal(Text(zone, "key") + "000", Text(town, "key"));
        var file =
            $"code,name,parentCode,kind\n{province.Digits}0172000000,经开区,{province.Digits}0100000000,开发区\n"
            + $"{province.Digits}0172001000,街道,{province.Digits}0172000000,\n";
        Assert.Equal(2, (await province.Apply(await province.Upload(file)))["new"].GetInt32());
        Assert.Equal(
            ("zone", "township"),
            (
                Text(await province.Division(province.Digits + "0172000000"), "kind"),
                Text(await province.Division(province.Digits + "0172001000"), "kind")
            )
        );
    }

    [Fact]
    public async Task Hundreds_of_buildings_and_grids_come_in_one_file()
    {
        var province = await Province.NewAsync(_service);
        var v = province.Village;
        var rows = new List<string> { $"{v}900,大院,{v},compound" };
        rows.AddRange(Enumerable.Range(1, 500).Select(b => $"{v}900{b:D3},{b}号楼,{v}900,"));
        rows.AddRange(Enumerable.Range(1, 500).Select(b => $"{v}900{b:D3}001,{b}号楼1单元,{v}900{b:D3},单元"));
        rows.AddRange(Enumerable.Range(1, 300).Select(g => $"{v}{g:D3},微网格{g},{v},微网格"));
        rows.Reverse();
        var file = "code,name,parentCode,kind\n" + string.Join('\n', rows) + "\n";
        Assert.Equal(1_301, (await province.Apply(await province.Upload(file)))["new"].GetInt32());
        Assert.Equal(
            ("building", 7, 8),
            (
                Text(await province.Division(v + "900500"), "kind"),
                (await province.Division(v + "900007"))["level"].GetInt32(),
                (await province.Division(v + "900499001"))["level"].GetInt32()
            )
        );
        Assert.Equal("micro-grid", Text(await province.Division(v + "300"), "kind"));
        Assert.Equal(1_301, (await province.Upload(file))["unchanged"].GetInt32());
        var next = await Create(province.Administrator, (await province.Division(v)).Id, "grid", "再一格");
        Assert.Equal(v + "901", Text(next, "code"));
    }

    [Fact]
    public async Task A_division_that_does_not_fit_into_the_tree_is_refused_and_changes_nothing()
    {
        var province = await Province.NewAsync(_service);
        var (village, county) = (await province.Division(province.Village), await province.Division(province.County));
        var (officer, admin) = (await province.Staff(Post.FederationOfficer, province.County), province.Administrator);
        var before = await _service.Database.Find<long>(
            "select count(*) from divisions where code like @like",
            new { like = province.Digits + "%" }
        );
        (
            await officer.Post(
                Path,
                new
                {
                    parentId = village.Id,
                    kind = "building",
                    name = "楼",
                }
            )
        ).Refused(409, "ORG-0101", "/kind PLT-1007");
        (
            await officer.Post(
                Path,
                new
                {
                    parentId = village.Id,
                    kind = "county",
                    name = "县",
                    code = province.Digits + "0190000000",
                }
            )
        ).Refused(409, "ORG-0101", "/kind PLT-1007");
        (
            await officer.Post(
                Path,
                new
                {
                    parentId = village.Id,
                    kind = "barn",
                    name = " ",
                }
            )
        ).Refused(400, "PLT-0001", "/kind PLT-1003", "/name PLT-1001");
        (await officer.Post(Path, new { kind = "grid", name = "格" })).Refused(400, "PLT-0001", "/parentId PLT-1001");
        (
            await officer.Post(
                Path,
                new
                {
                    parentId = village.Id,
                    kind = "grid",
                    name = "格",
                    code = province.Village + "01",
                }
            )
        ).Refused(400, "PLT-0001", "/code PLT-1006");
        (
            await officer.Post(
                Path,
                new
                {
                    parentId = village.Id,
                    kind = "grid",
                    name = "=格",
                }
            )
        ).Refused(400, "PLT-0001", "/name ORG-1156");
        var self = Guid.CreateVersion7();
        (
            await officer.Post(
                Path,
                new
                {
                    id = self,
                    parentId = self,
                    kind = "grid",
                    name = "格",
                }
            )
        ).Refused(400, "PLT-0001", "/parentId PLT-1008");
        (
            await officer.Post(
                Path,
                new
                {
                    parentId = (await province.Division(province.OtherCounty)).Id,
                    kind = "township",
                    name = "镇",
                    code = province.Digits + "0102300000",
                }
            )
        ).Refused(400, "PLT-0001", "/parentId PLT-1008");
        (
            await officer.Post(
                Path,
                new
                {
                    parentId = county.Id,
                    kind = "township",
                    name = "镇",
                }
            )
        ).Refused(400, "PLT-0001", "/code PLT-1001");
        (
            await officer.Post(
                Path,
                new
                {
                    parentId = county.Id,
                    kind = "township",
                    name = "镇",
                    code = province.Township,
                }
            )
        ).Refused(409, "ORG-0100", "/code PLT-1010");
        (
            await officer.Post(
                Path,
                new
                {
                    parentId = county.Id,
                    kind = "township",
                    name = "镇",
                    code = province.Digits + "0102101000",
                }
            )
        ).Refused(400, "PLT-0001", "/code PLT-1006");
        (
            await officer.Post(
                Path,
                new
                {
                    parentId = village.Id,
                    kind = "grid",
                    name = "格",
                    validFrom = "2023-06-29",
                }
            )
        ).Refused(400, "PLT-0001", "/validFrom PLT-1007");
        (
            await officer.Post(
                Path,
                new
                {
                    parentId = village.Id,
                    kind = "grid",
                    name = "格",
                    validFrom = "2999-01-01",
                }
            )
        ).Refused(400, "PLT-0001", "/validFrom PLT-1004");
        (
            await officer.Post(
                Path,
                new
                {
                    id = county.Id,
                    parentId = village.Id,
                    kind = "grid",
                    name = "格",
                }
            )
        ).Refused(400, "PLT-0001", "/id PLT-1011");
        (
            await officer.Post(
                Path,
                new
                {
                    kind = "province",
                    name = "省",
                    code = "990000000000",
                }
            )
        ).Refused(403, "PLT-0004");
        (
            await admin.Post(
                Path,
                new
                {
                    parentId = village.Id,
                    kind = "province",
                    name = "省",
                    code = "990000000000",
                }
            )
        ).Refused(409, "ORG-0101");
        (
            await (await province.Staff(Post.Chair, province.County)).Post(
                Path,
                new
                {
                    parentId = village.Id,
                    kind = "grid",
                    name = "格",
                }
            )
        ).Expect(403);
        Assert.Equal(
            before,
            await _service.Database.Find<long>(
                "select count(*) from divisions where code like @like",
                new { like = province.Digits + "%" }
            )
        );
    }

    [Fact]
    public async Task A_division_is_renamed_at_its_present_version_and_its_history_is_kept()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var village = await province.Division(province.Village);
        var path = $"{Path}/{village.Id}";
        var renamed = (
            await officer.Patch(path, new { name = "新城社区居委会", validFrom = "2024-05-01" }, village.ETag)
        ).Expect(200);
        Assert.Equal(
            ("新城社区居委会", 2L, 2L),
            (Text(renamed, "name"), renamed["version"].GetInt64(), (await _service.AsNobody().Get(path)).Version)
        );
        (await officer.Patch(path, new { name = "别名" }, village.ETag)).Refused(412, "PLT-0008");
        (await officer.Patch(path, new { name = "别名" }, null)).Expect(428);
        (await officer.Patch(path, new { name = "别名", validFrom = "2024-04-30" }, "\"v2\"")).Refused(
            400,
            "PLT-0001",
            "/validFrom PLT-1007"
        );
        (await officer.Patch(path, new { name = "" }, "\"v2\"")).Refused(400, "PLT-0001", "/name PLT-1001");
        (
            await (await province.Staff(Post.FederationOfficer, province.OtherCounty)).Patch(
                path,
                new { name = "别名" },
                "\"v2\""
            )
        ).Refused(404, "PLT-0005");
        Assert.Equal(
            [("城东社区居委会", new DateOnly(2023, 6, 30), new DateOnly(2024, 5, 1))],
            await _service.Database.Query<(string, DateOnly, DateOnly)>(
                "select name, valid_from, valid_to from division_history where division_id = @Id",
                new { village.Id }
            )
        );
        Assert.Equal(
            1,
            (await _service.Published<DivisionsPublished>()).Count(p =>
                p.Divisions.Any(d => d.Name == "新城社区居委会" && d.Id == village.Id)
            )
        );
    }

    [Fact]
    public async Task A_division_ends_when_nothing_lives_in_it_and_its_place_and_codes_are_never_given_again()
    {
        var province = await Province.NewAsync(_service);
        var admin = province.Administrator;
        var village = await province.Division(province.Village);
        var grid = await Create(admin, village.Id, "grid", "一格", "2024-01-01");
        var person = (await admin.Post("/organizations/v1/people", new { name = "王秀兰" })).Expect(201).Id;
        var post = (
            await admin.Post(
                "/organizations/v1/appointments",
                new
                {
                    personId = person,
                    post = Post.GridMember,
                    divisionId = grid.Id,
                    validFrom = "2024-02-01",
                }
            )
        ).Expect(201).Id;
        (await province.End(village.Id)).Refused(409, "ORG-0103", "/divisions ORG-0103", "/appointments ORG-0103");
        (await province.End(grid.Id)).Refused(409, "ORG-0103", "/appointments ORG-0103");
        (
            await admin.Post($"/organizations/v1/appointments/{post}/end", new { on = "2024-06-01" }, ifMatch: "\"v1\"")
        ).ExpectOk();
        (await province.End(grid.Id, "2024-05-01")).Refused(409, "ORG-0103", "/appointments ORG-0103");
        (await admin.Post($"{Path}/{grid.Id}/end")).Expect(428);
        (await province.End(grid.Id, "2023-11-30")).Refused(400, "PLT-0001", "/validTo PLT-1007");
        (await province.End(grid.Id, "2999-01-01")).Refused(400, "PLT-0001", "/validTo PLT-1004");
        var ended = (await province.End(grid.Id, "2024-07-01")).Expect(200);
        Assert.Equal("2024-07-01", Text(ended, "validTo"));
        (await province.End(grid.Id)).Refused(409, "ORG-0102");
        (await admin.Patch($"{Path}/{grid.Id}", new { name = "格" }, "\"v2\"")).Refused(409, "ORG-0102");
        Assert.Empty((await _service.AsNobody().Get($"{Path}?parentId={village.Id}")).Expect(200).Items);
        Assert.Equal(
            new DateOnly(2024, 7, 2),
            (await _service.Published<DivisionsPublished>())
                .SelectMany(p => p.Divisions)
                .Last(d => d.Id == grid.Id)
                .ValidTo
        );
        var next = await Create(admin, village.Id, "grid", "二格");
        Assert.Equal((Text(village, "key") + "001", province.Village + "002"), (Text(next, "key"), Text(next, "code")));
        (
            await admin.Post(
                Path,
                new
                {
                    parentId = village.Id,
                    kind = "grid",
                    name = "三格",
                    code = province.Village + "001",
                }
            )
        ).Refused(409, "ORG-0100", "/code PLT-1010");
    }

    [Fact]
    public async Task A_concurrent_end_of_a_division_and_registration_in_it_leave_one_of_them()
    {
        var province = await Province.NewAsync(_service);
        var village = (await province.Division(province.Village)).Id;
        for (var round = 0; round < 12; round++)
        {
            var grid = (await Create(province.Administrator, village, "grid", $"网格{round}")).Id;
            var (ending, registering) = (
                province.End(grid),
                province.Administrator.Post("/organizations/v1/people", new { name = "某人", divisionId = grid })
            );
            var ended = await ending is { Status: 200 };
            var registered = await registering is { Status: 201 };
            Assert.True(
                ended != registered,
                $"ended {(await ending).Status}, registered {(await registering).Status}: {(await registering).Text}"
            );
            Assert.Equal(
                registered ? 1 : 0,
                await _service.Database.Find<int>(
                    "select count(*)::int from people p join divisions d on d.key = p.scope_key where d.id = @grid",
                    new { grid }
                )
            );
        }
    }

    static async Task<Answer> Create(Client by, Guid parent, string kind, string name, string? from = null) =>
        (
            await by.Post(
                Path,
                new
                {
                    parentId = parent,
                    kind,
                    name,
                    validFrom = from,
                }
            )
        ).Expect(201);

    static string Text(Answer a, string member) => a[member].GetString()!;
}
