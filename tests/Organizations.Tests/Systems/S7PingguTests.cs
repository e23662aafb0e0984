using System.Diagnostics;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests.Systems;

/// <summary>
/// S7, Pinggu district of Beijing: 3,170 micro-grids, a women's group in each. A woman who heads the grid leads the
/// group (1,194); where the head is a man, executive members (837) and others (1,139: executive members who work no
/// grid, and Golden Rose volunteers). Built to the reported numbers, the rule gives the reported result.
/// </summary>
public class S7PingguTests(OrganizationsFixture fixture)
{
    const string Previews = "/organizations/v1/concurrent-posts/previews";
    const int MicroGrids = 3_170,
        FemaleHeads = 1_194,
        GridExecutives = 837,
        Others = 1_139,
        HeadsWhoAreMembers = 294;
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task The_rule_gives_every_micro_grid_its_leader_and_a_second_run_changes_nothing()
    {
        var (province, grids) = await DistrictAsync(_service);
        var district = await province.Division(province.County);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        await PeopleAsync(province, grids, officer);

        var watch = Stopwatch.StartNew();
        var preview = (await officer.Post(Previews, new { divisionId = district.Id })).Expect(201);
        TestContext.Current.TestOutputHelper?.WriteLine($"preview {watch.ElapsedMilliseconds} ms");
        Assert.Equal(
            [
                MicroGrids,
                0,
                MicroGrids,
                FemaleHeads,
                GridExecutives,
                Others,
                MicroGrids,
                0,
                FemaleHeads - HeadsWhoAreMembers,
            ],
            Counts(preview)
        );
        Assert.Equal(0, (await CountAsync(officer, Post.GroupLeader, district.Id)));

        watch.Restart();
        var applied = (await officer.Post($"{Previews}/{preview.Id}/apply")).Expect(200);
        TestContext.Current.TestOutputHelper?.WriteLine($"apply {watch.ElapsedMilliseconds} ms");
        Assert.Equal(Counts(preview), Counts(applied));

        // 1,194 + 837 + 1,139 = 3,170, read back from the appointments; every one is published to the register of the
        // rotation training.
        Assert.Equal(3_170, await CountAsync(officer, Post.GroupLeader, district.Id));
        const int members = HeadsWhoAreMembers + GridExecutives + 400;
        Assert.Equal(
            members + FemaleHeads - HeadsWhoAreMembers,
            await CountAsync(officer, Post.ExecutiveMember, district.Id)
        );
        var published = await PublishedAsync(district);
        Assert.Equal(
            (3_170, members + FemaleHeads - HeadsWhoAreMembers),
            (published.Count(e => e.Post == Post.GroupLeader), published.Count(e => e.Post == Post.ExecutiveMember))
        );
        Assert.Equal(
            3_170,
            published.Where(e => e.Post == Post.GroupLeader).Select(e => e.PersonId).Distinct().Count()
        );
        var organizations = (await officer.Get($"/organizations/v1/organizations/summary?below={district.Id}"))
            .Expect(200)["counts"]
            .EnumerateArray()
            .Where(c => c.GetProperty("kind").GetString() == "womens-group");
        Assert.Equal(3_170, organizations.Single().GetProperty("organizations").GetInt32());
        Assert.Empty(
            (await officer.Get("/organizations/v1/organizations?kind=womens-group&asOf=1990-01-01")).Expect(200).Items
        );
        // Four linked levels: the district's and the township's chairs, the villages' executive members and volunteers,
        // and people who work a micro-grid.
        var profile = (await officer.Get($"/organizations/v1/divisions/{district.Id}/chart")).Expect(200)["profile"];
        Assert.Equal(
            (3_170L, "3 4 5 6"),
            (
                profile.GetProperty("groupLeaders").GetInt64(),
                string.Join(
                    ' ',
                    profile
                        .GetProperty("linkage")
                        .GetProperty("levels")
                        .EnumerateArray()
                        .Select(l => l.GetProperty("level").GetInt32())
                )
            )
        );

        (await officer.Post($"{Previews}/{preview.Id}/apply")).Refused(409, "ORG-0300");
        var again = (await officer.Post(Previews, new { divisionId = district.Id })).Expect(201);
        Assert.Equal([MicroGrids, MicroGrids, 0, 0, 0, 0, MicroGrids, 0, 0], Counts(again));
        (await officer.Post($"{Previews}/{again.Id}/apply")).Expect(200);
        Assert.Equal(published.Count, (await PublishedAsync(district)).Count);
        Assert.Equal(3_170, await CountAsync(officer, Post.GroupLeader, district.Id));

        var entries = (
            await officer.Get($"{Previews}/{preview.Id}/entries?countedAs=executive-members&sort=code&limit=2")
        ).Expect(200);
        Assert.Equal(
            [grids[FemaleHeads], grids[FemaleHeads + 1]],
            entries.Items.Select(i => i.GetProperty("code").GetString()!)
        );
        // New holders may act by their posts: heads and members from the file, and co-opted members.
        watch.Restart();
        await Eventually.True(
            async () =>
                await _service.Database.Find<int>(
                    """
                    select count(*)::int
                    from platform.grants
                    where role in ('grid-head', 'executive-member')
                        and resource_id is null
                        and scope_key >= @key
                        and scope_key < @key || '~'
                    """,
                    new { key = district["key"].GetString() }
                )
                >= MicroGrids + members + FemaleHeads - HeadsWhoAreMembers,
            "all grants have arrived"
        );
        TestContext.Current.TestOutputHelper?.WriteLine($"grants {watch.ElapsedMilliseconds} ms");
        Assert.Equal(
            3_170 + 900 + 1,
            (await officer.Get($"{Previews}/{preview.Id}/entries?format=csv"))
                .Expect(200)
                .Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Length
        );
    }

