using System.Text.Json;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests.Systems;

/// <summary>
/// S10 江苏 Women workers' innovation studios: their members, levels, grants, alliance, results and promotions, as
/// reported.
/// </summary>
public class S10JiangsuTests(OrganizationsFixture fixture)
{
    const string Root = "/organizations/v1/";
    static readonly DateOnly s_day = new(2024, 6, 30);
    Client _province = null!,
        _huaian = null!,
        _changzhou = null!;
    Guid _huaianId,
        _changzhouId,
        _provinceId,
        _huaianCommittee,
        _changzhouCommittee;

    [Fact]
    public async Task A_studio_has_27_members_of_whom_11_are_women_and_their_average_age_is_35()
    {
        await JiangsuAsync();
        var people = new List<Guid>();
        for (var i = 0; i < 27; i++)
        {
            var age = 35 + (i == 0 ? 0 : (i + 1) / 2 * (i % 2 == 0 ? 1 : -1));
            people.Add(
                await PersonAsync(_huaian, $"成员{i + 1}", i < 11 ? "2" : "1", s_day.AddYears(-age).AddDays(-i))
            );
        }
        var studio = await StudioAsync(_huaian, _huaianId, _huaianCommittee, "纺织女职工创新工作室", people[0]);
        (
            await _huaian.Post(
                $"{Root}studios/{studio}/members",
                new { personIds = people[1..], validFrom = "2020-01-01" }
            )
        ).Expect(201);
        var pair = (
            await _huaian.Post(
                $"{Root}studios/{studio}/apprenticeships",
                new
                {
                    masterId = people[0],
                    apprenticeId = people[26],
                    craft = "细纱挡车",
                    startsOn = "2021-03-01",
                }
            )
        ).Expect(201);
        (
            await _huaian.Post(
                $"{Root}studio-apprenticeships/{pair.Id}/end",
                new { endsOn = "2023-03-01", outcome = "promoted" },
                ifMatch: "\"v1\""
            )
        ).Expect(200);
        // 22 rise to senior worker, and 12 of them go on to technician, 4 of those to senior technician.
        foreach (var (i, person) in people.Take(22).Index())
        {
            await PromoteAsync(person, "senior-worker", "2021-06-01");
            if (i < 12)
                await PromoteAsync(person, "technician", "2022-06-01");
            if (i < 4)
                await PromoteAsync(person, "senior-technician", "2023-06-01");
        }

        var read = (await _huaian.Get($"{Root}studios/{studio}?asOf=2024-06-30")).Expect(200);
        var figures = read["figures"];
        Assert.Equal(
            (27, 11, 40.7m, 35.0m),
            (
                Number(figures, "members"),
                Number(figures, "women"),
                figures.GetProperty("womenShare").GetDecimal(),
                figures.GetProperty("averageAge").GetDecimal()
            )
        );
        Assert.Equal(
            (people[0], _huaianCommittee),
            (read["members"][0].GetProperty("personId").GetGuid(), read["ownerId"].GetGuid())
        );
        var report = (await _province.Get($"{Root}studio-report?divisionId={_huaianId}&asOf=2024-06-30"))
            .Expect(200)["total"]
            .GetProperty("figures");
        Assert.True(
            Number(report, "technicians") + Number(report, "seniorTechnicians") > 10
                && Number(report, "seniorWorkers") > 20
        );
        Assert.Equal(
            (22, 12, 4, 1),
            (
                Number(report, "seniorWorkers"),
                Number(report, "technicians"),
                Number(report, "seniorTechnicians"),
                Number(report, "apprenticeships")
            )
        );
        Assert.Equal(
            27,
            Number((await _huaian.Get($"{Root}studios/{studio}?asOf=2021-01-01")).Expect(200)["figures"], "members")
        );
        Assert.Equal(
            0,
            Number((await _huaian.Get($"{Root}studios/{studio}?asOf=2021-01-01")).Expect(200)["figures"], "promotions")
        );

        async Task PromoteAsync(Guid person, string grade, string on) =>
            (
                await _huaian.Post(
                    $"{Root}studios/{studio}/promotions",
                    new
                    {
                        personId = person,
                        grade,
                        promotedOn = on,
                    }
                )
            ).Expect(201);
    }

