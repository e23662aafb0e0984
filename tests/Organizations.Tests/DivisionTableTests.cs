using System.Text;
using System.Text.Json;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>Next year's complete table: the changes are shown first, and exactly those are applied.</summary>
public class DivisionTableTests(OrganizationsFixture fixture)
{
    const string Header = "code,name,parentCode,formerCode\n";
    const string Path = "/organizations/v1/divisions";
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task The_diff_names_every_change_and_the_application_does_exactly_that()
    {
        var province = await Province.NewAsync(_service);
        var p = province.Digits;
        await Zone(province);
        await province.Apply(
            await province.Upload($"code,name,parentCode\n{p}0101100009,将撤村,{province.Township}\n")
        );
        var old = new Dictionary<string, Answer>();
        foreach (var code in new[] { "0101100001", "0101100002", "0102200201", "0102200202", "0101100009" })
            old[code] = await province.Division(p + code);
        var job = await Upload(province, NextYear(p));
        Assert.Equal(
            ("validated", true, "2024-06-30", 0L),
            (Text(job, "state"), job["complete"].GetBoolean(), Text(job, "effective"), job["blocked"].GetInt64())
        );
        Assert.Equal(
            "abolished 1, merged 1, new 1, recoded 1, renamed 1, split 2",
            string.Join(
                ", ",
                job["changes"]
                    .EnumerateObject()
                    .OrderBy(c => c.Name, StringComparer.Ordinal)
                    .Select(c => $"{c.Name} {c.Value}")
            )
        );
        var changes = (await province.Administrator.Get($"/organizations/v1/division-imports/{job.Id}/changes"))
            .Expect(200)
            .Items;
        Assert.Equal(
            [
                ("new", p + "0101101000", ""),
                ("merged", p + "0101100003", $"{p}0101100001;{p}0101100002"),
                ("renamed", province.OtherCounty, province.OtherCounty),
                ("split", p + "0102200203", p + "0102200201"),
                ("split", p + "0102200204", p + "0102200201"),
                ("recoded", p + "0102200205", p + "0102200202"),
                ("abolished", p + "0101100009", p + "0101100009"),
            ],
            changes
                .Select(c =>
                    (
                        c.GetProperty("kind").GetString()!,
                        c.GetProperty("code").GetString()!,
                        c.GetProperty("formerCodes").GetString()!
                    )
                )
                .OrderBy(c => c.Item1 == "abolished")
                .ThenBy(c => c.Item1 != "new")
                .ThenBy(c => c.Item2)
        );
        Assert.Equal(
            2,
            (await province.Administrator.Get($"/organizations/v1/division-imports/{job.Id}/changes?kind=split"))
                .Items
                .Count
        );
        Assert.Equal("城东社区居委会", Text(await province.Division(province.Village), "name"));

        await province.Apply(job);
        var merged = await province.Division(p + "0101100003");
        foreach (var code in new[] { "0101100001", "0101100002" })
            await Became(province, p + code, old[code].Id, ("merged", merged.Id));
        await Became(
            province,
            p + "0102200201",
            old["0102200201"].Id,
            ("split", (await province.Division(p + "0102200203")).Id),
            ("split", (await province.Division(p + "0102200204")).Id)
        );
        await Became(province, p + "0101100009", old["0101100009"].Id, ("abolished", null));
        Assert.Equal(old["0102200202"].Id, (await province.Division(p + "0102200205")).Id);
        Assert.Equal("洛川新县", Text(await province.Division(province.OtherCounty), "name"));
        Assert.Equal(JsonValueKind.Null, (await province.Division(p + "0171001000"))["validTo"].ValueKind);
        Assert.Equal(
            old["0101100001"].Id,
            (await _service.AsNobody().Get($"{Path}/by-code/{p}0101100001?asOf=2024-06-29")).Expect(200).Id
        );
        var published = (await _service.Published<DivisionsPublished>())
            .Last(e => e.Divisions.Any(d => d.Id == merged.Id))
            .Divisions;
        Assert.Equal(4, published.Count(d => d.ValidTo == new DateOnly(2024, 6, 30)));

        var again = await Upload(province, NextYear(p));
        Assert.Equal(("validated", 0), (Text(again, "state"), again["changes"].EnumerateObject().Count()));
    }

