using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

public class PostRuleTests(OrganizationsFixture fixture)
{
    const string Appointments = "/organizations/v1/appointments";
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task A_person_holds_many_posts_at_once_and_each_day_has_its_list()
    {
        var (province, officer, county) = await CountyAsync();
        var person = await PersonAsync(officer, "张桂芳");
        var village = (await province.Division(province.Village)).Id;
        var member = await AppointAsync(officer, person, Post.ExecutiveMember, county, "2021-03-01", "2026-03-01");
        await AppointAsync(officer, person, Post.Volunteer, village, "2022-01-01", null);
        await AppointAsync(officer, person, Post.Matchmaker, village, "2023-06-01", "2024-05-31");
        (await officer.Post($"{member.Headers["Location"]}/end", new { on = "2024-12-30" }, ifMatch: "\"v1\"")).Expect(
            200
        );

        async Task<string[]> On(string day) =>
            [
                .. (await officer.Get($"/organizations/v1/people/{person}/appointments?asOf={day}&sort=post"))
                    .Expect(200)
                    .Items.Select(i => i.GetProperty("post").GetString()!),
            ];
        Assert.Empty(await On("2021-02-28"));
        Assert.Equal([Post.ExecutiveMember], await On("2021-03-01"));
        Assert.Equal([Post.ExecutiveMember, Post.Matchmaker, Post.Volunteer], await On("2023-06-01"));
        Assert.Equal([Post.ExecutiveMember, Post.Volunteer], await On("2024-06-01"));
        Assert.Equal([Post.Volunteer], await On("2024-12-31"));
        Assert.Equal(3, (await officer.Get($"/organizations/v1/people/{person}/appointments")).Expect(200).Items.Count);
        Assert.Equal(
            2,
            (await officer.Get($"{Appointments}?post=volunteer,matchmaker&below={village}&q=桂芳"))
                .Expect(200)
                .Items.Count
        );
        Assert.Empty(
            (await officer.Get($"{Appointments}?below={(await province.Division(province.OtherCounty)).Id}"))
                .Expect(200)
                .Items
        );
        Assert.Contains(
            "张桂芳",
            System.Text.Encoding.UTF8.GetString(await officer.Download($"{Appointments}?format=csv&post=volunteer")),
            StringComparison.Ordinal
        );
        Assert.Equal(
            3,
            (await _service.As(person).Get($"/organizations/v1/people/{person}/appointments")).Expect(200).Items.Count
        );
    }

    [Fact]
    public async Task Posts_that_exclude_each_other_are_refused_with_the_other_named()
    {
        var (province, officer, county) = await CountyAsync();
        var (person, other) = (await PersonAsync(officer, "甲"), await PersonAsync(officer, "乙"));
        var chair = await AppointAsync(officer, person, Post.Chair, county, "2024-01-01", "2024-12-31");
        var refused = (
            await officer.Post(
                Appointments,
                new
                {
                    personId = person,
                    post = Post.ViceChair,
                    divisionId = county,
                    validFrom = "2024-12-31",
                }
            )
        ).Refused(409, "ORG-0200", "/post ORG-1200");
        Assert.Contains(chair.Id.ToString(), refused.Text, StringComparison.Ordinal);
        refused = (
            await officer.Post(
                Appointments,
                new
                {
                    personId = other,
                    post = Post.Chair,
                    divisionId = county,
                    validFrom = "2023-01-01",
                    validTo = "2024-01-02",
                }
            )
        ).Refused(409, "ORG-0201", "/post ORG-1200");
        Assert.Contains(chair.Id.ToString(), refused.Text, StringComparison.Ordinal);
        var township = (await province.Division(province.Township)).Id;
        (
            await officer.Post(
                Appointments,
                new
                {
                    personId = person,
                    post = Post.Chair,
                    divisionId = township,
                    validFrom = "2024-06-01",
                }
            )
        ).Refused(409, "ORG-0202", "/post ORG-1200");
        (
            await officer.Post(
                Appointments,
                new
                {
                    personId = person,
                    post = Post.Chair,
                    divisionId = county,
                    validFrom = "2024-06-01",
                    validTo = "2024-07-01",
                }
            )
        ).Refused(409, "ORG-0003", "/post ORG-1200");
        Assert.Equal(
            1,
            await _service.Database.Find<int>(
                "select count(*)::int from appointments where person_id = any (@ids)",
                new { ids = new[] { person, other } }
            )
        );
        // On the day on which the first post ends the person may take the other, and another person the first.
        await AppointAsync(officer, person, Post.ViceChair, county, "2025-01-01", null);
        var next = await AppointAsync(officer, other, Post.Chair, county, "2025-01-01", null);
        (await officer.Patch(next.Headers["Location"], new { validFrom = "2024-12-01" }, "\"v1\"")).Refused(
            409,
            "ORG-0201",
            "/post ORG-1200"
        );
        // An officer who may not see the other person gets the conflict only.
        var district = await province.Staff(Post.FederationOfficer, province.Township);
        var hidden = (
            await district.Post(
                Appointments,
                new
                {
                    personId = await PersonAsync(district, "丙"),
                    post = Post.Chair,
                    divisionId = township,
                }
            )
        ).Expect(201);
        Assert.NotEqual(Guid.Empty, hidden.Id);
    }

