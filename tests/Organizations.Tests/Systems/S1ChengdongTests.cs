using System.Text;
using Contracts.Census.V1;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests.Systems;

/// <summary>
/// S1, Chengdong community of Huanglong county: 17 executive members, each covering the 2 or 3 nearest grids of 300-500
/// people; five levels, 207 people, answer for 2,072 households and 5,926 people; 913 people in the county's linkage.
/// The figures are read back from the records, and the chart hangs on the wall.
/// </summary>
public class S1ChengdongTests(OrganizationsFixture fixture)
{
    const int Households = 2_072,
        People = 5_926,
        Grids = 15,
        Members = 17,
        Linked = 207,
        LinkedInCounty = 913;
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task The_reported_figures_are_read_back_from_the_records_and_the_chart_shows_them()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var community = await province.Division(province.Village);
        var grids = await GridsAsync(province, officer);
        await HouseholdsAsync(grids);
        var members = await MembersAsync(officer, community, grids);
        await CoverAsync(officer, members, grids);
        await LinkageAsync(province, officer, grids);

        var chart = (await officer.Get($"/organizations/v1/divisions/{community.Id}/chart")).Expect(200);
        var profile = chart["profile"];
        Assert.Equal(
            (Households, People, Grids, Members),
            (
                profile.GetProperty("households").GetInt32(),
                profile.GetProperty("people").GetInt32(),
                profile.GetProperty("grids").GetInt32(),
                profile.GetProperty("executiveMembers").GetInt32()
            )
        );
        Assert.Equal(
            (2_300, 1_100),
            (profile.GetProperty("women").GetInt32(), profile.GetProperty("children").GetInt32())
        );
        var linkage = profile.GetProperty("linkage");
        Assert.Equal(
            (Linked, 5),
            (linkage.GetProperty("people").GetInt32(), linkage.GetProperty("levels").GetArrayLength())
        );
        Assert.Equal(
            Linked,
            linkage.GetProperty("levels").EnumerateArray().Sum(l => l.GetProperty("people").GetInt32())
        );
        var county = (
            await officer.Get($"/organizations/v1/divisions/{(await province.Division(province.County)).Id}/chart")
        ).Expect(200);
        Assert.Equal(LinkedInCounty, county["profile"].GetProperty("linkage").GetProperty("people").GetInt32());

        var covering = chart["leaders"]
            .EnumerateArray()
            .Concat(chart["deputies"].EnumerateArray())
            .Concat(chart["members"].EnumerateArray())
            .ToList();
        Assert.Equal(Members, covering.Count);
        Assert.All(covering, m => Assert.InRange(m.GetProperty("covers").GetArrayLength(), 2, 3));
        Assert.All(chart["places"].EnumerateArray(), g => Assert.InRange(g.GetProperty("people").GetInt32(), 300, 500));
        Assert.All(chart["places"].EnumerateArray(), g => Assert.NotNull(g.GetProperty("lead").GetString()));
        Assert.Empty(
            (await officer.Get($"/organizations/v1/coverages/breaches?divisionId={community.Id}")).Expect(200).Items
        );
        Assert.Equal("13900000001", chart["leaders"][0].GetProperty("telephone").GetString());
        var audited = await _service.Database.Find<int>(
            """
            select max(cardinality(subjects))
            from platform.audit
            where action like 'GET%chart' and caller_id = @Subject
            """,
            new { officer.Subject }
        );
        Assert.True(audited >= Members);