    [Fact]
    public async Task Living_records_block_the_table_and_a_changed_tree_shows_the_diff_again()
    {
        var province = await Province.NewAsync(_service);
        var (p, admin) = (province.Digits, province.Administrator);
        var village = await province.Division(province.Village);
        var grid = (
            await admin.Post(
                Path,
                new
                {
                    parentId = village.Id,
                    kind = "grid",
                    name = "一格",
                    validFrom = "2024-01-01",
                }
            )
        ).Expect(201);
        var person = (await admin.Post("/organizations/v1/people", new { name = "李梅" })).Expect(201).Id;
        var other = await province.Division(p + "0102200201");
        var post = (
            await admin.Post(
                "/organizations/v1/appointments",
                new
                {
                    personId = person,
                    post = Post.GridMember,
                    divisionId = other.Id,
                }
            )
        ).Expect(201).Id;
        var job = await Upload(province, NextYear(p));
        Assert.Equal(3, job["blocked"].GetInt64());
        var blocked = (await admin.Get($"/organizations/v1/division-imports/{job.Id}/changes?blocked=true")).Items;
        Assert.Equal(
            [("merged", 1L, 0L), ("split", 0L, 1L), ("split", 0L, 1L)],
            blocked
                .Select(c =>
                    (
                        c.GetProperty("kind").GetString()!,
                        c.GetProperty("below").GetInt64(),
                        c.GetProperty("held").GetInt64()
                    )
                )
                .Order()
        );
        Assert.All(blocked, c => Assert.NotEqual("", c.GetProperty("noteZh").GetString()));

        await Refused(province, job);
        Assert.Equal(JsonValueKind.Null, (await province.Division(province.Village))["validTo"].ValueKind);
        (await province.End(grid.Id, "2024-02-01")).Expect(200);
        (await admin.Post($"/organizations/v1/appointments/{post}/end", ifMatch: "\"v1\"")).ExpectOk();
        job = await ApplyAsync(province, job);
        Assert.Equal(
            ("validated", "ORG-0105", 0L),
            (Text(job, "state"), job["problem"].GetProperty("code").GetString(), job["blocked"].GetInt64())
        );
        Assert.Equal(JsonValueKind.Null, (await province.Division(province.Village))["validTo"].ValueKind);
        job = await ApplyAsync(province, job);
        Assert.Equal(("applied", JsonValueKind.Null), (Text(job, "state"), job["problem"].ValueKind));
        Assert.Equal("2024-06-29", Text(await province.Division(province.Village), "validTo"));
    }

    [Fact]
    public async Task An_officers_table_covers_the_own_county_alone_and_a_move_away_needs_a_reorganisation()
    {
        var province = await Province.NewAsync(_service);
        var (p, officer) = (province.Digits, await province.Staff(Post.FederationOfficer, province.County));
        var job = await Upload(
            province,
            $"{Header}{province.County},黄龙县,{p}0100000000,\n{province.Township},石堡镇,{province.County},\n"
                + $"{province.Village},城东社区居委会,{province.Township},\n",
            officer
        );
        Assert.Equal(
            p + "0101100002",
            Assert
                .Single((await officer.Get($"/organizations/v1/division-imports/{job.Id}/changes")).Items)
                .GetProperty("code")
                .GetString()
        );
        (
            await (await province.Staff(Post.FederationOfficer, province.OtherCounty)).Get(
                $"/organizations/v1/division-imports/{job.Id}/changes"
            )
        ).Refused(404, "PLT-0005");
        var moved = await Upload(
            province,
            $"{Header}{province.OtherCounty},洛川县,{p}0100000000,\n"
                + $"{p}0102200000,旧县乡,{province.OtherCounty},\n{p}0102200201,一村村委会,{p}0102200000,\n"
                + $"{p}0102200202,二村村委会,{p}0102200000,\n"
                + $"{p}0102201000,石堡镇,{province.OtherCounty},{province.Township}\n"
        );
        var change = Assert.Single(
            (await province.Administrator.Get($"/organizations/v1/division-imports/{moved.Id}/changes")).Items
        );
        Assert.Equal(
            ("moved", true),
            (change.GetProperty("kind").GetString(), change.GetProperty("blocked").GetBoolean())
        );
        // A moved village kept its code: the table has it at the place of the code.
        await new Reorganising(_service, province).Make(
            new
            {
                kind = "move",
                divisionId = (await province.Division(province.Village)).Id,
                parentId = (await province.Division(p + "0102200000")).Id,
            }
        );
        var back = await Upload(
            province,
            $"{Header}{province.Township},石堡镇,{province.County},\n"
                + $"{province.Village},城东社区居委会,{province.Township},\n"
                + $"{p}0101100002,城西社区居委会,{province.Township},\n",
            effective: ""
        );
        Assert.Equal(
            ("moved", province.Village),
            (await province.Administrator.Get($"/organizations/v1/division-imports/{back.Id}/changes"))
                .Items.Select(c => (c.GetProperty("kind").GetString()!, c.GetProperty("code").GetString()!))
                .Single()
        );
        var theft = await Upload(
            province,
            $"{Header}{province.Township},石堡镇,{province.County},\n{p}0101100008,新村,{province.Township},{p}0102200201\n",
            officer
        );
        Assert.Equal(
            ("rejected", "outside-area"),
            (Text(theft, "state"), Assert.Single(await province.Rejections(theft)).Rule)
        );
    }