    [Fact]
    public async Task Huaian_has_one_of_the_provinces_top_ten_and_34_of_the_city_and_model_studios_get_5000_yuan_each()
    {
        await JiangsuAsync();
        List<Guid> studios = [];
        for (var i = 0; i < 36; i++)
            studios.Add(
                await StudioAsync(
                    _huaian,
                    _huaianId,
                    _huaianCommittee,
                    $"淮安工作室{i + 1}",
                    await PersonAsync(_huaian, $"领衔人{i + 1}", "2", new(1985, 5, 1))
                )
            );

        var ofCity = await SelectAsync(
            _huaian,
            _huaianId,
            "city",
            studios,
            [.. studios.Take(34).Select(s => (s, (string?)null))]
        );
        await SelectAsync(
            _huaian,
            _huaianId,
            "model",
            studios[..8],
            [.. studios.Take(6).Select(s => (s, (string?)null))],
            5_000.00m
        );
        await SelectAsync(_province, _provinceId, "province", [studios[0]], [(studios[0], "十佳")]);
        (
            await _huaian.Post(
                $"{Root}studio-selections/{ofCity}/publish",
                ifMatch: (await _huaian.Get($"{Root}studio-selections/{ofCity}")).ETag
            )
        ).Refused(409, "ORG-0539");

        // Ten of them form an alliance with a rotating chair.
        var alliance = (
            await _huaian.Post(
                Root + "alliances",
                new
                {
                    name = "淮安女职工创新工作室联盟",
                    divisionId = _huaianId,
                    validFrom = "2023-01-01",
                }
            )
        ).Expect(201).Id;
        List<Guid> members = [];
        foreach (var studio in studios.Take(10))
            members.Add(
                (
                    await _huaian.Post(
                        $"{Root}alliances/{alliance}/members",
                        new { organizationId = studio, validFrom = "2023-01-01" }
                    )
                )
                    .Expect(201)
                    .Id
            );
        (
            await _huaian.Put(
                $"{Root}alliances/{alliance}/rotation",
                new
                {
                    startsOn = "2023-01-01",
                    termMonths = 6,
                    order = members,
                },
                (await _huaian.Get($"{Root}alliances/{alliance}")).ETag
            )
        ).Expect(200);
        var turns = (await _huaian.Get($"{Root}alliances/{alliance}/turns?from=2023-01-01&to=2027-12-31"))
            .Expect(200)
            .Items;
        Assert.Equal(members, turns.Select(t => t.GetProperty("memberId").GetGuid()));
        Assert.Equal(
            "淮安工作室3",
            (await _huaian.Get($"{Root}alliances/{alliance}?asOf=2024-06-30"))
                .Expect(200)["chair"]
                .GetProperty("name")
                .GetString()
        );

        var report = (await _province.Get($"{Root}studio-report?divisionId={_provinceId}")).Expect(200);
        var city = report["cities"].EnumerateArray().Single(c => c.GetProperty("name").GetString() == "淮安市");
        Assert.Equal(
            (1, 34, 6),
            (
                Number(city.GetProperty("levels"), "province"),
                Number(city.GetProperty("levels"), "city"),
                Number(city.GetProperty("levels"), "model")
            )
        );
        Assert.Equal(1, Number(city.GetProperty("titles"), "province 十佳"));
        Assert.Equal(30_000.00m, city.GetProperty("figures").GetProperty("grants").GetDecimal());
        var ledger = (await _huaian.Get($"{Root}studio-grants?limit=100")).Expect(200).Items;
        Assert.Equal(6, ledger.Count);
        Assert.All(ledger, g => Assert.Equal(5_000.00m, g.GetProperty("amount").GetDecimal()));
        Assert.Equal(34, (await _province.Get($"{Root}studios?level=city,province&limit=100")).Expect(200).Items.Count);
        // A closed studio of the city is not counted and has no members, but its grants stay in their year.
        var closing = (await _huaian.Get($"{Root}studios/{studios[1]}")).Expect(200);
        (
            await _huaian.Put(
                $"{Root}studios/{studios[1]}",
                new
                {
                    field = closing["field"].GetString(),
                    closedOn = fixture.Service.Clock.GetUtcNow().AddHours(8).AddDays(-1).ToString("yyyy-MM-dd", null),
                },
                closing.ETag
            )
        ).Expect(200);
        var after = (await _province.Get($"{Root}studio-report?divisionId={_provinceId}"))
            .Expect(200)["cities"]
            .EnumerateArray()
            .Single(c => c.GetProperty("name").GetString() == "淮安市");
        Assert.Equal(
            (35, 35, 30_000.00m),
            (
                Number(after, "studios"),
                Number(after.GetProperty("figures"), "members"),
                after.GetProperty("figures").GetProperty("grants").GetDecimal()
            )
        );
    }

