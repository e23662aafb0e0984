using System.Text;
using Testing;

namespace Census.Tests;

/// <summary>Bad input is refused with the bad members named, and never gives a 5xx.</summary>
public class BadInputTests(CensusFixture census)
{
    readonly TestService _service = census.Service;

    [Theory]
    [
        InlineData("null"),
        InlineData(""),
        InlineData("[]"),
        InlineData("\"x\""),
        InlineData("{}"),
        InlineData("""{"id":"1"}"""),
        InlineData("""{"residents":[null,{"sex":99999999999},{"sex":{}}]}""")
    ]
    [
        InlineData("""{"address":"\ud800","type":"family"}"""),
        InlineData("""{"hours":[{"day":1.5}]}"""),
        InlineData("""{"categories":"jobless","skills":7,"fields":[[]]}""")
    ]
    public async Task A_body_of_a_wrong_shape_is_refused_by_every_route(string body)
    {
        var county = await County.NewAsync(_service);
        var made = await county.Register();
        foreach (
            var path in new[]
            {
                "/census/v1/households",
                "/census/v1/visits",
                "/census/v1/needs",
                $"/census/v1/residents/{made.Residents[0]}/disclosures",
                $"/census/v1/needs/{made.Id}/close",
            }
        )
        {
            var answer = await county.Member.Send(
                HttpMethod.Post,
                path,
                body,
                ("Idempotency-Key", Guid.NewGuid().ToString())
            );
            Assert.True(answer.Status == 400, $"{path}: {answer.Status} {answer.Text}");
            Assert.StartsWith("PLT-", answer["code"].GetString(), StringComparison.Ordinal);
        }
        (
            await county.Member.Send(
                HttpMethod.Post,
                "/census/v1/visits",
                new StringContent("x", Encoding.UTF8, "text/plain"),
                ("Idempotency-Key", Guid.NewGuid().ToString())
            )
        ).Expect(415);
    }

    [Fact]
    public async Task A_name_with_odd_characters_is_stored_and_found()
    {
        var county = await County.NewAsync(_service);
        var odd = await county.Member.Post(
            "/census/v1/households",
            county.Household(Resident.New("𠮷 O'Neil; drop table --") with { RegistrationPlace = "%_\\" })
        );
        Assert.Equal(
            "𠮷 O'Neil; drop table --",
            (await county.Member.Get(odd.Expect(201).Headers["Location"]))
                .Expect(200)["residents"][0]
                .GetProperty("name")
                .GetString()
        );
        Assert.Single(
            (await county.Member.Get("/census/v1/households?q=" + Uri.EscapeDataString("𠮷"))).Expect(200).Items
        );
    }

    [Fact]
    public async Task A_search_for_wildcards_is_answered_and_for_unreadable_or_long_text_refused()
    {
        var county = await County.NewAsync(_service);
        foreach (var q in new[] { "%", "%20", "'", "\\" })
            (await county.Member.Get("/census/v1/households?q=" + q)).Expect(200);
        (await county.Member.Get("/census/v1/households?q=%00")).Refused(400, "PLT-0001", "/q PLT-1020");
        (await county.Member.Get("/census/v1/households?q=" + new string('a', 31))).Refused(
            400,
            "PLT-0001",
            "/q PLT-1002"
        );
    }

    [Fact]
    public async Task A_day_out_of_range_or_malformed_is_refused()
    {
        var county = await County.NewAsync(_service);
        var household = await county.Register();
        foreach (
            var (birthDate, rule) in new[]
            {
                ("0001-01-01", "PLT-1007"),
                ("9999-12-31", "PLT-1004"),
                ("1990-02-30", "PLT-1006"),
                ("19900517", "PLT-1006"),
                ("1990-5-17", "PLT-1006"),
            }
        )
            (
                await county.Member.Post(
                    "/census/v1/households",
                    county.Household(Resident.New() with { CitizenId = null, BirthDate = birthDate })
                )
            ).Refused(400, "PLT-0001", $"/residents/0/birthDate {rule}");
        foreach (
            var (at, rule) in new[]
            {
                ("9999-12-31T23:59:59Z", "PLT-1004"),
                ("0001-01-01T00:00:00+14:00", "PLT-1006"),
                ("now", "PLT-1006"),
                ("2024-01-01", "PLT-1006"),
            }
        )
            (
                await county.Member.Post(
                    "/census/v1/visits",
                    new
                    {
                        householdId = household.Id,
                        kind = "visit",
                        visitedAt = at,
                        diary = "x",
                    }
                )
            ).Refused(400, "PLT-0001", $"/visitedAt {rule}");
    }