    [Fact]
    public async Task The_table_finds_the_changes_of_a_reorganisation_done()
    {
        var province = await Province.NewAsync(_service);
        var (p, admin, township) = (
            province.Digits,
            province.Administrator,
            await province.Division(province.Township)
        );
        var reorganising = new Reorganising(_service, province);
        // The township goes to the other county with its villages, under the codes of next year's table; the two
        // villages of the other township become one.
        var job = await Upload(
            province,
            $"{Header}{p}0000000000,省{p},,\n{p}0100000000,市辖区,{p}0000000000,\n"
                + $"{province.County},黄龙县,{p}0100000000,\n{province.OtherCounty},洛川县,{p}0100000000,\n"
                + $"{p}0102100000,石堡镇,{province.OtherCounty},{province.Township}\n"
                + $"{p}0102100001,城东社区居委会,{p}0102100000,{province.Village}\n"
                + $"{p}0102100002,城西社区居委会,{p}0102100000,{p}0101100002\n"
                + $"{p}0102200000,旧县乡,{province.OtherCounty},\n"
                + $"{p}0102200203,新村村委会,{p}0102200000,{p}0102200201;{p}0102200202\n",
            effective: ""
        );
        Assert.Equal(
            ["merged", "moved", "recoded", "recoded"],
            (await admin.Get($"/organizations/v1/division-imports/{job.Id}/changes"))
                .Items.Select(c => c.GetProperty("kind").GetString())
                .Order(StringComparer.Ordinal)
        );
        await Refused(province, job);

        await reorganising.Make(
            new
            {
                kind = "move",
                divisionId = township.Id,
                parentId = (await province.Division(province.OtherCounty)).Id,
                code = p + "0102100000",
            }
        );
        var villages = new[]
        {
            (await province.Division(p + "0102200201")).Id,
            (await province.Division(p + "0102200202")).Id,
        };
        await reorganising.Make(
            new
            {
                kind = "merge",
                divisionIds = villages,
                code = p + "0102200203",
                name = "新村村委会",
            }
        );
        job = await ApplyAsync(province, job);
        Assert.Equal(
            ("validated", "ORG-0105", 0L),
            (Text(job, "state"), job["problem"].GetProperty("code").GetString(), job["blocked"].GetInt64())
        );
        Assert.Equal(
            ["recoded", "recoded"],
            (await admin.Get($"/organizations/v1/division-imports/{job.Id}/changes")).Items.Select(c =>
                c.GetProperty("kind").GetString()
            )
        );
        Assert.Equal("applied", Text(await ApplyAsync(province, job), "state"));
        Assert.Equal(township.Id, (await province.Division(p + "0102100000")).Id);
        Assert.StartsWith(
            await province.Key(province.OtherCounty),
            await province.Key(p + "0102100001"),
            StringComparison.Ordinal
        );
        Assert.Equal(
            [("merged", p + "0102200203")],
            (await province.Division(p + "0102200201"))["successors"]
                .EnumerateArray()
                .Select(s => (s.GetProperty("relation").GetString()!, s.GetProperty("code").GetString()!))
        );
    }