        var member = await province.Staff(Post.ExecutiveMember, province.Village);
        Assert.Equal(
            "139****0001",
            (await member.Get($"/organizations/v1/divisions/{community.Id}/chart"))
                .Expect(200)["leaders"][0]
                .GetProperty("telephone")
                .GetString()
        );
        Assert.Equal(
            0,
            (await officer.Get($"/organizations/v1/divisions/{community.Id}/chart?asOf=2024-06-30"))
                .Expect(200)["members"]
                .GetArrayLength()
        );
        (await officer.Get($"/organizations/v1/divisions/{community.Id}/chart?asOf=2001-01-01")).Expect(404);
        (await officer.Get($"/organizations/v1/divisions/{community.Id}/chart?format=gif"))
            .Expect(400)
            .ExpectProblem("PLT-0001", "/format");
        (
            await (await province.Staff(Post.Chair, province.OtherCounty)).Get(
                $"/organizations/v1/divisions/{community.Id}/chart"
            )
        ).Expect(404);
        await SheetsAsync(officer, community.Id, "community");
        await SheetsAsync(officer, (await province.Division(province.County)).Id, "county");
    }

    /// <summary>SVG keeps its text; PDF is one A3 page; PNG is a picture of it.</summary>
    static async Task SheetsAsync(Client officer, Guid division, string name)
    {
        var svg = (
            await officer.Send(
                HttpMethod.Get,
                $"/organizations/v1/divisions/{division}/chart",
                null,
                ("Accept", "image/svg+xml")
            )
        ).Expect(200);
        Assert.Equal("image/svg+xml", svg.Headers["Content-Type"]);
        Assert.Contains("妇联网格化责任图", svg.Text, StringComparison.Ordinal);
        Assert.Contains("★", svg.Text, StringComparison.Ordinal);
        var pdf = await officer.Download($"/organizations/v1/divisions/{division}/chart?format=pdf");
        var png = await officer.Download($"/organizations/v1/divisions/{division}/chart?format=png");
        if (Environment.GetEnvironmentVariable("CHARTS_TO") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, name + ".png"), png);
            await File.WriteAllBytesAsync(Path.Combine(folder, name + ".pdf"), pdf);
            await File.WriteAllTextAsync(Path.Combine(folder, name + ".svg"), svg.Text);
        }
        Assert.Equal("%PDF", Encoding.ASCII.GetString(pdf, 0, 4));
        Assert.Matches(@"MediaBox \[0 0 1190\.\d+ 841\.\d+\]", Encoding.Latin1.GetString(pdf));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        Assert.Equal(
            (2_480, 1_754),
            (
                System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)),
                System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))
            )
        );
    }

    /// <summary>15 grids in a row along the river, each with a recorded centre, and ten buildings in each.</summary>
    async Task<List<Answer>> GridsAsync(Province province, Client officer)
    {
        var codes = Enumerable.Range(1, Grids).Select(g => $"{province.Village}{g:D3}").ToList();
        var rows = codes
            .Select((c, i) => $"{c},第{i + 1}网格,{province.Village},网格")
            .Concat(codes.SelectMany(c => Enumerable.Range(1, 10).Select(b => $"{c}{b:D3},{b}号楼,{c},楼栋")));
        Assert.Equal(
            Grids * 11,
            (
                await province.Apply(
                    await province.Upload("code,name,parentCode,kind\n" + string.Join('\n', rows) + "\n")
                )
            )["new"]
                .GetInt32()
        );
        List<Answer> grids = [];
        foreach (var code in codes)
        {
            grids.Add(await province.Division(code));
            (
                await officer.Put(
                    $"/organizations/v1/divisions/{grids[^1].Id}/centre",
                    new { longitude = 109.84 + grids.Count * 0.002, latitude = 35.58 },
                    "\"v0\""
                )
            ).Expect(200);
        }
        return grids;
    }

    /// <summary>
    /// 2,072 households with 5,926 people, 2,300 women and 1,100 children among them, published by Census as it
    /// registers them.
    /// </summary>
    Task HouseholdsAsync(List<Answer> grids)
    {
        return _service.DeliverAll(
            Enumerable
                .Range(0, Households)
                .Select(i => new HouseholdRegistered(
                    Guid.CreateVersion7(),
                    grids[i % Grids]["key"].GetString()!,
                    Share(People, i),
                    Guid.Empty,
                    Share(2_300, i),
                    Share(1_100, i)
                ))
        );

        static int Share(int total, int i) => total / Households + (i < total % Households ? 1 : 0);
    }

    /// <summary>The chair, two vice chairs with their portfolios and 14 more, each at home beside a grid.</summary>
    static async Task<List<Guid>> MembersAsync(Client officer, Answer community, List<Answer> grids)
    {
        string[] names =
        [
            "王秀兰",
            "李桂英",
            "张淑芬",
            "刘玉梅",
            "陈美玲",
            "杨丽华",
            "赵春燕",
            "黄晓红",
            "周雪琴",
            "吴秋菊",
            "徐凤英",
            "孙慧敏",
            "马金花",
            "朱彩霞",
            "胡月娥",
            "郭小娟",
            "何巧云",
        ];
        List<Guid> members = [];
        for (var i = 0; i < Members; i++)
        {
            var person = (
                await officer.Post(
                    "/organizations/v1/people",
                    new
                    {
                        name = names[i],
                        sex = "2",
                        telephone = $"139{i + 1:D8}",
                    }
                )
            ).Expect(201).Id;
            members.Add(person);
            (
                await officer.Put(
                    $"/organizations/v1/people/{person}/home",
                    new
                    {
                        divisionId = community.Id,
                        longitude = 109.84 + i * 0.0019 + 0.0003,
                        latitude = 35.581,
                    },
                    "\"v0\""
                )
            ).Expect(200);
            (
                await officer.Post(
                    "/organizations/v1/appointments",
                    new
                    {
                        personId = person,
                        post = Post.ExecutiveMember,
                        divisionId = community.Id,
                    }
                )
            ).Expect(201);
            if (i >= 3)
                continue;
            var post = (
                await officer.Post(
                    "/organizations/v1/appointments",
                    new
                    {
                        personId = person,
                        post = i == 0 ? Post.Chair : Post.ViceChair,
                        divisionId = community.Id,
                    }
                )
            ).Expect(201);
            if (i > 0)
                (
                    await officer.Put(
                        $"{post.Headers["Location"]}/portfolio",
                        new { portfolio = i == 1 ? "权益维护、家庭儿童" : "就业培训、志愿服务" },
                        "\"v1\""
                    )
                ).Expect(200);
        }
        return members;
    }

    /// <summary>Each member covers the proposed grids: the nearest two, and the third where nobody leads yet.</summary>
    static async Task CoverAsync(Client officer, List<Guid> members, List<Answer> grids)
    {
        foreach (var member in members)
        {
            var proposed = (await officer.Get($"/organizations/v1/coverages/proposals?personId={member}")).Expect(200);
            Assert.Equal((2, 3, 3), (proposed["least"].GetInt32(), proposed["most"].GetInt32(), proposed.Items.Count));
            foreach (var (grid, i) in proposed.Items.Select((g, i) => (g, i)))
                if (i < 2 || !grid.GetProperty("hasLead").GetBoolean())
                    (
                        await officer.Post(
                            "/organizations/v1/coverages",
                            new
                            {
                                personId = member,
                                divisionId = grid.GetProperty("divisionId").GetGuid(),
                                post = Post.ExecutiveMember,
                            }
                        )
                    ).Expect(201);
        }
        Assert.Equal(Grids, grids.Count);
    }

    /// <summary>
    /// People who answer on the other levels: county, township, grids and buildings; and the rest of the county.
    /// </summary>
    static async Task LinkageAsync(Province province, Client officer, List<Answer> grids)
    {
        var codes = grids.Select(g => g["code"].GetString()!).ToList();
        var crowd = new Crowd(officer);
        crowd.Add(
            "干部",
            "女",
            "执委",
            Enumerable.Range(0, 20).Select(i => i < 9 ? province.County : province.Township)
        );
        crowd.Add("网格长", "女", "网格长", Enumerable.Range(0, 20).Select(i => codes[i % Grids]));
        crowd.Add("楼栋长", "女", "楼栋长", codes.SelectMany(g => Enumerable.Range(1, 10).Select(b => $"{g}{b:D3}")));
        crowd.Add("全县联动", "女", "执委", Enumerable.Repeat(province.Digits + "0101100002", LinkedInCounty - Linked));
        await crowd.EnterAsync();
    }
}
