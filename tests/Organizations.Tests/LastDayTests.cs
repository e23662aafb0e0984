using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>
/// A period includes the day that is named as its last, and not the next one; a period of one day is valid.
/// </summary>
public class LastDayTests(OrganizationsFixture fixture)
{
    const string Root = "/organizations/v1/";
    const string First = "2024-03-01",
        Last = "2024-11-30",
        Next = "2024-12-01";
    readonly TestService _service = fixture.Service;

    [Theory, InlineData(First, Last, Next), InlineData(First, First, "2024-03-02")]
    public async Task An_appointment_holds_on_its_last_day(string first, string last, string next)
    {
        var (province, officer) = await SceneAsync();
        var (person, village) = (await PersonAsync(officer), (await province.Division(province.Village)).Id);
        var made = await MadeAsync(
            officer,
            "appointments",
            new
            {
                personId = person,
                post = Post.ExecutiveMember,
                divisionId = village,
                validFrom = first,
                validTo = last,
            }
        );
        var path = $"{Root}people/{person}/appointments?asOf=";
        Assert.Equal(
            last,
            Assert.Single((await officer.Get(path + last)).Expect(200).Items).GetProperty("until").GetString()
        );
        Assert.Empty((await officer.Get(path + next)).Expect(200).Items);
        Assert.Single((await officer.Get($"{Root}appointments?below={village}&until={last}")).Expect(200).Items);
        Assert.Equal(last, (await officer.Get(made.Headers["Location"])).Expect(200)["validTo"].GetString());
        // On the wire the range is half-open.
        Assert.Equal(
            DateTimeOffset.Parse(next + "T00:00:00+08:00", null),
            Assert.Single(await _service.Published<AppointmentStarted>(), e => e.AppointmentId == made.Id).ValidTo
        );
    }

    [Theory, InlineData(First, Last, Next), InlineData(First, First, "2024-03-02")]
    public async Task An_appointment_of_a_file_holds_on_its_last_day(string first, string last, string next)
    {
        var (province, officer) = await SceneAsync();
        const string Imports = "appointment-imports";
        var job = await PeopleImportTests.UploadAsync(
            officer,
            Imports,
            $"姓名,电话,性别,区划代码,职务,任职日期,届满日期\n末日,13900000031,女,{province.Village},执委,{first},{last}\n"
        );
        Assert.Equal(1, (await PeopleImportTests.ApplyAsync(officer, Imports, job))["new"].GetInt32());
        Assert.Equal(
            last,
            Assert
                .Single((await officer.Get($"{Root}appointments?asOf={last}")).Expect(200).Items)
                .GetProperty("until")
                .GetString()
        );
        Assert.Empty((await officer.Get($"{Root}appointments?asOf={next}")).Expect(200).Items);
    }

    [Fact]
    public async Task An_appointment_ends_after_the_given_day_or_at_once()
    {
        var (province, officer) = await SceneAsync();
        var person = await PersonAsync(officer);
        var made = await MadeAsync(
            officer,
            "appointments",
            new
            {
                personId = person,
                post = Post.ExecutiveMember,
                divisionId = (await province.Division(province.Village)).Id,
                validFrom = First,
            }
        );
        (await officer.Post(made.Headers["Location"] + "/end", new { on = "2024-02-29" }, ifMatch: "\"v1\"")).Refused(
            400,
            "PLT-0001",
            "/on PLT-1007"
        );
        (await officer.Post(made.Headers["Location"] + "/end", new { on = Last }, ifMatch: "\"v1\"")).Expect(200);
        var path = $"{Root}people/{person}/appointments?asOf=";
        Assert.Single((await officer.Get(path + Last)).Expect(200).Items);
        Assert.Empty((await officer.Get(path + Next)).Expect(200).Items);
    }

    [Fact]
    public async Task A_term_runs_on_its_last_day()
    {
        var (province, officer) = await SceneAsync();
        var a = await Association.FoundAsync(
            officer,
            (await province.Division(province.County)).Id,
            "某协会",
            new(2024, 3, 1),
            new(2024, 11, 30)
        );
        var path = $"{Root}terms?organizationId={a.Id}&asOf=";
        Assert.Equal(
            Last,
            Assert.Single((await officer.Get(path + Last)).Expect(200).Items).GetProperty("endsOn").GetString()
        );
        Assert.Empty((await officer.Get(path + Next)).Expect(200).Items);
        Assert.Empty((await officer.Get($"{Root}congresses/due?asOf={Last}")).Expect(200).Items);
        Assert.Equal(
            Last,
            Assert
                .Single((await officer.Get($"{Root}congresses/due?asOf={Next}")).Expect(200).Items)
                .GetProperty("termEndedOn")
                .GetString()
        );
    }