    [Fact]
    public async Task Rows_that_contradict_each_other_or_the_tree_are_refused()
    {
        var province = await Province.NewAsync(_service);
        var (p, t) = (province.Digits, province.Township);
        var job = await Upload(
            province,
            $"{Header}{t},石堡镇,{t},\n{province.County},黄龙县,{t},\n"
                + $"{p}0101100003,甲,{t},{p}0101100001;{p}0101100002\n{p}0101100004,乙,{t},{p}0101100001\n"
                + $"{p}0101100005,丙,{t},{p}0101100099\n{p}0102200202,丁,{p}0102200000,{p}0102200201\n"
                + $"{p}0101100006,戊,{t},{t};{p}0101100001\n"
        );
        Assert.Equal(
            [
                (2, "parent-cycle"),
                (3, "parent-level"),
                (4, "former-twice"),
                (6, "former-missing"),
                (7, "code-taken"),
                (8, "former-format"),
            ],
            await province.Rejections(job)
        );
        var plain = await province.Upload(
            $"{Header}{p}0101100003,甲,{t},{p}0101100001;{p}0101100002\n{p}0101100001,自,{t},{p}0101100001\n"
        );
        Assert.Equal([(2, "former-format"), (3, "former-format")], await province.Rejections(plain));
        var early = await province.Send(
            Encoding.UTF8.GetBytes($"code,name,parentCode\n{province.Village},改名,{t}\n{p}0101100007,新村,{t}\n"),
            query: "?effective=2022-01-01"
        );
        var ended = await Eventually.Of(
            () => province.Administrator.Get(early.Headers["Location"]),
            a => Text(a, "state") == "rejected",
            "rejected"
        );
        Assert.Equal([(2, "effective-early"), (3, "effective-parent")], await province.Rejections(ended));
    }

    static string NextYear(string p) =>
        Header
        + string.Join(
            '\n',
            $"{p}0000000000,省{p},,",
            $"{p}0100000000,市辖区,{p}0000000000,",
            $"{p}0101000000,黄龙县,{p}0100000000,",
            $"{p}0102000000,洛川新县,{p}0100000000,",
            $"{p}0101100000,石堡镇,{p}0101000000,",
            $"{p}0101101000,新镇,{p}0101000000,",
            $"{p}0102200000,旧县乡,{p}0102000000,",
            $"{p}0101100003,合并社区,{p}0101100000,{p}0101100001;{p}0101100002",
            $"{p}0102200203,甲村,{p}0102200000,{p}0102200201",
            $"{p}0102200204,乙村,{p}0102200000,{p}0102200201",
            $"{p}0102200205,二村村委会,{p}0102200000,{p}0102200202"
        )
        + "\n";

    static async Task Zone(Province province)
    {
        var city = await province.Division(province.Digits + "0100000000");
        var zone = (
            await province.Administrator.Post(
                Path,
                new
                {
                    parentId = city.Id,
                    kind = "zone",
                    name = "高新区",
                    code = province.Digits + "0171000000",
                    validFrom = "2024-01-01",
                }
            )
        ).Expect(201);
        (
            await province.Administrator.Post(
                Path,
                new
                {
                    parentId = zone.Id,
                    kind = "township",
                    name = "街道",
                    code = province.Digits + "0171001000",
                    validFrom = "2024-01-01",
                }
            )
        ).Expect(201);
    }

    static async Task<Answer> Upload(
        Province province,
        string file,
        Client? by = null,
        string effective = "&effective=2024-06-30"
    )
    {
        var sent = (
            await province.Send(Encoding.UTF8.GetBytes(file), by: by, query: "?complete=true" + effective)
        ).Expect(202);
        return await Eventually.Of(
            () => (by ?? province.Administrator).Get(sent.Headers["Location"]),
            a => Text(a, "state") is "validated" or "rejected" or "failed",
            "checked"
        );
    }

    /// <summary>The known obstacles refuse the table at once, and it stays unchanged.</summary>
    static async Task Refused(Province province, Answer job)
    {
        var path = $"/organizations/v1/division-imports/{job.Id}";
        (await province.Administrator.Post(path + "/apply")).Refused(409, "ORG-0106");
        Assert.Equal(job.Text, (await province.Administrator.Get(path)).Expect(200).Text);
    }

    static async Task<Answer> ApplyAsync(Province province, Answer job)
    {
        var path = $"/organizations/v1/division-imports/{job.Id}";
        (await province.Administrator.Post(path + "/apply")).Expect(202);
        return await Eventually.Of(
            () => province.Administrator.Get(path),
            a => Text(a, "state") is not "applying",
            "no longer applying"
        );
    }

    static async Task Became(Province province, string code, Guid id, params (string Relation, Guid? Id)[] successors)
    {
        var answer = await province.Division(code);
        Assert.Equal((id, "2024-06-29"), (answer.Id, Text(answer, "validTo")));
        Assert.Equal(
            successors.OrderBy(s => s.Id),
            answer["successors"]
                .EnumerateArray()
                .Select(s =>
                    (
                        s.GetProperty("relation").GetString()!,
                        s.GetProperty("id").ValueKind == JsonValueKind.Null
                            ? (Guid?)null
                            : s.GetProperty("id").GetGuid()
                    )
                )
                .OrderBy(s => s.Item2)
        );
    }

    static string Text(Answer a, string member) => a[member].GetString()!;
}
