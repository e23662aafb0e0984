using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

public class ReorganisationMoveTests(OrganizationsFixture fixture)
{
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task A_preview_of_a_move_shows_what_moves_and_who_gains_and_loses_it()
    {
        var (province, tree) = await NewAsync();
        var (ofCounty, ofOther) = await ChairsAsync(province);
        await tree.Person(province.Village);
        await tree.Household(province.Village);
        var before = await tree.State();

        var previewed = (await tree.Preview(await tree.Move(province.Township, province.OtherCounty))).Expect(201);

        var counts = previewed["counts"];
        Assert.Equal(
            ("previewed", 3, 1, 1),
            (
                previewed["state"].GetString(),
                counts.GetProperty("divisions").GetInt64(),
                counts.GetProperty("households").GetInt64(),
                counts.GetProperty("people").GetInt64()
            )
        );
        Assert.Equal((ofOther.Subject, ofCounty.Subject), (Holder("gains"), Holder("losses")));
        Assert.Equal(before, await tree.State());

        Guid Holder(string change) =>
            Assert.Single(previewed[change].GetProperty("holders").EnumerateArray()).GetProperty("personId").GetGuid();
    }

    [Fact]
    public async Task A_township_that_moves_to_another_county_takes_its_contents_along()
    {
        var (province, tree) = await NewAsync();
        var (ofCounty, ofOther) = await ChairsAsync(province);
        var (ofTownship, ofVillage) = (
            await province.Staff(Post.Chair, province.Township),
            await province.Staff(Post.Chair, province.Village)
        );
        var person = await tree.Person(province.Village);
        var household = await tree.Household(province.Village);

        await tree.Make(await tree.Move(province.Township, province.OtherCounty));

        var township = await province.Division(province.Township);
        Assert.Equal((await province.Division(province.OtherCounty)).Id, township["parentId"].GetGuid());
        Assert.StartsWith(
            await province.Key(province.OtherCounty),
            await province.Key(province.Village),
            StringComparison.Ordinal
        );
        Assert.Equal(
            (false, true, true, true),
            (
                await tree.Sees(ofCounty, person),
                await tree.Sees(ofOther, person),
                await tree.Sees(ofTownship, person),
                await tree.Sees(ofVillage, person)
            )
        );
        Assert.Equal(await province.Key(province.Village), await tree.KeyOfHousehold(household));
        var published = await tree.Published();
        Assert.Equal(
            (township["key"].GetString(), township.Id),
            (Assert.Single(published.Moves).To, Assert.Single(published.Divisions).Id)
        );
    }

    [Fact]
    public async Task An_undone_move_restores_every_place_and_is_not_undone_twice()
    {
        var (province, tree) = await NewAsync();
        var (ofCounty, ofOther) = await ChairsAsync(province);
        var person = await tree.Person(province.Village);
        var before = await tree.State();
        var applied = await tree.Make(await tree.Move(province.Township, province.OtherCounty));

        var undone = (await tree.Undo(applied)).Expect(200);

        Assert.Equal("undone", undone["state"].GetString());
        Assert.Equal(before, await tree.State());
        Assert.Equal((true, false), (await tree.Sees(ofCounty, person), await tree.Sees(ofOther, person)));
        (await tree.Undo(undone)).Refused(409, "ORG-0161");
    }

    [Fact]
    public async Task A_second_move_gives_another_place_than_the_undone_one()
    {
        var (province, tree) = await NewAsync();
        var move = await tree.Move(province.Township, province.OtherCounty);
        var first = await tree.Make(move);
        var key = await province.Key(province.Township);
        (await tree.Undo(first)).Expect(200);

        await tree.Make(await tree.Move(province.Township, province.OtherCounty));

        Assert.NotEqual(key, await province.Key(province.Township));
    }

