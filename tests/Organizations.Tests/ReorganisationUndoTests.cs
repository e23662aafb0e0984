using Contracts.Census.V1;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>
/// Changes between a reorganisation and its undo, and between its preview and its application.
/// </summary>
public class ReorganisationUndoTests(OrganizationsFixture fixture)
{
    const string Divisions = "/organizations/v1/divisions";
    readonly TestService _service = fixture.Service;

    async Task<(Province, Reorganising)> SceneAsync()
    {
        var province = await Province.NewAsync(_service);
        return (province, new(_service, province));
    }

    async Task<Answer> Grid(Province province, string kind = "grid") =>
        (
            await province.Administrator.Post(
                Divisions,
                new
                {
                    parentId = (await province.Division(province.Village)).Id,
                    kind,
                    name = "一网格",
                }
            )
        ).Expect(201);

    static object Split(Province province, Guid grid, Guid[] east, bool? rest = true) =>
        new
        {
            kind = "split",
            divisionId = grid,
            parts = new object[]
            {
                new
                {
                    code = province.Village + "801",
                    name = "东网格",
                    households = east,
                },
                new
                {
                    code = province.Village + "802",
                    name = "西网格",
                    rest,
                },
            },
        };

    async Task<Guid> Appoint(Client by, Guid person, string post, Guid division) => (
            await by.Post(
                "/organizations/v1/appointments",
                new
                {
                    personId = person,
                    post,
                    divisionId = division,
                }
            )
        ).Expect(201).Id;

    [Fact]
    public async Task A_household_moved_since_stays_there_with_its_coverage_and_its_lead()
    {
        var (province, tree) = await SceneAsync();
        var grid = await Grid(province);
        var (moved, stays) = (
            await tree.Household(grid["code"].GetString()!),
            await tree.Household(grid["code"].GetString()!)
        );
        var (ofGrid, person) = (
            await _service.Holder(Post.Chair, grid["key"].GetString()),
            await tree.Person(province.Village)
        );
        var elsewhere = province.Digits + "0101100002";
        var ofElsewhere = await province.Staff(Post.Chair, elsewhere);
        await Appoint(tree.Administrator, person, Post.ExecutiveMember, (await province.Division(province.Village)).Id);
        var coverage = (
            await tree.Administrator.Post(
                "/organizations/v1/coverages",
                new
                {
                    personId = person,
                    householdId = moved,
                    post = Post.ExecutiveMember,
                }
            )
        ).Expect(201);
        var applied = await tree.Make(Split(province, grid.Id, [moved, stays]));
        var part = await province.Key(province.Village + "801");
        Assert.Equal(part, await Lead());

        await _service.Deliver(new HouseholdMoved(moved, await province.Key(elsewhere), []));
        Assert.Equal(await province.Key(elsewhere), await Lead());
        Assert.True(
            (await ofElsewhere.Get($"/organizations/v1/coverages/{coverage.Id}")).Expect(200)["lead"].GetBoolean()
        );
        (await tree.Undo(applied)).Expect(200);
        Assert.Equal(
            (await province.Key(elsewhere), grid["key"].GetString()),
            (await tree.KeyOfHousehold(moved), await tree.KeyOfHousehold(stays))
        );
        Assert.Equal(stays, Assert.Single((await tree.Published()).Placements!).HouseholdId);
        Assert.Equal(
            (200, 404),
            (
                (await ofElsewhere.Get($"/organizations/v1/coverages/{coverage.Id}")).Status,
                (await ofGrid.Get($"/organizations/v1/coverages/{coverage.Id}")).Status
            )
        );

        Task<string?> Lead() =>
            _service.Database.Find<string>(
                "select scope_key from coverage_leads where coverage_id = @Id",
                new { coverage.Id }
            );
    }

    [Fact]
    public async Task Points_previews_homes_and_a_centre_of_a_part_do_not_prevent_the_undo()
    {
        var (province, tree) = await SceneAsync();
        var grid = await Grid(province);
        var household = await tree.Household(grid["code"].GetString()!);
        var person = await tree.Person(province.Village);
        var before = await tree.State();
        var applied = await tree.Make(Split(province, grid.Id, [household]));
        var part = await province.Division(province.Village + "801");
        var key = part["key"].GetString()!;
        await _service.Deliver(
            new VisitRecorded(Guid.CreateVersion7(), household, key, "visit", person, _service.Clock.GetUtcNow())
        );
        Assert.Equal(
            key,
            await _service.Database.Find<string>(
                "select scope_key from point_entries where person_id = @person",
                new { person }
            )
        );
        (
            await tree.Administrator.Put(
                $"{Divisions}/{part.Id}/centre",
                new { longitude = 109.3, latitude = 35.6 },
                "\"v0\""
            )
        ).Expect(200);
        (
            await tree.Administrator.Post("/organizations/v1/concurrent-posts/previews", new { divisionId = part.Id })
        ).ExpectOk();
        (
            await tree.Administrator.Put(
                $"/organizations/v1/people/{person}/home",
                new
                {
                    divisionId = part.Id,
                    longitude = 109.3,
                    latitude = 35.6,
                },
                "\"v0\""
            )
        ).Expect(200);
        var post = await Appoint(tree.Administrator, person, Post.GridMember, part.Id);
        (await tree.Undo(applied)).Refused(409, "ORG-0159");
        (await tree.Administrator.Post($"/organizations/v1/appointments/{post}/end", ifMatch: "\"v1\"")).ExpectOk();
        (await tree.Undo(applied)).Expect(200);
        Assert.Equal(before, await tree.State(post));
        Assert.Equal(
            grid["key"].GetString(),
            await _service.Database.Find<string>(
                "select scope_key from homes where person_id = @person",
                new { person }
            )
        );
        // The same split can be made again, with the same codes.
        (await tree.Undo(await tree.Make(Split(province, grid.Id, [household])))).Expect(200);
        Assert.Equal(before, await tree.State(post));
    }

