using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

public class PeopleTests(OrganizationsFixture fixture)
{
    const string People = "/organizations/v1/people";
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task A_person_is_kept_sealed_and_shown_masked()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var made = (
            await officer.Post(
                People,
                new
                {
                    name = "王桂兰",
                    telephone = "138 1234 5678",
                    citizenId = "11010519491231002x",
                }
            )
        ).Expect(201);
        var read = (await officer.Get(made.Headers["Location"])).Expect(200);
        Assert.Equal(
            ("王桂兰", "138****5678", "110105********002X", 1L),
            (
                read["name"].GetString(),
                read["telephoneMasked"].GetString(),
                read["citizenIdMasked"].GetString(),
                read.Version
            )
        );
        var row = await _service.Database.Find<string>(
            "select row_to_json(p)::text from people p where id = @Id",
            new { made.Id }
        );
        Assert.DoesNotContain("13812345678", row, StringComparison.Ordinal);
        Assert.DoesNotContain("11010519491231002X", row, StringComparison.Ordinal);
        Assert.Equal(
            2,
            await _service.Database.Find<int>(
                "select count(*)::int from platform.audit where @Id = any (subjects) and caller_id = @Subject",
                new { made.Id, officer.Subject }
            )
        );
    }

    [Fact]
    public async Task Every_bad_field_is_named_at_once()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        (
            await officer.Post(
                People,
                new
                {
                    name = "王",
                    telephone = "12345",
                    citizenId = "110105194912310021",
                    divisionId = Guid.NewGuid(),
                }
            )
        ).Refused(400, "PLT-0001", "/telephone PLT-1006", "/citizenId PLT-1005", "/divisionId PLT-1008");
        (await officer.Post(People, new { name = "王", citizenId = "110105299912310028" })).Refused(
            400,
            "PLT-0001",
            "/citizenId PLT-1005"
        );
        (await officer.Post(People, """{"name":"王","age":3}""")).Refused(400, "PLT-0002", "/age PLT-1009");
        (
            await officer.Post(
                People,
                new { name = "王", divisionId = (await province.Division(province.OtherCounty)).Id }
            )
        ).Refused(400, "PLT-0001", "/divisionId PLT-1008");
    }

    [Fact]
    public async Task A_citizen_id_conflicts_only_within_the_callers_sight()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var other = await province.Staff(Post.FederationOfficer, province.OtherCounty);
        var body = new { name = "赵", citizenId = "350111199003070027" };
        (await officer.Post(People, body)).Expect(201);
        (await officer.Post(People, body)).Refused(409, "ORG-0001", "/citizenId PLT-1010");
        (await other.Post(People, body)).Expect(201);
    }

    [Fact]
    public async Task A_person_outside_the_area_is_unknown_there_until_a_post_in_it()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var other = await province.Staff(Post.FederationOfficer, province.OtherCounty);
        var person = (await officer.Post(People, new { name = "李" })).Expect(201);
        foreach (var path in new[] { "", "/points" })
            (await other.Get(person.Headers["Location"] + path)).Refused(404, "PLT-0005");
        (await _service.AsNobody().Get(person.Headers["Location"])).Expect(401);
        (await _service.AsSomebody().Get(person.Headers["Location"])).Expect(403);
        (
            await province.Administrator.Post(
                "/organizations/v1/appointments",
                new
                {
                    personId = person.Id,
                    post = Post.GridHead,
                    divisionId = (await province.Division(province.OtherCounty)).Id,
                }
            )
        ).Expect(201);
        (await other.Get(person.Headers["Location"])).Expect(200);
    }

    [Fact]
    public async Task An_organization_is_registered_once_in_the_officers_area()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var (inside, outside) = (
            (await province.Division(province.County)).Id,
            (await province.Division(province.OtherCounty)).Id
        );
        var body = new
        {
            kind = "association",
            name = "黄龙县家政协会",
            creditCode = "91350100M000100Y43",
            divisionId = inside,
        };
        var made = (await officer.Post("/organizations/v1/organizations", body)).Expect(201);
        Assert.Equal("黄龙县家政协会", (await officer.Get(made.Headers["Location"])).Expect(200)["name"].GetString());
        (await officer.Post("/organizations/v1/organizations", body)).Refused(409, "ORG-0008", "/creditCode PLT-1010");
        (
            await officer.Post(
                "/organizations/v1/organizations",
                body with
                {
                    divisionId = outside,
                    creditCode = "91350100M000100Y44",
                }
            )
        ).Refused(400, "PLT-0001", "/creditCode PLT-1005", "/divisionId PLT-1008");
        (
            await officer.Post(
                "/organizations/v1/organizations",
                body with
                {
                    creditCode = "9135010XM000100Y43",
                    kind = "palace",
                }
            )
        ).Refused(400, "PLT-0001", "/kind PLT-1003", "/creditCode PLT-1006");
        (
            await officer.Post("/organizations/v1/organizations", body with { creditCode = "91350100M000100Y4Z" })
        ).Refused(400, "PLT-0001", "/creditCode PLT-1006");
        (await (await province.Staff(Post.Chair, province.OtherCounty)).Get(made.Headers["Location"])).Expect(404);
    }

    [Fact]
    public async Task The_change_feed_shows_each_area_its_own()
    {
        var province = await Province.NewAsync(_service);
        var (officer, other) = (
            await province.Staff(Post.FederationOfficer, province.County),
            await province.Staff(Post.FederationOfficer, province.OtherCounty)
        );
        var person = (await officer.Post(People, new { name = "钱" })).Expect(201);
        var mine = (await officer.Get("/organizations/v1/changes")).Expect(200);
        Assert.Contains(mine["changes"].EnumerateArray(), c => c.GetProperty("entityId").GetGuid() == person.Id);
        Assert.Empty(
            (await officer.Get("/organizations/v1/changes?cursor=" + mine["cursor"].GetString()))
                .Expect(200)["changes"]
                .EnumerateArray()
        );
        Assert.Empty((await other.Get("/organizations/v1/changes")).Expect(200)["changes"].EnumerateArray());
        (await officer.Get("/organizations/v1/changes?cursor=nonsense")).Refused(400, "PLT-0012");
    }
}
