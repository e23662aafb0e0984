using Contracts.Census.V1;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

public class ReorganisationMergeSplitTests(OrganizationsFixture fixture)
{
    readonly TestService _service = fixture.Service;

    async Task<(Province, Reorganising)> SceneAsync()
    {
        var province = await Province.NewAsync(_service);
        return (province, new(_service, province));
    }

    async Task<Guid> Grid(Province province, string village, string name, string kind = "grid") => (
            await province.Administrator.Post(
                "/organizations/v1/divisions",
                new
                {
                    parentId = (await province.Division(village)).Id,
                    kind,
                    name,
                }
            )
        ).Expect(201).Id;

    Task<string?> Key(Guid division) =>
        _service.Database.Find<string>("select key from divisions where id = @division", new { division });

    static object Split(Guid id, params object[] parts) =>
        new
        {
            kind = "split",
            divisionId = id,
            parts,
        };

    [Fact]
    public async Task Two_villages_become_one_and_a_holder_of_one_sees_still_that_one_only()
    {
        var (province, tree) = await SceneAsync();
        var (one, two) = (province.Village, province.Digits + "0101100002");
        var (first, second) = (await province.Division(one), await province.Division(two));
        var (ofOne, ofTwo, ofTownship) = (
            await province.Staff(Post.Chair, one),
            await province.Staff(Post.Chair, two),
            await province.Staff(Post.Chair, province.Township)
        );
        var (inOne, inTwo) = (await tree.Person(one), await tree.Person(two));
        var grid = await Grid(province, one, "一网格");
        var before = await tree.State();

        var applied = await tree.Make(
            new
            {
                kind = "merge",
                divisionIds = new[] { first.Id, second.Id },
                code = province.Digits + "0101100009",
                name = "城关社区居委会",
            }
        );
        var merged = await province.Division(province.Digits + "0101100009");
        Assert.Equal(first["parentId"].GetGuid(), merged["parentId"].GetGuid());
        Assert.Equal(
            [grid],
            (await _service.AsNobody().Get($"/organizations/v1/divisions?parentId={merged.Id}"))
                .Expect(200)
                .Items.Select(i => i.GetProperty("id").GetGuid())
        );
        Assert.Equal((true, false), (await tree.Sees(ofOne, inOne), await tree.Sees(ofOne, inTwo)));
        Assert.Equal((false, true), (await tree.Sees(ofTwo, inOne), await tree.Sees(ofTwo, inTwo)));
        Assert.Equal((true, true), (await tree.Sees(ofTownship, inOne), await tree.Sees(ofTownship, inTwo)));
        var ofMerged = await _service.Holder(Post.Chair, merged["key"].GetString());
        Assert.Equal((true, true), (await tree.Sees(ofMerged, inOne), await tree.Sees(ofMerged, inTwo)));
        Assert.NotNull((await province.Division(one))["validTo"].GetString());
        Assert.Equal(
            [(one, "merged"), (two, "merged")],
            await _service.Database.Query<(string, string)>(
                """
                select d.code, s.relation
                from division_successors s
                join divisions d on d.id = s.division_id
                where s.successor_id = @Id
                order by 1
                """,
                new { merged.Id }
            )
        );

        // A post of the new village prevents the undo and is named; a person registered there moves to the parent,
        // where nobody gains sight of the person.
        var since = await tree.Person(province.Digits + "0101100009");
        var post = (
            await tree.Administrator.Post(
                "/organizations/v1/appointments",
                new
                {
                    personId = since,
                    post = Post.GridMember,
                    divisionId = merged.Id,
                }
            )
        ).Expect(201).Id;
        var refused = (await tree.Undo(applied)).Refused(409, "ORG-0159");
        Assert.Contains("appointments: 1", refused.Text, StringComparison.Ordinal);
        (await tree.Administrator.Post($"/organizations/v1/appointments/{post}/end", ifMatch: "\"v1\"")).ExpectOk();
        await _service.Database.Execute(
            "delete from platform.grants where subject_id = any (@gone)",
            new { gone = new[] { ofMerged.Subject, since } }
        );
        (await tree.Undo(applied)).Expect(200);
        Assert.Equal(before, await tree.State(since, post));
        Assert.Equal(
            (false, false, true),
            (await tree.Sees(ofOne, since), await tree.Sees(ofTwo, since), await tree.Sees(ofTownship, since))
        );
        // The division of the appointment never existed, but is still known.
        Assert.Equal(
            "城关社区居委会",
            Assert
                .Single(
                    (await tree.Administrator.Get($"/organizations/v1/people/{since}/appointments")).Expect(200).Items
                )
                .GetProperty("place")
                .GetString()
        );
    }

