using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

public class ReorganisationMoveTests(OrganizationsFixture fixture)
{
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task A_township_moves_to_another_county_with_its_contents_and_back()
    {
        var province = await Province.NewAsync(_service);
        var tree = new Reorganising(_service, province);
        var (ofCounty, ofOther) = (
            await province.Staff(Post.Chair, province.County),
            await province.Staff(Post.Chair, province.OtherCounty)
        );
        var (ofTownship, ofVillage) = (
            await province.Staff(Post.Chair, province.Township),
            await province.Staff(Post.Chair, province.Village)
        );
        var person = await tree.Person(province.Village);
        var household = await tree.Household(province.Village);
        var before = await tree.State();

        var previewed = (await tree.Preview(await tree.Move(province.Township, province.OtherCounty))).Expect(201);
        Assert.Equal("previewed", previewed["state"].GetString());
        var counts = previewed["counts"];
        Assert.Equal(
            (3, 1, 1),
            (
                counts.GetProperty("divisions").GetInt64(),
                counts.GetProperty("households").GetInt64(),
                counts.GetProperty("people").GetInt64()
            )
        );
        Assert.Equal(
            ofOther.Subject,
            Assert.Single(previewed["gains"].GetProperty("holders").EnumerateArray()).GetProperty("personId").GetGuid()
        );
        Assert.Equal(
            ofCounty.Subject,
            Assert.Single(previewed["losses"].GetProperty("holders").EnumerateArray()).GetProperty("personId").GetGuid()
        );
        Assert.Equal(before, await tree.State());

        var applied = (await tree.Apply(previewed)).Expect(200);
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

        var undone = (await tree.Undo(applied)).Expect(200);
        Assert.Equal("undone", undone["state"].GetString());
        Assert.Equal(before, await tree.State());
        Assert.Equal(
            (true, false, true),
            (await tree.Sees(ofCounty, person), await tree.Sees(ofOther, person), await tree.Sees(ofVillage, person))
        );
        (await tree.Undo(undone)).Expect(409).ExpectProblem("ORG-0161");

        // The place it had there for a while is not given again.
        var again = await tree.Make(await tree.Move(province.Township, province.OtherCounty));
        Assert.NotEqual(published.Moves[0].To, await province.Key(province.Township));
        Assert.Equal("applied", again["state"].GetString());
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
        (await tree.Preview(await tree.Move(province.County, province.Township))).Expect(409).ExpectProblem("ORG-0151");
        (await tree.Preview(await tree.Move(province.County, province.County))).Expect(409).ExpectProblem("ORG-0151");
        (await tree.Preview(await tree.Move(province.Village, province.OtherCounty)))
            .Expect(409)
            .ExpectProblem("ORG-0152");
        (await tree.Preview(await tree.Move(province.Township, province.County))).Expect(409).ExpectProblem("ORG-0153");
        (await tree.Preview(await tree.Move(province.Digits + "0000000000", province.County)))
            .Expect(409)
            .ExpectProblem("ORG-0150");
        (await tree.Preview(new { kind = "move" })).Expect(400).ExpectProblem("PLT-0001", "/divisionId", "/parentId");
        (await tree.Preview(new { kind = "turn" })).Expect(400).ExpectProblem("PLT-0001", "/kind");
        (
            await tree.Preview(
                new
                {
                    kind = "move",
                    divisionId = Guid.NewGuid(),
                    parentId = Guid.NewGuid(),
                }
            )
        ).Expect(400).ExpectProblem("PLT-0001", "/divisionId");
        var move = await tree.Move(province.Township, province.OtherCounty);
        (await tree.Preview(move, officer)).Expect(400).ExpectProblem("PLT-0001", "/parentId");
        (await tree.Preview(move, elsewhere)).Expect(400).ExpectProblem("PLT-0001", "/divisionId");
        // The holder of the township and the other county, but not of the present parent.
        (await tree.Preview(move, both)).Expect(400).ExpectProblem("PLT-0001", "/divisionId");
        Assert.Equal(before, await tree.State());

        var previewed = (await tree.Preview(move)).Expect(201);
        (await tree.Do(previewed, "apply", etag: "\"v9\"")).Expect(412).ExpectProblem("PLT-0008");
        (await tree.Administrator.Post($"{Reorganising.Path}/{previewed.Id}/apply"))
            .Expect(428)
            .ExpectProblem("PLT-0011");
        (await tree.Apply(previewed, elsewhere)).Expect(404).ExpectProblem("PLT-0005");
        (await tree.Undo(previewed)).Expect(409).ExpectProblem("ORG-0161");
        await tree.Person(province.Village);
        before = await tree.State();
        (await tree.Apply(previewed)).Expect(409).ExpectProblem("ORG-0156");
        Assert.Equal(before, await tree.State());

        var applied = await tree.Make(move);
        (await tree.Apply(applied)).Expect(409).ExpectProblem("ORG-0160");
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
        (await tree.Preview(await tree.Move(province.Township, province.OtherCounty)))
            .Expect(409)
            .ExpectProblem("ORG-0162");
    }
}