    [Fact]
    public async Task One_of_two_concurrent_appointments_is_refused()
    {
        var (province, officer, _) = await CountyAsync();
        foreach (
            var code in new[] { province.County, province.Township, province.Village, province.Digits + "0101100002" }
        )
        {
            var division = (await province.Division(code)).Id;
            var people = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => PersonAsync(officer, $"候选{i}")));
            var answers = await Task.WhenAll(
                people.Select(p =>
                    officer.Post(
                        Appointments,
                        new
                        {
                            personId = p,
                            post = Post.Chair,
                            divisionId = division,
                        }
                    )
                )
            );
            Assert.Equal(1, answers.Count(a => a.Status == 201));
            Assert.All(answers.Where(a => a.Status != 201), a => a.Refused(409, "ORG-0201"));
            var one = people[0];
            var both = await Task.WhenAll(
                new[] { Post.Chair, Post.ViceChair, Post.Chair, Post.ViceChair }.Select(post =>
                    officer.Post(
                        Appointments,
                        new
                        {
                            personId = one,
                            post,
                            divisionId = division,
                            validFrom = "2001-01-01",
                            validTo = "2002-01-01",
                        }
                    )
                )
            );
            Assert.Equal(1, both.Count(a => a.Status == 201));
        }
    }

    [Fact]
    public async Task Days_are_changed_at_the_present_version_and_access_follows()
    {
        var (_, officer, county) = await CountyAsync();
        var made = await AppointAsync(
            officer,
            await PersonAsync(officer, "丁"),
            Post.ViceChair,
            county,
            "2024-01-01",
            null
        );
        var path = made.Headers["Location"];
        (await officer.Patch(path, new { validTo = "2026-01-01" }, null)).Refused(428, "PLT-0011");
        (await officer.Patch(path, new { validTo = "2023-01-01" }, "\"v1\"")).Refused(
            400,
            "PLT-0001",
            "/validTo PLT-1007"
        );
        var changed = (await officer.Patch(path, new { validTo = "2025-12-31", basis = "part-time" }, "\"v1\"")).Expect(
            200
        );
        Assert.Equal(("part-time", 2), (changed["basis"].GetString(), changed["version"].GetInt32()));
        (await officer.Patch(path, new { validTo = "2027-01-01" }, "\"v1\"")).Refused(412, "PLT-0008");
        Assert.Equal(
            new DateTimeOffset(2025, 12, 31, 16, 0, 0, TimeSpan.Zero),
            (await _service.Published<AppointmentStarted>()).Last(e => e.AppointmentId == made.Id).ValidTo
        );
        (await officer.Patch(path, new { withoutEnd = true }, "\"v2\"")).Expect(200);
        Assert.Null((await _service.Published<AppointmentStarted>()).Last(e => e.AppointmentId == made.Id).ValidTo);
        (await officer.Post(path + "/end", new { on = "2023-12-31" }, ifMatch: "\"v3\"")).Refused(
            400,
            "PLT-0001",
            "/on PLT-1007"
        );
        (await officer.Post(path + "/end", new { on = "2024-02-01" })).Refused(428, "PLT-0011");
        (await officer.Post(path + "/end", new { on = "2024-02-01" }, ifMatch: "\"v2\"")).Refused(412, "PLT-0008");
        (await officer.Post(path + "/end", new { on = "2024-02-01" }, ifMatch: "\"v3\"")).Expect(200);
        (await officer.Patch(path, new { basis = "full-time" }, "\"v4\"")).Refused(409, "ORG-0004");
    }

    [Fact]
    public async Task A_post_outside_its_kind_of_place_is_refused()
    {
        var (_, officer, county) = await CountyAsync();
        var person = await PersonAsync(officer, "戊");
        (
            await officer.Post(
                Appointments,
                new
                {
                    personId = person,
                    post = Post.GroupLeader,
                    divisionId = county,
                }
            )
        ).Refused(400, "PLT-0001", "/divisionId ORG-1201");
        var association = (
            await officer.Post(
                "/organizations/v1/organizations",
                new
                {
                    kind = "association",
                    name = "某协会",
                    divisionId = county,
                }
            )
        ).Expect(201).Id;
        (
            await officer.Post(
                Appointments,
                new
                {
                    personId = person,
                    post = Post.EmployerManager,
                    organizationId = association,
                }
            )
        ).Refused(400, "PLT-0001", "/organizationId ORG-1201");
    }

    [Fact]
    public async Task A_limit_of_a_post_holds_from_the_first_day_of_its_rule()
    {
        var (province, officer, county) = await CountyAsync();
        var person = await PersonAsync(officer, "戊");
        var rules = "/organizations/v1/post-rules";
        (await officer.Post(rules, new { post = Post.CaseAgent, mostPerPerson = 2 })).Expect(403);
        (
            await province.Administrator.Post(
                rules,
                new
                {
                    post = "queen",
                    mostPerPlace = 0,
                    excludesHere = new[] { "king" },
                }
            )
        ).Refused(400, "PLT-0001", "/post PLT-1003", "/mostPerPlace PLT-1007", "/excludesHere/0 PLT-1003");
        Assert.Equal(1, (
                await province.Administrator.Post(
                    rules,
                    new
                    {
                        post = Post.CaseAgent,
                        mostPerPerson = 1,
                        validFrom = "2099-01-01",
                    }
                )
            ).Expect(201)["version"].GetInt32());
        (
            await province.Administrator.Post(
                rules,
                new
                {
                    post = Post.CaseAgent,
                    mostPerPerson = 2,
                    validFrom = "2098-01-01",
                }
            )
        ).Refused(409, "ORG-0203", "/validFrom PLT-1007");
        await AppointAsync(officer, person, Post.CaseAgent, county, "2098-01-01", null);
        await AppointAsync(
            officer,
            person,
            Post.CaseAgent,
            (await province.Division(province.Village)).Id,
            "2098-12-31",
            null
        );
        (
            await officer.Post(
                Appointments,
                new
                {
                    personId = person,
                    post = Post.CaseAgent,
                    divisionId = (await province.Division(province.Township)).Id,
                    validFrom = "2099-01-01",
                }
            )
        ).Refused(409, "ORG-0202", "/post ORG-1200");
        Assert.Equal(
            1,
            Assert
                .Single((await officer.Get(rules + "?post=chair&asOf=2024-01-01")).Expect(200).Items)
                .GetProperty("mostPerPlace")
                .GetInt32()
        );
    }

    async Task<(Province Province, Client Officer, Guid County)> CountyAsync()
    {
        var province = await Province.NewAsync(_service);
        return (
            province,
            await province.Staff(Post.FederationOfficer, province.County),
            (await province.Division(province.County)).Id
        );
    }

    static async Task<Guid> PersonAsync(Client officer, string name) =>
        (await officer.Post("/organizations/v1/people", new { name })).Expect(201).Id;

    static async Task<Answer> AppointAsync(
        Client officer,
        Guid personId,
        string post,
        Guid divisionId,
        string validFrom,
        string? validTo
    ) =>
        (
            await officer.Post(
                Appointments,
                new
                {
                    personId,
                    post,
                    divisionId,
                    validFrom,
                    validTo,
                }
            )
        ).Expect(201);
}
