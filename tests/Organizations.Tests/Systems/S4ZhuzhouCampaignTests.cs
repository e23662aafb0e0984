using Contracts.Census.V1;
using Contracts.Organizations.V1;
using Organizations.Reactions;
using ServiceDefaults.Messaging;
using Testing;

namespace Organizations.Tests.Systems;

/// <summary>
/// S4, Zhuzhou: "Most beautiful courtyard", 580,000 households of 1,400 villages in ten county units (one a development
/// zone the code table does not have), 312,800 titles at four levels, and more than 300 models, women and groups, in
/// five years. The townships and how the titles fall to the levels are ours; the report gives the sums.
/// </summary>
public class S4ZhuzhouCampaignTests(OrganizationsFixture fixture)
{
    const int Counties = 10,
        Townships = 140,
        Villages = 1_400,
        HouseholdsOfCounty = 58_000;
    const int VillageTitles = 280_000,
        TownshipTitles = 28_000,
        CountyTitles = 4_000,
        CityTitles = 800;
    const string Base = "/organizations/v1";
    readonly TestService _service = fixture.Service;

    /// <summary>A minute of the whole server: it runs with ./platform test --containers.</summary>
    [Fact, Trait("Needs", "time")]
    public async Task Households_take_part_and_titles_are_awarded_level_by_level()
    {
        var (city, places) = await CityAsync();
        var counties = places.Where(p => p.Level == 3).ToList();
        var households = await HouseholdsAsync(counties, places);
        var federation = await _service.Holder(Post.FederationOfficer, city.Key);
        foreach (var county in counties)
        {
            var profile = (await federation.Get($"{Base}/divisions/{county.Id}/chart")).Expect(200)["profile"];
            Assert.Equal(
                (HouseholdsOfCounty, 3 * HouseholdsOfCounty),
                (profile.GetProperty("households").GetInt32(), profile.GetProperty("people").GetInt32())
            );
            Assert.Equal(
                (HouseholdsOfCounty, HouseholdsOfCounty),
                (profile.GetProperty("women").GetInt32(), profile.GetProperty("children").GetInt32())
            );
        }
        object[] levels =
        [
            new
            {
                name = "village",
                title = "最美庭院（村级）",
                quota = VillageTitles / Villages,
            },
            new
            {
                name = "township",
                title = "最美庭院（乡镇级）",
                percent = 10,
            },
            new
            {
                name = "county",
                title = "最美庭院（县级）",
                quota = CountyTitles / Counties,
            },
            new
            {
                name = "city",
                title = "最美庭院（市级）",
                quota = CityTitles,
            },
        ];
        var made = (
            await federation.Post(
                Base + "/campaigns",
                new
                {
                    name = "最美庭院",
                    divisionId = city.Id,
                    startsOn = "2019-01-01",
                    endsOn = "2099-12-31",
                    levels,
                }
            )
        ).Expect(201);
        var campaign = $"{Base}/campaigns/{made.Id}";
        var officers = new List<(Client Client, Place Of)>();
        foreach (var county in counties)
            officers.Add((await _service.Holder(Post.FederationOfficer, county.Key), county));

        await Each(officers, async officer =>
        {
            foreach (var part in households[officer.Of.Id].Chunk(5_000))
                (
                    await officer.Client.Post(
                        campaign + "/participations",
                        new { householdIds = part.Select(h => h.Id) }
                    )
                ).Expect(200);
        });
        // The federation of each county acts for its villages and townships. Selections above a village come from the
        // list of the level below.
        await Level("village", officer =>
            Task.FromResult(
                households[officer.Of.Id]
                    .GroupBy(h => h.VillageKey)
                    .SelectMany(v => v.Take(VillageTitles / Villages))
                    .Select(h => h.Id)
            )
        );
        await Level("township", officer => Selected(officer.Client, "village", TownshipTitles / Townships));
        await Level("county", officer => Selected(officer.Client, "township", CountyTitles / Counties));
        officers = [(federation, city)];
        await Level("city", officer => Selected(officer.Client, "county", CityTitles));

        var report = (await federation.Get(campaign + "/report")).Expect(200);
        Assert.Equal((580_000L, 312_800L), (report["households"].GetInt64(), report["titles"].GetInt64()));
        Assert.Equal(
            [280_000L, 28_000L, 4_000L, 800L],
            report["levels"].EnumerateArray().Select(l => l.GetProperty("titles").GetInt64())
        );
        Assert.Equal(
            [1_400L, 140L, 10L, 1L],
            report["levels"].EnumerateArray().Select(l => l.GetProperty("final").GetInt64())
        );
        Assert.Equal(
            (10, 1_400L, 580_000L),
            (
                report["divisions"].GetArrayLength(),
                report["divisions"].EnumerateArray().Sum(d => d.GetProperty("divisions").GetInt64()),
                report["divisions"].EnumerateArray().Sum(d => d.GetProperty("households").GetInt64())
            )
        );
        Assert.Contains(report["divisions"].EnumerateArray(), d => d.GetProperty("name").GetString() == "经济开发区");

        async Task Level(string level, Func<(Client Client, Place Of), Task<IEnumerable<Guid>>> winners)
        {
            await Each(officers, async officer =>
            {
                foreach (var part in (await winners(officer)).Chunk(5_000))
                    (
                        await officer.Client.Post(
                            campaign + "/selections",
                            new { level, items = part.Select(id => new { householdId = id }) }
                        )
                    ).Expect(200);
            });
            (await federation.Post(campaign + "/selections/finalise", new { level, divisionId = city.Id })).Expect(200);
        }

        // The first of each division above, from the list as the officer may see it.
        async Task<IEnumerable<Guid>> Selected(Client officer, string below, int each)
        {
            var above = places.ToDictionary(p => p.Id, p => p.ParentId);
            var lines = (await officer.Get($"{campaign}/selections?level={below}&format=csv"))
                .Expect(200)
                .Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Select(l => l.Split(','));
            return lines
                .GroupBy(l => above[Guid.Parse(l[1])])
                .SelectMany(g => g.Take(each))
                .Select(l => Guid.Parse(l[0]));
        }

        static Task Each<T>(IEnumerable<T> officers, Func<T, Task> work) =>
            Parallel.ForEachAsync(officers, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (officer, _) =>
                await work(officer)
            );
    }