    [Fact]
    public async Task A_membership_holds_on_its_last_day()
    {
        var (province, officer) = await SceneAsync();
        var a = await Association.FoundAsync(
            officer,
            (await province.Division(province.County)).Id,
            "某协会",
            new(2024, 3, 1)
        );
        await MadeAsync(
            officer,
            $"organizations/{a.Id}/members",
            new
            {
                members = new[]
                {
                    new
                    {
                        personId = await PersonAsync(officer),
                        role = "ordinary-member",
                        validFrom = First,
                        validTo = Last,
                    },
                },
            }
        );
        var path = $"{Root}organizations/{a.Id}/members?asOf=";
        Assert.Equal(
            Last,
            Assert.Single((await officer.Get(path + Last)).Expect(200).Items).GetProperty("validTo").GetString()
        );
        Assert.Empty((await officer.Get(path + Next)).Expect(200).Items);
    }

    [Fact]
    public async Task An_alliance_and_its_members_exist_on_their_last_day()
    {
        var (province, officer) = await SceneAsync();
        var county = (await province.Division(province.County)).Id;
        var alliance = (
            await MadeAsync(
                officer,
                "alliances",
                new
                {
                    name = "联盟",
                    divisionId = county,
                    validFrom = First,
                    validTo = Last,
                }
            )
        ).Id;
        var organization = await MadeAsync(
            officer,
            "organizations",
            new
            {
                kind = "association",
                name = "协会",
                divisionId = county,
                validFrom = First,
            }
        );
        var member = await MadeAsync(
            officer,
            $"alliances/{alliance}/members",
            new { organizationId = organization.Id, validFrom = First }
        );
        (
            await officer.Post(
                $"{Root}alliances/{alliance}/members/{member.Id}/end",
                new { validTo = "2024-08-31" },
                ifMatch: (await officer.Get($"{Root}alliances/{alliance}")).ETag
            )
        ).Expect(200);
        foreach (var (day, members) in new[] { ("2024-08-31", 1), ("2024-09-01", 0) })
            Assert.Equal(
                members,
                (await officer.Get($"{Root}alliances/{alliance}?asOf={day}")).Expect(200)["members"].GetArrayLength()
            );
        Assert.Equal(
            Last,
            Assert
                .Single((await officer.Get($"{Root}alliances?asOf={Last}")).Expect(200).Items)
                .GetProperty("validTo")
                .GetString()
        );
        Assert.Empty((await officer.Get($"{Root}alliances?asOf={Next}")).Expect(200).Items);
    }

    [Fact]
    public async Task A_division_exists_on_its_last_day()
    {
        var (province, _) = await SceneAsync();
        var grid = await MadeAsync(
            province.Administrator,
            "divisions",
            new
            {
                parentId = (await province.Division(province.Village)).Id,
                kind = "grid",
                name = "一格",
                validFrom = First,
            }
        );
        Assert.Equal(Last, (await province.End(grid.Id, Last)).Expect(200)["validTo"].GetString());
        var nobody = _service.AsNobody();
        (await nobody.Get($"{Root}divisions/{grid.Id}?asOf={Last}")).Expect(200);
        (await nobody.Get($"{Root}divisions/{grid.Id}?asOf={Next}")).Expect(404);
        Assert.Equal(
            Last,
            (await nobody.Get($"{Root}divisions/{grid.Id}/history"))
                .Expect(200)
                .Items[^1]
                .GetProperty("until")
                .GetString()
        );
    }

    [Fact]
    public async Task A_link_to_a_model_woman_and_a_rule_hold_on_the_last_day()
    {
        var (province, officer) = await SceneAsync();
        var (member, _, _) = await province.HolderOfTownship();
        var link = (
            await MadeAsync(
                officer,
                $"people/{member}/model-women",
                new { personId = await PersonAsync(officer), validFrom = First }
            )
        ).Id;
        var ended = (
            await officer.Post($"{Root}model-women/{link}/end", new { on = "2024-12-31" }, ifMatch: "\"v1\"")
        ).Expect(200);
        Assert.Equal("2024-12-31", ended["validTo"].GetString());
        var path = $"{Root}people/{member}/one-ten-hundred?year=";
        Assert.Equal(1, (await officer.Get(path + 2024)).Expect(200)["modelWomen"].GetInt64());
        Assert.Equal(0, (await officer.Get(path + 2025)).Expect(200)["modelWomen"].GetInt64());
    }

    async Task<(Province, Client)> SceneAsync()
    {
        var province = await Province.NewAsync(_service);
        return (province, await province.Staff(Post.FederationOfficer, province.County));
    }

    static async Task<Guid> PersonAsync(Client officer) =>
        (await officer.Post(Root + "people", new { name = "王执委", sex = "2" })).Expect(201).Id;

    static async Task<Answer> MadeAsync(Client by, string path, object body) =>
        (await by.Post(Root + path, body)).Expect(201);
}