    [Fact]
    public async Task Malformed_hours_and_skills_of_a_need_are_refused()
    {
        var county = await County.NewAsync(_service);
        var person = (await county.Register()).Residents[0];
        (
            await county.Member.Post(
                "/census/v1/needs",
                new
                {
                    residentId = person,
                    kind = "work",
                    hours = new[]
                    {
                        new
                        {
                            day = 1,
                            from = "24:00",
                            to = "9",
                        },
                    },
                    skills = new[] { "a b" },
                    consent = true,
                }
            )
        ).Refused(400, "PLT-0001", "/hours/0/from PLT-1006", "/hours/0/to PLT-1006", "/skills/0 PLT-1006");
    }

    [Fact]
    public async Task Invisible_characters_are_refused_and_line_breaks_outside_a_diary()
    {
        var county = await County.NewAsync(_service);
        string[] invisible = ["王\u0000", "王\n芳", "王\t芳", "王\u200B芳", "王\u202E芳", "\uFEFF王芳"];
        foreach (var (bad, rule) in invisible.Select(n => (n, "PLT-1020")).Append(("王😀", "PLT-1021")))
            (await county.Member.Post("/census/v1/households", county.Household(Resident.New(bad)))).Refused(
                400,
                "PLT-0001",
                $"/residents/0/name {rule}"
            );
        var household = (await county.Member.Post("/census/v1/households", county.Household(Resident.New()))).Expect(
            201
        );
        Task<Answer> Visit(string diary) =>
            county.Member.Post(
                "/census/v1/visits",
                new
                {
                    householdId = household.Id,
                    kind = "visit",
                    visitedAt = _service.Clock.GetUtcNow().AddHours(-1),
                    diary,
                }
            );
        (await Visit("走访。\n想找工作😀\r\n")).Expect(201);
        (await Visit("走访\u200B。")).Refused(400, "PLT-0001", "/diary PLT-1020");
        (await county.Member.Get("/census/v1/households?nme=王&limit=1")).Refused(400, "PLT-0001", "/nme PLT-1009");
    }

    [Fact]
    public async Task An_id_of_a_record_in_another_area_is_refused()
    {
        var (here, elsewhere) = (await County.NewAsync(_service), await County.NewAsync(_service));
        var made = await here.Register();
        var taken = await elsewhere.Member.Post(
            "/census/v1/households",
            new
            {
                id = made.Id,
                divisionId = elsewhere.Village,
                address = "x",
                type = "family",
                residents = new[] { Resident.New() },
            }
        );
        taken.Refused(400, "PLT-0001", "/id PLT-1011");
        (
            await elsewhere.Member.Post(
                "/census/v1/households",
                elsewhere.Household(Resident.New() with { Id = made.Residents[0] })
            )
        ).Refused(400, "PLT-0001", "/residents/0/id PLT-1011");
    }

    [Fact]
    public async Task Forged_cursors_and_versions_are_refused_or_harmless()
    {
        var (here, elsewhere) = (await County.NewAsync(_service), await County.NewAsync(_service));
        var made = await here.Register();
        foreach (
            var json in new[]
            {
                "null",
                "{}",
                "[]",
                """{"Key":null}""",
                """{"Key":"\u0000","Id":"00000000-0000-0000-0000-000000000000"}""",
                """{"Key":"","Id":7}""",
                "x",
            }
        )
        {
            var answer = await elsewhere.Member.Get(
                "/census/v1/households?cursor="
                    + System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json))
            );
            Assert.True(answer.Status is 200 or 400, $"{json}: {answer.Status} {answer.Text}");
            if (answer.Status == 200)
                Assert.Empty(answer.Items);
        }
        foreach (var tag in new[] { "W/\"v1\"", "\"v99999999999999999999\"", "x" })
            (await here.Member.Patch(made.Path, new { address = "x" }, tag)).Expect(412);
        (await here.Member.Send(HttpMethod.Delete, made.Path, null, ("If-Match", "\"v1\""))).Expect(405);
    }
}