    /// <summary>
    /// The city and nine of its county units come from the table, the tenth, a development zone, is registered alone;
    /// then 14 townships in each and ten villages in each of those.
    /// </summary>
    async Task<(Place City, List<Place> Places)> CityAsync()
    {
        var province = await Province.NewAsync(_service);
        var code = province.Digits + "0200000000";
        List<string> counties = [.. Enumerable.Range(1, Counties - 1).Select(i => $"{province.Digits}02{i:00}000000")];
        await province.Apply(
            await province.Upload(
                Province.Csv([
                    (code, "株洲市", province.Digits + "0000000000"),
                    .. counties.Select((c, i) => (c, $"{i + 1}县区", code)),
                ])
            )
        );
        var city = await province.Division(code);
        counties.Add(province.Digits + "0271000000");
        (
            await province.Administrator.Post(
                Base + "/divisions",
                new
                {
                    parentId = city.Id,
                    kind = "zone",
                    name = "经济开发区",
                    code = counties[^1],
                    validFrom = "2023-06-30",
                }
            )
        ).Expect(201);
        List<string> townships =
        [
            .. counties.SelectMany(c => Enumerable.Range(0, Townships / Counties).Select(t => $"{c[..6]}{100 + t}000")),
        ];
        var villages = townships.SelectMany(t =>
            Enumerable.Range(0, Villages / Townships).Select(v => $"{t[..9]}{200 + v}")
        );
        await province.Apply(
            await province.Upload(
                Province.Csv([
                    .. townships.Select(t => (t, "镇", t[..6] + "000000")),
                    .. villages.Select(v => (v, "村", v[..9] + "000")),
                ])
            )
        );
        List<Place> places = [];
        for (string? cursor = ""; cursor is not null; )
        {
            var page = (
                await province.Administrator.Get(
                    $"{Base}/"
                        + $"divisions?below={city.Id}&limit=500{(cursor.Length > 0 ? "&cursor=" + Uri.EscapeDataString(cursor) : "")}"
                )
            ).Expect(200);
            places.AddRange(
                page.Items.Select(d => new Place(
                    d.GetProperty("id").GetGuid(),
                    d.GetProperty("parentId").GetGuid(),
                    d.GetProperty("level").GetInt32(),
                    d.GetProperty("key").GetString()!
                ))
            );
            cursor = page.Body.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        Assert.Equal(
            [1, Counties, Townships, Villages],
            places.CountBy(p => p.Level).OrderBy(l => l.Key).Select(l => l.Value)
        );
        return (places.Single(p => p.Id == city.Id), places);
    }

    /// <summary>
    /// 58,000 households in each county unit as Census publishes them. The first county's pass through the broker, its
    /// inbox and the reaction; half a million more would only load the broker ten times over, so those of the other
    /// nine are passed to the reaction directly, in transactions of 10,000. Points and the county's profile come out
    /// the same either way.
    /// </summary>
    async Task<Dictionary<Guid, (Guid Id, string VillageKey)[]>> HouseholdsAsync(
        List<Place> counties,
        List<Place> places
    )
    {
        Dictionary<Guid, (Guid Id, string VillageKey)[]> households = [];
        foreach (var county in counties)
        {
            var villages = places
                .Where(p => p.Level == 5 && p.Key.StartsWith(county.Key, StringComparison.Ordinal))
                .ToList();
            households[county.Id] =
            [
                .. Enumerable
                    .Range(0, HouseholdsOfCounty)
                    .Select(i => (Guid.CreateVersion7(), villages[i % villages.Count].Key)),
            ];
            var registrar = Guid.CreateVersion7();
            var published = households[county.Id]
                .Select(h => new HouseholdRegistered(h.Id, h.VillageKey, 3, registrar, 1, 1));
            if (county == counties[0])
                await _service.DeliverAll(published);
            else
                foreach (var part in published.Chunk(10_000))
                {
                    await using var session = await _service.SystemSession();
                    await OnHouseholdRegistered.Handle(
                        [.. part.Select(e => new Received<HouseholdRegistered>(e, Guid.CreateVersion7(), session.Now))],
                        session,
                        TestContext.Current.CancellationToken
                    );
                    await session.Commit(default);
                }
            Assert.Equal(
                HouseholdsOfCounty,
                (await _service.As(registrar).Get(Base + "/me/points?limit=1")).Expect(200)["total"].GetInt32()
            );
        }
        return households;
    }

    sealed record Place(Guid Id, Guid ParentId, int Level, string Key);

    [Fact]
    public async Task More_than_300_women_and_groups_are_honoured_as_models_in_five_years()
    {
        var province = await Province.NewAsync(_service);
        var (officer, county) = (
            await province.Staff(Post.FederationOfficer, province.County),
            await province.Division(province.County)
        );
        var people = await PeopleImportTests.UploadAsync(
            officer,
            "people-imports",
            "姓名,电话,性别,区划代码\n"
                + string.Concat(
                    Enumerable.Range(0, 250).Select(i => $"先进{i},138{i:00000000},女,{province.Village}\n")
                )
        );
        Assert.Equal(250, (await PeopleImportTests.ApplyAsync(officer, "people-imports", people))["new"].GetInt32());
        var women = (await officer.Get(Base + "/people?limit=500"))
            .Expect(200)
            .Items.Select(p => p.GetProperty("id").GetGuid())
            .ToArray();
        string[] grids = [.. Enumerable.Range(1, 62).Select(g => $"{province.Village}{g:000}")];
        await province.Apply(
            await province.Upload(
                "code,name,parentCode,kind\n"
                    + string.Concat(grids.Select(g => $"{g},微网格,{province.Village},微网格\n"))
            )
        );
        var registered = await officer.Post(
            Base + "/organizations/batches",
            new
            {
                rows = grids.Select(g => new
                {
                    kind = "womens-group",
                    name = "先进妇女小组",
                    divisionCode = g,
                }),
            }
        );
        var groups = registered.Expect(201)["ids"].EnumerateArray().Select(g => g.GetGuid()).ToArray();
        for (var i = 0; i < 312; i++)
            (
                await officer.Post(
                    Base + "/honours",
                    new
                    {
                        personId = i < 250 ? women[i] : (Guid?)null,
                        organizationId = i < 250 ? (Guid?)null : groups[i - 250],
                        title = "巾帼先进典型",
                        category = "model",
                        divisionId = county.Id,
                        awardedOn = new DateOnly(2019 + i % 5, 3, 8),
                    }
                )
            ).Expect(201);
        var csv = (
            await officer.Get(
                Base + "/honours?category=model&awardedOn.from=2019-01-01&awardedOn.to=2023-12-31&format=csv"
            )
        ).Expect(200);
        var lines = csv.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(313, lines.Length);
        Assert.Equal(312, lines.Skip(1).Select(l => l.Split(',')[0]).Distinct().Count());
    }
}