    [Fact]
    public async Task A_merger_into_a_sister_by_the_code_of_another_is_undone()
    {
        var (province, tree) = await SceneAsync();
        var (one, two) = (
            await province.Division(province.Village),
            await province.Division(province.Digits + "0101100002")
        );
        var before = await tree.State();
        foreach (var (into, code) in new[] { (two.Id, province.Village), (one.Id, province.Digits + "0101100002") })
        {
            var applied = await tree.Make(
                new
                {
                    kind = "merge",
                    divisionIds = new[] { one.Id, two.Id },
                    into,
                    code,
                }
            );
            Assert.Equal(into, (await province.Division(code)).Id);
            (await tree.Undo(applied)).Expect(200);
            Assert.Equal(before, await tree.State());
        }
    }

    [Fact]
    public async Task A_code_that_another_division_has_taken_meanwhile_is_named()
    {
        var (province, tree) = await SceneAsync();
        var applied = await tree.MergeVillages("合村");
        await province.Apply(
            await province.Upload(Province.Csv([(province.Village, "新设社区居委会", province.Township)]))
        );
        Assert.Contains(
            $"新设社区居委会 has the code {province.Village} now",
            (await tree.Undo(applied)).Refused(409, "ORG-0158").Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Codes_of_another_level_or_of_the_past_are_not_taken()
    {
        var (province, tree) = await SceneAsync();
        var grid = await Grid(province);
        object Parts(string code) =>
            new
            {
                kind = "split",
                divisionId = grid.Id,
                parts = new object[]
                {
                    new
                    {
                        code,
                        name = "东",
                        rest = true,
                    },
                    new { code = province.Village + "802", name = "西" },
                },
            };
        (await tree.Preview(Parts(province.Digits + "0101100077"))).Refused(400, "PLT-0001", "/parts/0/code PLT-1006");
        var old = await Grid(province);
        (
            await tree.Administrator.Send(
                HttpMethod.Post,
                $"{Divisions}/{old.Id}/end",
                new { },
                ("Idempotency-Key", Guid.NewGuid().ToString())
            )
        ).Expect(428);
        (await province.End(old.Id)).Expect(200);
        // It was never in force: it ended on its first day.
        (await tree.Preview(Parts(old["code"].GetString()!))).Expect(201);
        await tree.MergeVillages("合村");
        (
            await tree.Preview(
                new
                {
                    kind = "split",
                    divisionId = (await province.Division(province.Digits + "0101100009")).Id,
                    parts = new object[]
                    {
                        new
                        {
                            code = province.Village,
                            name = "东",
                            children = new[] { grid.Id },
                        },
                        new { code = province.Digits + "0101100077", name = "西" },
                    },
                }
            )
        ).Refused(400, "PLT-0001", "/parts/0/code PLT-1010");
        string[] formulas = ["=1+1", "+86", "-", "@SUM"];
        foreach (var (name, rule) in formulas.Select(f => (f, "ORG-1156")).Append(("甲\t乙", "PLT-1020")))
            (
                await tree.Administrator.Post(
                    Divisions,
                    new
                    {
                        parentId = (await province.Division(province.Township)).Id,
                        kind = "village",
                        code = province.Digits + "0101100078",
                        name,
                    }
                )
            ).Refused(400, "PLT-0001", $"/name {rule}");
    }

    [Fact]
    public async Task The_application_matches_the_preview_person_by_person()
    {
        var (province, tree) = await SceneAsync();
        var grid = await Grid(province);
        var (first, second, code) = (
            await tree.Household(grid["code"].GetString()!),
            await tree.Household(grid["code"].GetString()!),
            grid["code"].GetString()!
        );
        var person = await tree.Person(code);
        await Appoint(tree.Administrator, person, Post.GridMember, grid.Id);
        var split = (await tree.Preview(Split(province, grid.Id, [first]))).Expect(201);
        Assert.Equal(
            ["late-households", "people-of-whole", "posts-of-ended"],
            split["warnings"].EnumerateArray().Select(w => w.GetProperty("code").GetString()).Order()
        );
        // One household left and another came: the counts are equal.
        await _service.Deliver(new HouseholdMoved(second, await province.Key(province.Village), []));
        await tree.Household(code);
        (await tree.Apply(split)).Refused(409, "ORG-0156");

        var move = (await tree.Preview(await tree.Move(province.Township, province.OtherCounty))).Expect(201);
        await province.Staff(Post.Chair, province.OtherCounty);
        (await tree.Apply(move)).Refused(409, "ORG-0156");
        await tree.Make(await tree.Move(province.Township, province.OtherCounty));
    }

    [Fact]
    public async Task Without_a_part_for_the_rest_the_first_takes_late_households()
    {
        var (province, tree) = await SceneAsync();
        var grid = await Grid(province);
        var household = await tree.Household(grid["code"].GetString()!);
        var preview = (await tree.Preview(Split(province, grid.Id, [household], null))).Expect(201);
        Assert.Contains(
            "东网格",
            Assert.Single(preview["warnings"].EnumerateArray()).GetProperty("zh").GetString(),
            StringComparison.Ordinal
        );
        (await tree.Apply(preview)).Expect(200);
        var rest = Assert.Single((await tree.Published()).Remainders!);
        Assert.Equal((grid["key"].GetString(), await province.Key(province.Village + "801")), (rest.From, rest.To));
    }

    [Fact]
    public async Task Next_years_table_does_not_end_a_merged_village_in_which_people_live()
    {
        var (province, tree) = await SceneAsync();
        var person = await tree.Person(province.Village);
        await tree.MergeVillages("合村");
        var rows = Province.Csv(province.Rows.Where(r => r.Parent != province.Township));
        var job = (
            await province.Send(
                System.Text.Encoding.UTF8.GetBytes(rows),
                "text/csv",
                null,
                "?effective=2024-06-30&complete=true"
            )
        ).Expect(202);
        var checkedJob = await Eventually.Of(
            () => province.Administrator.Get($"/organizations/v1/division-imports/{job.Id}"),
            a => a.Expect(200)["state"].GetString() is "validated" or "rejected" or "failed",
            "checked"
        );
        var ended = Assert.Single(
            (
                await province.Administrator.Get(
                    $"/organizations/v1/division-imports/{checkedJob.Id}/changes?kind=abolished"
                )
            )
                .Expect(200)
                .Items
        );
        Assert.Equal((1L, true), (ended.GetProperty("held").GetInt64(), ended.GetProperty("blocked").GetBoolean()));
        Assert.NotEqual(Guid.Empty, person);
    }

    [Fact]
    public async Task Posts_and_organizations_of_a_past_day_lie_where_they_lay_then()
    {
        var (province, tree) = await SceneAsync();
        var (township, county, other) = (
            await province.Division(province.Township),
            await province.Division(province.County),
            await province.Division(province.OtherCounty)
        );
        var person = await tree.Person(province.Township);
        (
            await tree.Administrator.Post(
                "/organizations/v1/appointments",
                new
                {
                    personId = person,
                    post = Post.ViceChair,
                    divisionId = township.Id,
                    validFrom = "2024-01-01",
                }
            )
        ).Expect(201);
        (
            await tree.Administrator.Post(
                "/organizations/v1/organizations",
                new
                {
                    kind = "federation",
                    name = "石堡镇妇联",
                    divisionId = township.Id,
                    validFrom = "2024-01-01",
                }
            )
        ).Expect(201);
        await tree.Make(await tree.Move(province.Township, province.OtherCounty));
        (
            await tree.Administrator.Patch(
                $"{Divisions}/{township.Id}",
                new { name = "新石堡镇" },
                (await tree.Administrator.Get($"{Divisions}/{township.Id}")).ETag
            )
        ).Expect(200);
        async Task<string[]> Places(string what, string member, Guid below, string query) =>
            [
                .. (await tree.Administrator.Get($"/organizations/v1/{what}?below={below}{query}"))
                    .Expect(200)
                    .Items.Select(i => i.GetProperty(member).GetString()!),
            ];
        foreach (var (what, member) in new[] { ("appointments", "place"), ("organizations", "division") })
        {
            Assert.Equal(["石堡镇"], await Places(what, member, county.Id, "&asOf=2024-06-01"));
            Assert.Empty(await Places(what, member, other.Id, "&asOf=2024-06-01"));
            Assert.Empty(await Places(what, member, county.Id, ""));
            Assert.Equal(["新石堡镇"], await Places(what, member, other.Id, ""));
        }
        Assert.Equal(
            1,
            (await tree.Administrator.Get($"/organizations/v1/organizations/summary?below={county.Id}&asOf=2024-06-01"))
                .Expect(200)["counts"]
                .GetArrayLength()
        );
    }
}