    [Fact]
    public async Task One_village_absorbs_the_other_and_nobody_gains_access()
    {
        var (province, tree) = await SceneAsync();
        var (one, two) = (province.Village, province.Digits + "0101100002");
        var (ofOne, ofTwo) = (await province.Staff(Post.Chair, one), await province.Staff(Post.Chair, two));
        var (inOne, inTwo) = (await tree.Person(one), await tree.Person(two));
        var (first, second) = (await province.Division(one), await province.Division(two));
        var before = await tree.State();
        var applied = await tree.Make(
            new
            {
                kind = "merge",
                divisionIds = new[] { first.Id, second.Id },
                into = second.Id,
            }
        );
        Assert.Equal(
            (true, false, false, true),
            (
                await tree.Sees(ofOne, inOne),
                await tree.Sees(ofOne, inTwo),
                await tree.Sees(ofTwo, inOne),
                await tree.Sees(ofTwo, inTwo)
            )
        );
        Assert.Equal(
            (second.Id, null),
            ((await province.Division(two)).Id, (await province.Division(two))["validTo"].GetString())
        );
        // A person who is appointed there now sees both.
        var now = await province.Staff(Post.ViceChair, two);
        Assert.Equal((true, true), (await tree.Sees(now, inOne), await tree.Sees(now, inTwo)));
        await _service.Database.Execute("delete from platform.grants where subject_id = @Subject", new { now.Subject });
        (await tree.Undo(applied)).Expect(200);
        Assert.Equal(before, await tree.State());
    }

    [Fact]
    public async Task A_grid_is_split_and_each_household_lands_in_its_half()
    {
        var (province, tree) = await SceneAsync();
        var grid = await Grid(province, province.Village, "一网格");
        var code = (await _service.AsNobody().Get($"/organizations/v1/divisions/{grid}"))
            .Expect(200)["code"]
            .GetString()!;
        var (east, west, late) = (await tree.Household(code), await tree.Household(code), Guid.CreateVersion7());
        var ofGrid = await province.Staff(Post.GridHead, code);
        var before = await tree.State();
        object[] parts =
        [
            new
            {
                code = province.Village + "801",
                name = "东网格",
                households = new[] { east },
            },
            new { code = province.Village + "802", name = "西网格" },
        ];
        var refused = (await tree.Preview(Split(grid, parts))).Refused(409, "ORG-0155");
        Assert.Contains(west.ToString(), refused.Text, StringComparison.Ordinal);
        Assert.Equal(before, await tree.State());
        (
            await tree.Preview(
                Split(
                    grid,
                    [
                        parts[0],
                        new
                        {
                            code = province.Village + "802",
                            name = "西网格",
                            households = new[] { east, west },
                        },
                    ]
                )
            )
        ).Refused(400, "PLT-0001", "/parts/1/households/0 PLT-1010");

        var applied = await tree.Make(
            Split(
                grid,
                parts[0],
                new
                {
                    code = province.Village + "802",
                    name = "西网格",
                    rest = true,
                }
            )
        );
        var (half, other) = (
            await province.Key(province.Village + "801"),
            await province.Key(province.Village + "802")
        );
        Assert.Equal((half, other), (await tree.KeyOfHousehold(east), await tree.KeyOfHousehold(west)));
        Assert.StartsWith((await Key(grid))!, half, StringComparison.Ordinal);
        var published = await tree.Published();
        Assert.Equal(
            [(east, half), (west, other)],
            published.Placements!.Select(p => (p.HouseholdId, p.Key)).OrderBy(p => p.Key)
        );
        Assert.Equal(other, Assert.Single(published.Remainders!).To);
        Assert.All(published.Placements!, p => Assert.Equal(half[..^3], p.From));

        // A household that Census placed with the rest returns with it.
        await _service.Deliver(new HouseholdMoved(late, other, []));
        (await tree.Undo(applied)).Expect(200);
        Assert.Equal(await Key(grid), await tree.KeyOfHousehold(late));
        Assert.Equal(before, await tree.State(late));
        Assert.NotNull(ofGrid);
    }

    [Fact]
    public async Task Every_division_below_goes_into_a_part_and_its_records_with_it()
    {
        var (province, tree) = await SceneAsync();
        var (one, two) = (
            await Grid(province, province.Village, "一网格"),
            await Grid(province, province.Village, "二网格")
        );
        var village = (await province.Division(province.Village)).Id;
        var ofVillage = await province.Staff(Post.Chair, province.Village);
        var person = (
            await province.Administrator.Post("/organizations/v1/people", new { name = "某", divisionId = one })
        )
            .Expect(201)
            .Id;
        var before = await tree.State();
        var (east, west) = (province.Digits + "0101100021", province.Digits + "0101100022");
        (
            await tree.Preview(
                Split(
                    village,
                    new
                    {
                        code = east,
                        name = "东",
                        children = new[] { one },
                    },
                    new { code = west, name = "西" }
                )
            )
        ).Refused(409, "ORG-0155");
        (
            await tree.Preview(
                Split(
                    village,
                    new
                    {
                        code = east,
                        name = "东",
                        children = new[] { one, two },
                    }
                )
            )
        ).Refused(400, "PLT-0001", "/parts PLT-1007");
        (
            await tree.Preview(
                Split(
                    village,
                    new
                    {
                        code = province.Township,
                        name = "东",
                        children = new[] { one },
                    },
                    new
                    {
                        code = province.Township,
                        name = "西",
                        children = new[] { two },
                    }
                )
            )
        ).Refused(400, "PLT-0001", "/parts/1/code PLT-1010");
        Assert.Equal(before, await tree.State());

        var applied = await tree.Make(
            Split(
                village,
                new
                {
                    code = east,
                    name = "东社区",
                    children = new[] { one },
                },
                new
                {
                    code = west,
                    name = "西社区",
                    children = new[] { two },
                }
            )
        );
        Assert.Equal(
            [one],
            (
                await _service
                    .AsNobody()
                    .Get($"/organizations/v1/divisions?parentId={(await province.Division(east)).Id}")
            ).Items.Select(i => i.GetProperty("id").GetGuid())
        );
        var (ofEast, ofWest) = (await province.Staff(Post.Chair, east), await province.Staff(Post.Chair, west));
        Assert.Equal(
            (true, true, false),
            (await tree.Sees(ofVillage, person), await tree.Sees(ofEast, person), await tree.Sees(ofWest, person))
        );
        // A later reorganisation of a part must be undone first.
        var later = await tree.Make(await tree.Move(east, province.Digits + "0102200000"));
        (await tree.Undo(applied)).Refused(409, "ORG-0158");
        (await tree.Undo(later)).Expect(200);
        await _service.Database.Execute(
            "delete from platform.grants where subject_id = any (@gone)",
            new { gone = new[] { ofEast.Subject, ofWest.Subject } }
        );
        (await tree.Undo(applied)).Expect(200);
        Assert.Equal(before, await tree.State());
    }

