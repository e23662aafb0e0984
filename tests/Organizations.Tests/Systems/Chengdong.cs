using Contracts.Census.V1;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests.Systems;

/// <summary>The community of <see cref="S1ChengdongTests"/> with all its records, entered once.</summary>
public sealed class Chengdong(OrganizationsFixture fixture) : IAsyncLifetime
{
    public const int Households = 2_072,
        People = 5_926,
        Women = 2_300,
        Children = 1_100,
        Grids = 15,
        Members = 17,
        Linked = 207,
        LinkedInCounty = 913;
    readonly TestService _service = fixture.Service;

    internal Province Province { get; private set; } = null!;
    internal Client Officer { get; private set; } = null!;
    internal Guid Id { get; private set; }
    internal Guid County { get; private set; }
    internal string Chart => $"/organizations/v1/divisions/{Id}/chart";

    public async ValueTask InitializeAsync()
    {
        Province = await Province.NewAsync(_service);
        Officer = await Province.Staff(Post.FederationOfficer, Province.County);
        County = (await Province.Division(Province.County)).Id;
        var community = await Province.Division(Province.Village);
        Id = community.Id;
        var grids = await GridsAsync(Province, Officer);
        await HouseholdsAsync(grids);
        var members = await MembersAsync(Officer, community, grids);
        await CoverAsync(Officer, members, grids);
        await LinkageAsync(Province, Officer, grids);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

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
                    Share(Women, i),
                    Share(Children, i)
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