    [Fact]
    public async Task An_impossible_move_changes_nothing()
    {
        var province = await Province.NewAsync(_service);
        var tree = new Reorganising(_service, province);
        var (officer, elsewhere, both) = (
            await province.Staff(Post.FederationOfficer, province.County),
            await province.Staff(Post.FederationOfficer, province.OtherCounty),
            await province.Staff(Post.FederationOfficer, province.Township)
        );
        await _service.Grant(both.Subject, Post.FederationOfficer, await province.Key(province.OtherCounty));
        var before = await tree.State();
        (await tree.Preview(await tree.Move(province.County, province.Township))).Refused(409, "ORG-0151");
        (await tree.Preview(await tree.Move(province.County, province.County))).Refused(409, "ORG-0151");
        (await tree.Preview(await tree.Move(province.Village, province.OtherCounty))).Refused(409, "ORG-0152");
        (await tree.Preview(await tree.Move(province.Township, province.County))).Refused(409, "ORG-0153");
        (await tree.Preview(await tree.Move(province.Digits + "0000000000", province.County))).Refused(409, "ORG-0150");
        (await tree.Preview(new { kind = "move" })).Refused(
            400,
            "PLT-0001",
            "/divisionId PLT-1001",
            "/parentId PLT-1001"
        );
        (await tree.Preview(new { kind = "turn" })).Refused(400, "PLT-0001", "/kind PLT-1003");
        (
            await tree.Preview(
                new
                {
                    kind = "move",
                    divisionId = Guid.NewGuid(),
                    parentId = Guid.NewGuid(),
                }
            )
        ).Refused(400, "PLT-0001", "/divisionId PLT-1008");
        var move = await tree.Move(province.Township, province.OtherCounty);
        (await tree.Preview(move, officer)).Refused(400, "PLT-0001", "/parentId PLT-1008");
        (await tree.Preview(move, elsewhere)).Refused(400, "PLT-0001", "/divisionId PLT-1008");
        // The holder of the township and the other county, but not of the present parent.
        (await tree.Preview(move, both)).Refused(400, "PLT-0001", "/divisionId PLT-1008");
        Assert.Equal(before, await tree.State());

        var previewed = (await tree.Preview(move)).Expect(201);
        (await tree.Do(previewed, "apply", etag: "\"v9\"")).Refused(412, "PLT-0008");
        (await tree.Administrator.Post($"{Reorganising.Path}/{previewed.Id}/apply")).Refused(428, "PLT-0011");
        (await tree.Apply(previewed, elsewhere)).Refused(404, "PLT-0005");
        (await tree.Undo(previewed)).Refused(409, "ORG-0161");
        await tree.Person(province.Village);
        before = await tree.State();
        (await tree.Apply(previewed)).Refused(409, "ORG-0156");
        Assert.Equal(before, await tree.State());

        var applied = await tree.Make(move);
        (await tree.Apply(applied)).Refused(409, "ORG-0160");
        var listed = (await tree.Administrator.Get($"{Reorganising.Path}?state=previewed,applied&sort=-createdAt"))
            .Expect(200)
            .Items.Select(i => i.GetProperty("id").GetGuid())
            .ToHashSet();
        Assert.Superset(new HashSet<Guid> { previewed.Id, applied.Id }, listed);
        (await tree.Administrator.Get($"{Reorganising.Path}/{applied.Id}")).Expect(200);
    }

    [Fact]
    public async Task Nobody_may_end_with_more_than_eight_areas()
    {
        var province = await Province.NewAsync(_service);
        var tree = new Reorganising(_service, province);
        var person = Guid.CreateVersion7();
        // Seven elsewhere, the county, and the township in it: eight. Outside the county the township would be a ninth.
        for (var i = 0; i < 7; i++)
            await _service.Grant(person, Post.Chair, $"vv{i}");
        await _service.Grant(person, Post.Chair, await province.Key(province.County));
        await _service.Grant(person, Post.Chair, await province.Key(province.Township));
        (await tree.Preview(await tree.Move(province.Township, province.OtherCounty))).Refused(409, "ORG-0162");
    }

    async Task<(Province Province, Reorganising Tree)> NewAsync()
    {
        var province = await Province.NewAsync(_service);
        return (province, new(_service, province));
    }

    static async Task<(Client OfCounty, Client OfOther)> ChairsAsync(Province province) =>
        (await province.Staff(Post.Chair, province.County), await province.Staff(Post.Chair, province.OtherCounty));
}
