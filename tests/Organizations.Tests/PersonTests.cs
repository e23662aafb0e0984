using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>The record of a person and its corrections.</summary>
public class PersonTests(OrganizationsFixture fixture)
{
    const string People = "/organizations/v1/people";
    static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, .. Enumerable.Repeat((byte)7, 3_000), 0xFF, 0xD9];
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task Sex_and_birth_follow_from_the_citizen_id_and_other_values_must_agree()
    {
        var officer = await OfficerAsync();
        (
            await officer.Post(
                People,
                new
                {
                    name = "王",
                    citizenId = "11010519491231002X",
                    sex = "1",
                    birthDate = "1950-01-01",
                }
            )
        ).Refused(400, "PLT-0001", "/sex ORG-1204", "/birthDate ORG-1205");
        var made = (
            await officer.Post(
                People,
                new
                {
                    name = "王",
                    citizenId = "11010519491231002X",
                    education = "21",
                    occupation = "教师",
                }
            )
        ).Expect(201);
        var read = (await officer.Get(made.Headers["Location"])).Expect(200);
        Assert.Equal(
            ("2", 1949, "21", "教师", false),
            (
                read["sex"].GetString(),
                read["birthYear"].GetInt32(),
                read["education"].GetString(),
                read["occupation"].GetString(),
                read["hasPhoto"].GetBoolean()
            )
        );
        Assert.DoesNotContain(
            "11010519491231002X",
            await _service.Database.Find<string>(
                "select row_to_json(p)::text from people p where id = @Id",
                new { made.Id }
            ),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Every_member_of_a_person_that_breaks_a_rule_is_named() =>
        (
            await (await OfficerAsync()).Post(
                People,
                new
                {
                    name = new string('王', 101),
                    telephone = "电话",
                    citizenId = "1101051949",
                    sex = "3",
                    education = "99",
                    occupation = new string('师', 101),
                    ethnicity = "57",
                }
            )
        ).Refused(
            400,
            "PLT-0001",
            "/name PLT-1002",
            "/telephone PLT-1006",
            "/citizenId PLT-1006",
            "/sex PLT-1003",
            "/education PLT-1003",
            "/occupation PLT-1002",
            "/ethnicity PLT-1003"
        );

    [Theory]
    [InlineData("610631000101010226", "PLT-1007"), InlineData("610631184912310029", "PLT-1007")]
    [InlineData("990631199001010022", "PLT-1006"), InlineData("610631299001010025", "PLT-1004")]
    public async Task Citizen_ids_of_no_province_or_no_living_bearer_are_refused_by_form_and_in_the_dry_run(
        string citizenId,
        string rule
    )
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        (await officer.Post(People, new { name = "王", citizenId })).Refused(400, "PLT-0001", $"/citizenId {rule}");
        var job = await PeopleImportTests.UploadAsync(
            officer,
            "people-imports",
            $"姓名,身份证号,区划代码\n王,{citizenId},{province.Village}\n"
        );
        Assert.Equal("rejected", job["state"].GetString());
        Assert.Equal(
            rule,
            Assert
                .Single((await officer.Get($"/organizations/v1/people-imports/{job.Id}/rejections")).Expect(200).Items)
                .GetProperty("rule")
                .GetString()
        );
        (await officer.Get(People)).Expect(200);
    }

    [Fact]
    public async Task Names_of_people_and_organizations_hold_visible_characters_only()
    {
        var officer = await OfficerAsync();
        foreach (var bad in new[] { "王\n芳", "王\t芳", "王\u0001芳", "王\u200B芳", "王\u202E芳", "\uFEFF王芳" })
        {
            (await officer.Post(People, new { name = bad })).Refused(400, "PLT-0001", "/name PLT-1020");
            (await officer.Post("/organizations/v1/organizations", new { kind = "station", name = bad })).Refused(
                400,
                "PLT-0001",
                "/name PLT-1020"
            );
        }
        (await officer.Post(People, "{\"name\":\"王\\ud842\"}")).Refused(400, "PLT-0002", "/name PLT-1006");
        (await officer.Post(People, new { name = "王😀" })).Refused(400, "PLT-0001", "/name PLT-1021");
        (await officer.Post(People, new { name = "𠮷田芳", occupation = "感谢😀" })).Expect(201);
    }

    [Fact]
    public async Task A_query_or_a_purpose_that_cannot_be_read_is_refused()
    {
        var officer = await OfficerAsync();
        (await officer.Get(People + "?q=%E2%80%AE")).Refused(400, "PLT-0001", "/q PLT-1020");
        (await officer.Send(HttpMethod.Get, People, null, ("Purpose", "%00"))).Refused(
            400,
            "PLT-0001",
            "/Purpose PLT-1020"
        );
    }

    [Fact]
    public async Task Telephones_of_no_area_are_refused() =>
        (await (await OfficerAsync()).Post(People, new { name = "王", telephone = "000 2123 4567" })).Refused(
            400,
            "PLT-0001",
            "/telephone PLT-1006"
        );

    [Fact]
    public async Task A_record_is_corrected_at_its_present_version_and_an_empty_text_clears_a_value()
    {
        var officer = await OfficerAsync();
        var made = (
            await officer.Post(
                People,
                new
                {
                    name = "李",
                    telephone = "13812345678",
                    occupation = "农民",
                }
            )
        ).Expect(201);
        var path = made.Headers["Location"];
        (await officer.Patch(path, new { name = "李梅" }, null)).Refused(428, "PLT-0011");
        (await officer.Patch(path, new { telephone = "12" }, "\"v1\"")).Refused(400, "PLT-0001", "/telephone PLT-1006");
        var changed = (
            await officer.Patch(
                path,
                new
                {
                    name = "李梅",
                    citizenId = "350111199003070027",
                    occupation = "",
                },
                "\"v1\""
            )
        ).Expect(200);
        Assert.Equal(
            ("李梅", "138****5678", "2", 1990),
            (
                changed["name"].GetString(),
                changed["telephoneMasked"].GetString(),
                changed["sex"].GetString(),
                changed["birthYear"].GetInt32()
            )
        );
        Assert.Null(changed["occupation"].GetString());
        (await officer.Patch(path, new { name = "x" }, "\"v1\"")).Refused(412, "PLT-0008");
        (await officer.Patch(path, new { sex = "1" }, "\"v2\"")).Refused(400, "PLT-0001", "/sex ORG-1204");
        var other = (await officer.Post(People, new { name = "赵" })).Expect(201);
        (await officer.Patch(other.Headers["Location"], new { citizenId = "350111199003070027" }, "\"v1\"")).Refused(
            409,
            "ORG-0001",
            "/citizenId PLT-1010"
        );
        Assert.Equal(
            "李梅",
            Assert
                .Single((await officer.Get($"{People}?birthYear.from=1985&birthYear.to=1995")).Expect(200).Items)
                .GetProperty("name")
                .GetString()
        );
        (await (await OfficerAsync()).Patch(path, new { name = "x" }, "\"v2\"")).Refused(404, "PLT-0005");
    }

    [Fact]
    public async Task A_photo_is_recognised_by_its_bytes_and_stored_sealed()
    {
        var officer = await OfficerAsync();
        var made = (await officer.Post(People, new { name = "孙", telephone = "13812345678" })).Expect(201);
        var path = made.Headers["Location"] + "/photo";
        Task<Answer> Put(byte[] bytes, string version) =>
            officer.Send(
                HttpMethod.Put,
                path,
                new ByteArrayContent(bytes) { Headers = { ContentType = new("image/jpeg") } },
                ("If-Match", version)
            );
        (await officer.Get(path)).Expect(404);
        (await Put("<svg/>"u8.ToArray(), "\"v1\"")).Refused(422, "ORG-0218");
        (await Put(Jpeg[..100], "\"v1\"")).Refused(422, "ORG-0218");
        (await Put([0xFF, 0xD8, 0xFF, .. new byte[300 * 1024], 0xFF, 0xD9], "\"v1\"")).Refused(422, "ORG-0218");
        Assert.True((await Put(Jpeg, "\"v1\"")).Expect(200)["hasPhoto"].GetBoolean());
        (await Put(Jpeg, "\"v1\"")).Refused(412, "PLT-0008");
        Assert.Equal(Jpeg, await officer.Download(path));
        Assert.Equal(Jpeg, await _service.As(made.Id).Download(path));
        (await (await OfficerAsync()).Get(path)).Refused(404, "PLT-0005");
        Assert.Equal(
            0,
            await _service.Database.Find<int>(
                "select position(@photo in content) from person_photos where id = @Id",
                new { made.Id, photo = Jpeg[..50] }
            )
        );
    }

    async Task<Client> OfficerAsync()
    {
        var province = await Province.NewAsync(_service);
        return await province.Staff(Post.FederationOfficer, province.County);
    }
}