    [Fact]
    public async Task A_merger_of_more_than_a_hundred_divisions_is_refused()
    {
        var (_, tree) = await SceneAsync();
        var many = Enumerable.Range(0, 101).Select(_ => Guid.NewGuid());
        (await tree.Preview(new { kind = "merge", divisionIds = many })).Refused(
            400,
            "PLT-0001",
            "/divisionIds PLT-1002"
        );
    }

    [Fact]
    public async Task A_split_into_more_than_a_hundred_parts_is_refused()
    {
        var (_, tree) = await SceneAsync();
        var parts = Enumerable.Range(1, 101).Select(n => new { code = $"{n}", name = $"{n}" });
        (await tree.Preview(new { kind = "split", parts })).Refused(400, "PLT-0001", "/parts PLT-1002");
    }

    [Fact]
    public async Task A_merger_under_a_name_that_a_spreadsheet_reads_as_a_formula_is_refused()
    {
        var (province, tree) = await SceneAsync();
        var (village, other) = (
            (await province.Division(province.Village)).Id,
            (await province.Division(province.Digits + "0101100002")).Id
        );
        (
            await tree.Preview(
                new
                {
                    kind = "merge",
                    divisionIds = new[] { village, other },
                    code = tree.Merged,
                    name = "=1+1",
                }
            )
        ).Refused(400, "PLT-0001", "/name ORG-1156");
    }

    [Fact]
    public async Task A_part_under_a_name_that_a_spreadsheet_reads_as_a_formula_is_refused()
    {
        var (province, tree) = await SceneAsync();
        var village = (await province.Division(province.Village)).Id;
        (
            await tree.Preview(
                Split(
                    village,
                    new { code = province.Digits + "0101100021", name = "东" },
                    new { code = province.Digits + "0101100022", name = "@SUM" }
                )
            )
        ).Refused(400, "PLT-0001", "/parts/1/name ORG-1156");
    }

    [Fact]
    public async Task Only_sisters_are_merged_and_after_thirty_days_a_merger_is_final()
    {
        var (province, tree) = await SceneAsync();
        var (village, elsewhere, township) = (
            (await province.Division(province.Village)).Id,
            (await province.Division(province.Digits + "0102200201")).Id,
            (await province.Division(province.Township)).Id
        );
        var before = await tree.State();
        object Merge(params Guid[] ids) =>
            new
            {
                kind = "merge",
                divisionIds = ids,
                code = province.Digits + "0101100009",
                name = "合",
            };
        (await tree.Preview(Merge(village, elsewhere))).Refused(409, "ORG-0154");
        (await tree.Preview(Merge(village, township))).Refused(409, "ORG-0154");
        (await tree.Preview(Merge(village))).Refused(400, "PLT-0001", "/divisionIds PLT-1007");
        (
            await tree.Preview(
                new
                {
                    kind = "merge",
                    divisionIds = new[] { village, elsewhere },
                    into = township,
                }
            )
        ).Refused(400, "PLT-0001", "/into PLT-1008");
        (await tree.Preview(Merge(village, Guid.NewGuid()))).Refused(400, "PLT-0001", "/divisionIds/1 PLT-1008");
        Assert.Equal(before, await tree.State());
        var applied = await tree.Make(await tree.Move(province.Township, province.OtherCounty));
        var after = await tree.State();
        // Simulates an application a month ago.
        await _service.Database.Execute(
            "update reorganisations set applied_at = applied_at - interval '30 days 1 minute' where id = @Id",
            new { applied.Id }
        );
        (await tree.Undo(applied)).Refused(409, "ORG-0157");
        Assert.Equal(after, await tree.State());
    }
}
