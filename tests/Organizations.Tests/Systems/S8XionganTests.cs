using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests.Systems;

/// <summary>
/// S8, Zangang committee of Xiong'an: community, compound, building, unit, with 500+ building and unit heads;
/// Organizations' part of it.
/// </summary>
public class S8XionganTests(OrganizationsFixture fixture)
{
    const int Buildings = 180,
        UnitsInBuilding = 2;
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task Every_building_and_unit_of_the_committee_has_its_head_and_the_charts_show_them()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        // 昝岗片区 is a township-level unit of type 400 in the code table (130638400); here it lies in the province of this
        // test.
        var committee = province.Digits + "0101400";
        var compound = $"{committee}001001";
        var buildings = Enumerable.Range(1, Buildings).Select(b => $"{compound}{b:D3}").ToList();
        var units = buildings.SelectMany(b => Enumerable.Range(1, UnitsInBuilding).Select(u => $"{b}{u:D3}")).ToList();
        var rows = new List<string>
        {
            $"{committee}000,昝岗片区,{province.County},",
            $"{committee}001,昝岗社区居委会,{committee}000,",
            $"{compound},和谐小区,{committee}001,小区",
        };
        rows.AddRange(buildings.Select((b, i) => $"{b},{i + 1}号楼,{compound},楼栋"));
        rows.AddRange(units.Select(u => $"{u},{int.Parse(u[^3..], null)}单元,{u[..^3]},单元"));
        Assert.Equal(
            3 + Buildings + units.Count,
            (
                await province.Apply(
                    await province.Upload("code,name,parentCode,kind\n" + string.Join('\n', rows) + "\n")
                )
            )["new"]
                .GetInt32()
        );

        var crowd = new Crowd(officer);
        crowd.Add("楼栋长", "女", "楼栋长", buildings);
        crowd.Add("单元长", "女", "单元长", units.Take(units.Count - 1));
        await crowd.EnterAsync();
        // The last head alone; and no second head for a building.
        var last = await province.Division(units[^1]);
        var person = (
            await officer.Post(
                "/organizations/v1/people",
                new
                {
                    name = "单元长末",
                    sex = "2",
                    telephone = "13912345678",
                }
            )
        ).Expect(201).Id;
        (
            await officer.Post(
                "/organizations/v1/appointments",
                new
                {
                    personId = person,
                    post = Post.UnitHead,
                    divisionId = last.Id,
                }
            )
        ).Expect(201);
        (
            await officer.Post(
                "/organizations/v1/appointments",
                new
                {
                    personId = person,
                    post = Post.BuildingHead,
                    divisionId = (await province.Division(buildings[0])).Id,
                }
            )
        ).Refused(409, "ORG-0201");

        var below = (await province.Division(committee + "000")).Id;
        Assert.Equal(
            540,
            await CountAsync(officer, Post.BuildingHead, below) + await CountAsync(officer, Post.UnitHead, below)
        );
        var chart = (await officer.Get($"/organizations/v1/divisions/{below}/chart")).Expect(200);
        Assert.Equal(
            (180, 540),
            (
                chart["profile"].GetProperty("buildings").GetInt32(),
                chart["profile"].GetProperty("linkage").GetProperty("people").GetInt32()
            )
        );
        Assert.Equal(
            [(7, 180), (8, 360)],
            chart["profile"]
                .GetProperty("linkage")
                .GetProperty("levels")
                .EnumerateArray()
                .Select(l => (l.GetProperty("level").GetInt32(), l.GetProperty("people").GetInt32()))
        );
        var ofBuilding = (
            await officer.Get($"/organizations/v1/divisions/{(await province.Division(buildings[^1])).Id}/chart")
        ).Expect(200);
        Assert.Equal("楼栋长180", ofBuilding["leaders"][0].GetProperty("name").GetString());
        Assert.Equal(
            ["楼栋长", "单元长359", "单元长末"],
            [
                ofBuilding["leaders"][0].GetProperty("postZh").GetString()!,
                .. ofBuilding["places"].EnumerateArray().Select(p => p.GetProperty("lead").GetString()!),
            ]
        );
    }

    static async Task<int> CountAsync(Client client, string post, Guid below) =>
        (await client.Get($"/organizations/v1/appointments?post={post}&below={below}&format=csv"))
            .Expect(200)
            .Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Length - 1;
}
