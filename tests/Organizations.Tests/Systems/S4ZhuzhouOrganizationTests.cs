using System.Diagnostics;
using System.Globalization;
using System.Text;
using Contracts.Organizations.V1;
using ServiceDefaults.Sealing;
using Testing;

namespace Organizations.Tests.Systems;

/// <summary>
/// S4, Zhuzhou: the federation at four levels down to every one of 1,400 villages, 24,000 executive members from one
/// file; 16 matchmaking hotlines and 4,155 matchmakers from another, in ten counties and districts of which the code
/// table has nine.
/// </summary>
public class S4ZhuzhouOrganizationTests(OrganizationsFixture fixture)
{
    const string Root = "/organizations/v1";
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task The_four_levels_down_to_every_village_have_24_000_executive_members_and_4_155_matchmakers()
    {
        var province = await Province.UnknownAsync(_service);
        var city = province.Digits + "0200000000";
        var counties = Enumerable.Range(1, 9).Select(i => $"{province.Digits}02{i:00}000000").ToList();
        var townships = counties.SelectMany(c => Enumerable.Range(1, 10).Select(i => $"{c[..6]}{100 + i}000")).ToList();
        var villages = Enumerable.Range(0, 1_400).Select(i => $"{townships[i % 90][..9]}{200 + i / 90}").ToList();
        await province.Apply(
            await province.Upload(
                Province.Csv([
                    (province.Digits + "0000000000", "湖南省", ""),
                    (city, "株洲市", province.Digits + "0000000000"),
                    .. counties.Select((c, i) => (c, $"{i + 1}县区", city)),
                    .. townships.Select(t => (t, "镇", t[..6] + "000000")),
                    .. villages.Select(v => (v, "村", v[..9] + "000")),
                ])
            )
        );
        var cityId = (await province.Division(city)).Id;
        var zone = (
            await province.Administrator.Post(
                Root + "/divisions",
                new
                {
                    parentId = cityId,
                    kind = "zone",
                    name = "经济开发区",
                    code = province.Digits + "0271000000",
                }
            )
        ).Expect(201);
        var officer = await province.Staff(Post.FederationOfficer, city);

        string[] places = [city, .. counties, .. townships, .. villages];
        foreach (var part in places.Chunk(1_000))
            (
                await officer.Post(
                    Root + "/organizations/batches",
                    new
                    {
                        rows = part.Select(c => new
                        {
                            kind = "federation",
                            name = $"{c}妇联",
                            divisionCode = c,
                            validFrom = "2021-01-01",
                        }),
                    }
                )
            ).Expect(201);
        var summary = (await officer.Get($"{Root}/organizations/summary?below={cityId}"))
            .Expect(200)["counts"]
            .EnumerateArray()
            .ToDictionary(c => c.GetProperty("level").GetInt32(), c => c.GetProperty("organizations").GetInt32());
        Assert.Equal((1, 9, 90, 1_400), (summary[2], summary[3], summary[4], summary[5]));

        // 1,500 federations, 16 executive members each.
        var members = new StringBuilder("姓名,身份证号,电话,区划代码,职务,任职日期,届满日期\n");
        for (var i = 0; i < 24_000; i++)
            members.Append(
                CultureInfo.InvariantCulture,
                $"执委{i},{Citizen(i)},139{i:00000000},{places[i % 1_500]},执委,2021-03-08,2026-03-07\n"
            );
        Assert.Equal(24_000, await ImportAsync(officer, members.ToString(), TimeSpan.FromSeconds(90)));
        var held = (
            await officer.Get($"{Root}/appointments/summary?below={cityId}&post=executive-member&asOf=2024-06-30")
        ).Expect(200);
        Assert.Equal(
            [(2, 16), (3, 144), (4, 1_440), (5, 22_400)],
            held["levels"]
                .EnumerateArray()
                .Select(l => (l.GetProperty("level").GetInt32(), l.GetProperty("appointments").GetInt32()))
        );
        Assert.Equal(24_000, held["levels"].EnumerateArray().Sum(l => l.GetProperty("people").GetInt32()));
        Assert.Empty(
            (await officer.Get($"{Root}/appointments/summary?below={cityId}&post=executive-member&asOf=2026-03-08"))
                .Expect(200)["levels"]
                .EnumerateArray()
        );

        string[] hosts = [.. counties, zone["code"].GetString()!];
        (
            await officer.Post(
                Root + "/organizations/batches",
                new
                {
                    rows = Enumerable
                        .Range(0, 16)
                        .Select(i => new
                        {
                            kind = "station",
                            name = $"红娘热线{i + 1}",
                            divisionCode = hosts[i % 10],
                        }),
                }
            )
        ).Expect(201);
        // Every tenth matchmaker is an executive member too: the same person, found by the citizen id.
        var matchmakers = new StringBuilder("姓名,身份证号,电话,区划代码,职务\n");
        for (var i = 0; i < 4_155; i++)
        {
            var n = i % 10 == 0 ? i : 100_000 + i;
            matchmakers.Append(
                CultureInfo.InvariantCulture,
                $"{(n == i ? "执委" : "红娘")}{n},{Citizen(n)},,{hosts[i % 10]},红娘\n"
            );
        }
        Assert.Equal(4_155, await ImportAsync(officer, matchmakers.ToString(), TimeSpan.FromSeconds(45)));
        held = (await officer.Get($"{Root}/appointments/summary?below={cityId}&post=matchmaker")).Expect(200);
        var areas = held["divisions"]
            .EnumerateArray()
            .ToDictionary(d => d.GetProperty("divisionId").GetGuid(), d => d.GetProperty("appointments").GetInt32());
        Assert.Equal((10, 4_155, 415), (areas.Count, areas.Values.Sum(), areas[zone.Id]));
        Assert.Equal(
            16,
            (await officer.Get($"{Root}/organizations?kind=station&below={cityId}&q=热线&limit=100"))
                .Expect(200)
                .Items.Count
        );
        Assert.Equal(
            24_000 + 4_155 - 416,
            await _service.Database.Find<int>(
                "select count(*)::int from people where scope_key >= @key and scope_key < @key || '~'",
                new { key = await province.Key(city) }
            )
        );
    }

    /// <param name="limit">Upper bound in seconds; a quiet machine needs a few.</param>
    /// <returns>Number of appointments made.</returns>
    static async Task<int> ImportAsync(Client officer, string file, TimeSpan limit)
    {
        var since = Stopwatch.StartNew();
        var job = await PeopleImportTests.UploadAsync(officer, "appointment-imports", file);
        Assert.True(job["state"].GetString() == "validated", job.Text);
        var checkedIn = since.Elapsed;
        var applied = await PeopleImportTests.ApplyAsync(officer, "appointment-imports", job);
        TestContext.Current.SendDiagnosticMessage(
            "{0} rows: dry run {1:F1} s, applied {2:F1} s",
            applied["new"].GetInt32(),
            checkedIn.TotalSeconds,
            (since.Elapsed - checkedIn).TotalSeconds
        );
        Assert.InRange(since.Elapsed, TimeSpan.Zero, limit);
        return applied["new"].GetInt32();
    }

    /// <summary>A valid citizen id of a woman, different for each number.</summary>
    static string Citizen(int n)
    {
        var digits = string.Create(
            CultureInfo.InvariantCulture,
            $"430202{new DateOnly(1960, 1, 1).AddDays(n / 400):yyyyMMdd}{n % 400 * 2 + 100:000}"
        );
        return digits + CheckDigits.Mod11Of2(digits);
    }
}