    [Fact]
    public async Task Changzhou_has_24_studios_with_137_results_worth_280_million_yuan()
    {
        await JiangsuAsync();
        List<Guid> studios = [];
        for (var i = 0; i < 24; i++)
            studios.Add(
                await StudioAsync(
                    _changzhou,
                    _changzhouId,
                    _changzhouCommittee,
                    $"常州工作室{i + 1}",
                    await PersonAsync(_changzhou, $"领衔人{i + 1}", "2", new(1985, 5, 1))
                )
            );
        var university = (
            await _changzhou.Post(
                Root + "organizations",
                new
                {
                    kind = "partner",
                    name = "常州大学",
                    divisionId = _changzhouId,
                }
            )
        ).Expect(201).Id;
        for (var i = 0; i < 137; i++)
            (
                await _changzhou.Post(
                    $"{Root}studios/{studios[i % 24]}/results",
                    new
                    {
                        contractNumber = $"CZ-{i + 1:D4}",
                        name = $"成果{i + 1}",
                        recipient = "常州某企业",
                        transferredOn = new DateOnly(2021 + i % 3, 1 + i % 12, 5),
                        value = i < 136 ? 2_043_795.62m : 2_043_795.68m,
                        via = "高校技术转移平台",
                        universityId = university,
                    }
                )
            ).Expect(201);

        var report = (await _province.Get($"{Root}studio-report?divisionId={_provinceId}&asOf=2024-06-30")).Expect(200);
        var city = report["cities"].EnumerateArray().Single(c => c.GetProperty("name").GetString() == "常州市");
        Assert.Equal(
            (24, 137, 280_000_000.00m),
            (
                Number(city, "studios"),
                Number(city.GetProperty("figures"), "results"),
                city.GetProperty("figures").GetProperty("resultsValue").GetDecimal()
            )
        );
        var years = report["years"].EnumerateArray().ToList();
        Assert.Equal([2021, 2022, 2023], years.Select(y => y.GetProperty("number").GetInt32()));
        Assert.Equal(
            (137, 280_000_000.00m),
            (years.Sum(y => Number(y, "results")), years.Sum(y => y.GetProperty("resultsValue").GetDecimal()))
        );
        Assert.Equal(
            137,
            (await _changzhou.Get($"{Root}studio-results?via=高校技术转移平台&format=csv"))
                .Expect(200)
                .Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Length - 1
        );
        Assert.Empty((await _huaian.Get($"{Root}studio-results")).Expect(200).Items);
    }

    async Task<Guid> SelectAsync(
        Client officer,
        Guid division,
        string level,
        IEnumerable<Guid> candidates,
        IReadOnlyCollection<(Guid Studio, string? Title)> chosen,
        decimal? grant = null
    )
    {
        var standards = new[] { new { criterion = "years", least = 1 }, new { criterion = "women-share", least = 30 } };
        var id = (
            await officer.Post(
                Root + "studio-selections",
                new
                {
                    divisionId = division,
                    level,
                    year = 2023,
                    places = chosen.Count,
                    grantEach = grant,
                    standards,
                }
            )
        ).Expect(201).Id;
        var put = (
            await officer.Post(
                $"{Root}studio-selections/{id}/candidates",
                new { studioIds = candidates },
                ifMatch: "\"v1\""
            )
        ).Expect(200);
        Assert.All(put["candidates"].EnumerateArray(), c => Assert.Empty(c.GetProperty("failed").EnumerateArray()));
        var tag = (await officer.Get($"{Root}studio-selections/{id}")).ETag;
        (
            await officer.Put(
                $"{Root}studio-selections/{id}/decision",
                new { chosen = chosen.Select(c => new { studioId = c.Studio, title = c.Title }) },
                tag
            )
        ).Expect(200);
        Assert.Equal(
            "published",
            (
                await officer.Post(
                    $"{Root}studio-selections/{id}/publish",
                    ifMatch: (await officer.Get($"{Root}studio-selections/{id}")).ETag
                )
            )
                .Expect(200)["state"]
                .GetString()
        );
        return id;
    }

    static async Task<Guid> PersonAsync(Client officer, string name, string sex, DateOnly born) => (
            await officer.Post(
                Root + "people",
                new
                {
                    name,
                    sex,
                    birthDate = born,
                }
            )
        ).Expect(201).Id;

    static async Task<Guid> StudioAsync(Client officer, Guid division, Guid committee, string name, Guid leader) => (
            await officer.Post(
                Root + "studios",
                new
                {
                    name,
                    divisionId = division,
                    ownerId = committee,
                    leaderId = leader,
                    field = "先进制造",
                    foundedOn = "2020-01-01",
                }
            )
        ).Expect(201).Id;

    async Task JiangsuAsync()
    {
        var province = await Province.UnknownAsync(fixture.Service);
        var digits = province.Digits;
        await province.Apply(
            await province.Upload(
                Province.Csv([
                    (digits + "0000000000", "江苏省", ""),
                    (digits + "0400000000", "常州市", digits + "0000000000"),
                    (digits + "0800000000", "淮安市", digits + "0000000000"),
                ])
            )
        );
        (_provinceId, _changzhouId, _huaianId) = (
            (await province.Division(digits + "0000000000")).Id,
            (await province.Division(digits + "0400000000")).Id,
            (await province.Division(digits + "0800000000")).Id
        );
        _province = await province.Staff(Post.FederationOfficer, digits + "0000000000");
        _changzhou = await province.Staff(Post.FederationOfficer, digits + "0400000000");
        _huaian = await province.Staff(Post.FederationOfficer, digits + "0800000000");
        (_changzhouCommittee, _huaianCommittee) = (
            await CommitteeAsync(_changzhou, _changzhouId, "常州市总工会女职工委员会"),
            await CommitteeAsync(_huaian, _huaianId, "淮安市总工会女职工委员会")
        );

        static async Task<Guid> CommitteeAsync(Client officer, Guid city, string name) => (
                await officer.Post(
                    Root + "organizations",
                    new
                    {
                        kind = "department",
                        name,
                        divisionId = city,
                    }
                )
            ).Expect(201).Id;
    }

    static long Number(JsonElement e, string member) => e.GetProperty(member).GetInt64();
}