    /// <summary>317 villages of ten micro-grids, through the import; their codes in the order of the tree.</summary>
    internal static async Task<(Province Province, string[] Grids)> DistrictAsync(TestService service)
    {
        var province = await Province.NewAsync(service);
        var rows = new List<string>();
        List<string> grids = [];
        for (var v = 0; v < MicroGrids / 10; v++)
        {
            var village = $"{province.Township[..9]}{v + 10:D3}";
            rows.Add($"{village},第{v}村村委会,{province.Township},");
            for (var g = 1; g <= 10; g++)
            {
                rows.Add($"{village}{g:D3},微网格{g},{village},微网格");
                grids.Add($"{village}{g:D3}");
            }
        }
        var job = await province.Apply(
            await province.Upload("code,name,parentCode,kind\n" + string.Join('\n', rows) + "\n")
        );
        Assert.Equal(317 + MicroGrids, job["new"].GetInt32());
        return (province, [.. grids]);
    }

    /// <summary>
    /// All people with their posts from one file, then the coverages, then the nominations.
    /// </summary>
    static async Task PeopleAsync(Province province, string[] grids, Client officer)
    {
        var crowd = new Crowd(officer);
        crowd.Add("主席", "女", "主席", [province.County, province.Township]);
        var women = crowd.Add("女网格长", "女", "网格长", grids.Take(FemaleHeads));
        crowd.Add("男网格长", "男", "网格长", grids.Skip(FemaleHeads));
        crowd.Add("女网格长", "女", "执委", grids.Take(HeadsWhoAreMembers).Select(Village), again: women);
        // Executive members who will answer for a grid whose head is a man.
        crowd.Add("执委", "女", "执委", grids.Skip(FemaleHeads).Take(GridExecutives).Select(Village));
        // Others: executive members who work no grid, Golden Rose volunteers, and women who nominate themselves or are
        // recommended.
        var rest = grids[(FemaleHeads + GridExecutives)..];
        crowd.Add("机关执委", "女", "执委", rest.Take(400).Select(Village));
        crowd.Add("金玫瑰", "女", "志愿者", rest.Skip(400).Take(699).Select(Village));
        await crowd.EnterAsync();

        var executives = await Crowd.HoldersAsync(
            officer,
            Post.ExecutiveMember,
            (await province.Division(province.County)).Id
        );
        Assert.Equal(HeadsWhoAreMembers + GridExecutives + 400, executives.Count);
        var rows = grids
            .Skip(FemaleHeads)
            .Take(GridExecutives)
            .Select(
                (code, i) =>
                    new
                    {
                        personId = executives[$"执委{i + 1}"],
                        divisionCode = code,
                        post = Post.ExecutiveMember,
                    }
            );
        var begun = (await officer.Post("/organizations/v1/coverages/batches", new { rows })).Expect(201)["coverages"];
        Assert.Equal(GridExecutives, begun.EnumerateArray().Count(c => c.GetProperty("lead").GetBoolean()));

        for (var i = 1_099; i < Others; i++)
        {
            var person = (await officer.Post("/organizations/v1/people", new { name = $"能人{i}", sex = "2" }))
                .Expect(201)
                .Id;
            var grid = await province.Division(rest[i]);
            (
                await officer.Post(
                    "/organizations/v1/nominations",
                    new
                    {
                        personId = person,
                        divisionId = grid.Id,
                        kind = i % 2 == 0 ? "self" : "recommended",
                    }
                )
            ).Expect(201);
        }

        static string Village(string grid) => grid[..12];
    }

    /// <summary>
    /// Events of posts in this district; concurrent tests publish theirs, some of them for posts without an area.
    /// </summary>
    async Task<List<AppointmentStarted>> PublishedAsync(Answer district) =>
        [
            .. (await _service.Published<AppointmentStarted>()).Where(e =>
                e.ScopeKey?.StartsWith(district["key"].GetString()!, StringComparison.Ordinal) == true
            ),
        ];

    static int[] Counts(Answer a) =>
        [
            .. new[]
            {
                "microGrids",
                "kept",
                "appoint",
                "gridStaff",
                "executiveMembers",
                "others",
                "leaders",
                "vacant",
                "coOpt",
            }.Select(m => a[m].GetInt32()),
        ];

    static async Task<int> CountAsync(Client client, string post, Guid below) =>
        (await client.Get($"/organizations/v1/appointments?post={post}&below={below}&format=csv"))
            .Expect(200)
            .Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Length - 1;
}
