using Contracts.Census.V1;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

public class HonourTests(OrganizationsFixture fixture)
{
    const string Honours = "/organizations/v1/honours";
    readonly TestService _service = fixture.Service;

    static Task<Answer> Revoke(Client by, Guid id, string reason, string? ifMatch) =>
        by.Send(
            HttpMethod.Post,
            $"{Honours}/{id}/revoke",
            new { reason },
            ("Idempotency-Key", Guid.NewGuid().ToString()),
            ("If-Match", ifMatch)
        );

    [Fact]
    public async Task An_honour_has_a_number_that_anybody_can_verify_and_its_revocation_shows()
    {
        var province = await Province.NewAsync(_service);
        var (officer, county) = (
            await province.Staff(Post.FederationOfficer, province.County),
            (await province.Division(province.County)).Id
        );
        var person = (await officer.Post("/organizations/v1/people", new { name = "王秀英" })).Expect(201).Id;
        var made = (
            await officer.Post(
                Honours,
                new
                {
                    personId = person,
                    title = "三八红旗手",
                    category = "model",
                    divisionId = county,
                    awardedOn = "2024-03-08",
                    reason = "多年服务",
                }
            )
        ).Expect(201);
        var (number, verification) = (made["number"].GetString()!, made["verification"].GetString()!);
        Assert.Matches(@"^RY2024-\d{7}$", number);
        var honour = (await officer.Get($"{Honours}/{made.Id}")).Expect(200);
        Assert.Equal(
            "授予王秀英“三八红旗手”称号，特颁此证。\n黄龙县妇女联合会\n2024年3月8日\n证书编号 Certificate number: "
                + $"{number}\n查验码 Verification: {verification}",
            honour["certificate"].GetString()
        );
        var nobody = _service.AsNobody();
        var verified = (await nobody.Get($"{Honours}/verify/{verification.ToUpperInvariant()}")).Expect(200);
        Assert.Equal(
            ("valid", "王**", "person", "黄龙县妇女联合会"),
            (
                verified["status"].GetString(),
                verified["holder"].GetString(),
                verified["holderKind"].GetString(),
                verified["awardedBy"].GetString()
            )
        );
        Assert.DoesNotContain("王秀英", verified.Text, StringComparison.Ordinal);
        foreach (var bad in new[] { number, "RY2024-9999999", "x", Guid.NewGuid().ToString("N") })
            (await nobody.Get($"{Honours}/verify/{bad}")).Refused(404, "PLT-0005");

        (await Revoke(officer, made.Id, " ", "\"v1\"")).Refused(400, "PLT-0001", "/reason PLT-1001");
        (await Revoke(officer, made.Id, "材料不实", "\"v3\"")).Refused(412, "PLT-0008");
        (await Revoke(await province.Staff(Post.Chair, province.OtherCounty), made.Id, "材料不实", "\"v1\"")).Expect(
            404
        );
        Assert.Equal("valid", (await nobody.Get($"{Honours}/verify/{verification}")).Expect(200)["status"].GetString());
        var revoked = (await Revoke(officer, made.Id, "材料不实", "\"v1\"")).Expect(200);
        Assert.Equal("材料不实", revoked["revocation"].GetString());
        (await Revoke(officer, made.Id, "材料不实", "\"v2\"")).Refused(409, "ORG-0410");
        Assert.Equal(
            "revoked",
            (await nobody.Get($"{Honours}/verify/{verification}")).Expect(200)["status"].GetString()
        );
        Assert.True(
            Assert
                .Single((await _service.As(person).Get($"/organizations/v1/people/{person}/honours")).Expect(200).Items)
                .GetProperty("revoked")
                .GetBoolean()
        );
        (await _service.AsSomebody().Get($"/organizations/v1/people/{person}/honours")).Expect(404);
    }

    [Fact]
    public async Task A_number_verifies_only_for_callers_who_see_the_honour()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var person = (await officer.Post("/organizations/v1/people", new { name = "王秀英" })).Expect(201).Id;
        var body = new
        {
            personId = person,
            title = "三八红旗手",
            divisionId = (await province.Division(province.County)).Id,
        };
        var honours = new[]
        {
            (await officer.Post(Honours, body)).Expect(201),
            (await officer.Post(Honours, body)).Expect(201),
        };
        foreach (var number in honours.Select(h => h["number"].GetString()))
        {
            foreach (var one in new[] { officer, _service.As(person) })
                Assert.Equal("王**", (await one.Get($"{Honours}/verify/{number}")).Expect(200)["holder"].GetString());
            foreach (
                var other in new[]
                {
                    _service.AsNobody(),
                    _service.AsSomebody(),
                    await province.Staff(Post.Chair, province.OtherCounty),
                }
            )
                (await other.Get($"{Honours}/verify/{number}")).Refused(404, "PLT-0005");
        }
        // The code cannot be guessed, and one does not reveal the next.
        var codes = honours.Select(h => h["verification"].GetString()!).ToList();
        Assert.All(codes, c => Assert.Matches("^[0-9a-f]{32}$", c));
        Assert.Equal(2, codes.Distinct().Count());
    }

    [Fact]
    public async Task A_person_registered_by_the_county_is_honoured_by_the_township_of_a_post()
    {
        var province = await Province.NewAsync(_service);
        var (person, _, chair) = await province.HolderOfTownship();
        var made = (
            await chair.Post(
                Honours,
                new
                {
                    personId = person,
                    title = "巾帼标兵",
                    divisionId = (await province.Division(province.Township)).Id,
                }
            )
        ).Expect(201);
        (await chair.Get($"{Honours}/{made.Id}")).Expect(200);
        Assert.Single((await chair.Get($"/organizations/v1/people/{person}/honours")).Expect(200).Items);
        // Where the person holds no post, no honour is possible.
        (
            await chair.Post(
                Honours,
                new
                {
                    personId = person,
                    title = "巾帼标兵",
                    divisionId = (await province.Division(province.Digits + "0101100002")).Id,
                }
            )
        ).Refused(400, "PLT-0001", "/personId PLT-1008");
    }

    [Fact]
    public async Task Honours_of_a_person_are_shown_to_those_of_the_area_they_lie_in()
    {
        var province = await Province.NewAsync(_service);
        var (person, county, chair) = await province.HolderOfTownship();
        (
            await county.Post(
                Honours,
                new
                {
                    personId = person,
                    title = "三八红旗手",
                    divisionId = (await province.Division(province.County)).Id,
                }
            )
        ).Expect(201);
        var path = $"/organizations/v1/people/{person}/honours";
        Assert.Empty((await chair.Get(path)).Expect(200).Items);
        Assert.Single((await county.Get(path)).Expect(200).Items);
        Assert.Single((await _service.As(person).Get(path)).Expect(200).Items);
    }

    [Fact]
    public async Task An_honour_of_a_group_or_household_shows_its_holder()
    {
        var province = await Province.NewAsync(_service);
        var (officer, other) = (
            await province.Staff(Post.FederationOfficer, province.County),
            await province.Staff(Post.FederationOfficer, province.OtherCounty)
        );
        var village = await province.Division(province.Village);
        var (county, group, household) = await HoldersAsync(province, officer);
        (
            await officer.Post(
                Honours,
                new
                {
                    organizationId = group,
                    title = "巾帼文明岗",
                    category = "model",
                    divisionId = county,
                }
            )
        ).Expect(201);
        var home = (
            await officer.Post(
                Honours,
                new
                {
                    householdId = household,
                    title = "最美家庭",
                    divisionId = village.Id,
                }
            )
        ).Expect(201);
        Assert.Equal(
            "城东社区居委会家庭",
            (await _service.AsNobody().Get($"{Honours}/verify/{home["verification"].GetString()}"))
                .Expect(200)["holder"]
                .GetString()
        );
        Assert.Equal(
            "巾帼文明岗",
            Assert
                .Single((await officer.Get($"/organizations/v1/organizations/{group}/honours")).Expect(200).Items)
                .GetProperty("title")
                .GetString()
        );
        Assert.Equal(2, (await officer.Get(Honours)).Expect(200).Items.Count);
        Assert.Single((await officer.Get(Honours + "?category=model&q=文明")).Expect(200).Items);
        Assert.Empty((await other.Get(Honours)).Expect(200).Items);
    }

    [Fact]
    public async Task An_honour_of_a_group_or_household_of_another_area_is_refused()
    {
        var province = await Province.NewAsync(_service);
        var (officer, other) = (
            await province.Staff(Post.FederationOfficer, province.County),
            await province.Staff(Post.FederationOfficer, province.OtherCounty)
        );
        var elsewhere = (await province.Division(province.OtherCounty)).Id;
        var (county, group, household) = await HoldersAsync(province, officer);
        (
            await officer.Post(
                Honours,
                new
                {
                    organizationId = group,
                    householdId = household,
                    title = "",
                    category = "best",
                }
            )
        ).Refused(400, "PLT-0001", "/title PLT-1001", "/category PLT-1003", "/divisionId PLT-1001");
        (
            await officer.Post(
                Honours,
                new
                {
                    organizationId = group,
                    householdId = household,
                    title = "x",
                    divisionId = county,
                    awardedOn = "2999-01-01",
                }
            )
        ).Refused(400, "PLT-0001", "/organizationId PLT-1010", "/awardedOn PLT-1004");
        (await officer.Post(Honours, new { title = "x", divisionId = county })).Refused(
            400,
            "PLT-0001",
            "/personId PLT-1001"
        );
        (
            await other.Post(
                Honours,
                new
                {
                    organizationId = group,
                    title = "x",
                    divisionId = elsewhere,
                }
            )
        ).Refused(400, "PLT-0001", "/organizationId PLT-1008");
        (
            await officer.Post(
                Honours,
                new
                {
                    organizationId = group,
                    title = "x",
                    divisionId = elsewhere,
                }
            )
        ).Refused(400, "PLT-0001", "/divisionId PLT-1008");
        Assert.Empty((await officer.Get(Honours)).Expect(200).Items);
    }

    [Fact]
    public async Task Numbers_of_a_year_have_no_gaps_however_many_are_given_at_once()
    {
        var province = await Province.NewAsync(_service);
        var (officer, county) = (
            await province.Staff(Post.FederationOfficer, province.County),
            (await province.Division(province.County)).Id
        );
        var person = (await officer.Post("/organizations/v1/people", new { name = "李" })).Expect(201).Id;
        // A year that no other test uses here. Every third request is refused after its number could have been taken.
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 24)
                .Select(i =>
                    officer.Post(
                        Honours,
                        new
                        {
                            personId = person,
                            title = i % 3 == 0 ? new string('长', 101) : "模范" + i,
                            divisionId = county,
                            awardedOn = "1987-05-01",
                        }
                    )
                )
        );
        Assert.Equal(8, answers.Count(a => a.Status == 400));
        var numbers = answers
            .Where(a => a.Status == 201)
            .Select(a => a["number"].GetString()!)
            .Order(StringComparer.Ordinal);
        Assert.Equal(Enumerable.Range(1, 16).Select(i => $"RY1987-{i:D7}"), numbers);

        // Seven digits are the fewest, not the most; and people cannot honour themselves.
        await _service.Database.Execute("insert into honour_numbers (year, last) values (1986, 9999999)");
        var many = (
            await officer.Post(
                Honours,
                new
                {
                    personId = person,
                    title = "模范",
                    divisionId = county,
                    awardedOn = "1986-05-01",
                }
            )
        ).Expect(201)["number"].GetString();
        Assert.Equal("RY1986-10000000", many);
        Assert.Equal("valid", (await officer.Get($"{Honours}/verify/{many}")).Expect(200)["status"].GetString());
        await _service.OnRecord(officer, "干部");
        (
            await officer.Post(
                Honours,
                new
                {
                    personId = officer.Subject,
                    title = "模范",
                    divisionId = county,
                }
            )
        ).Refused(403, "ORG-0424");
        (await officer.Get(Honours + "?q=模范10")).Expect(200);
        Assert.Contains(
            person,
            (
                await _service.Database.Query<Guid[]>(
                    "select subjects from platform.audit where caller_id = @Subject and action like 'GET%/honours'",
                    new { officer.Subject }
                )
            ).SelectMany(s => s)
        );
    }

    /// <summary>An organization of the county and a household of the village.</summary>
    async Task<(Guid County, Guid Group, Guid Household)> HoldersAsync(Province province, Client officer)
    {
        var county = (await province.Division(province.County)).Id;
        var group = (
            await officer.Post(
                "/organizations/v1/organizations",
                new
                {
                    kind = "department",
                    name = "县妇幼保健站",
                    divisionId = county,
                }
            )
        ).Expect(201).Id;
        var household = Guid.CreateVersion7();
        await _service.Deliver(
            new HouseholdRegistered(household, await province.Key(province.Village), 3, Guid.CreateVersion7())
        );
        return (county, group, household);
    }
}
