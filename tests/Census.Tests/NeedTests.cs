using System.Text.Json;
using System.Text.Json.Nodes;
using Contracts.Census.V1;
using Testing;

namespace Census.Tests;

public class NeedTests(CensusFixture census)
{
    const string Needs = "/census/v1/needs";
    readonly TestService _service = census.Service;

    internal static object Form(Guid residentId, bool? consent = true) =>
        new
        {
            residentId,
            kind = "work",
            hours = new[]
            {
                new
                {
                    day = 1,
                    from = "09:00",
                    to = "15:00",
                },
                new
                {
                    day = 2,
                    from = "09:00",
                    to = "15:00",
                },
            },
            skills = new[] { "domestic-service" },
            note = "孩子放学前回家",
            consent,
        };

    [Fact]
    public async Task A_need_is_read_by_staff_and_by_the_resident_and_published_with_the_name_sealed()
    {
        var county = await County.NewAsync(_service);
        var made = await county.Register(Resident.New("赵春花"));
        var visit = (
            await county.Member.Post(
                "/census/v1/visits",
                new
                {
                    householdId = made.Id,
                    kind = "visit",
                    visitedAt = _service.Clock.GetUtcNow(),
                    diary = "想找工作",
                }
            )
        ).Expect(201).Id;
        var person = made.Residents[0];
        var opened = (
            await county.Member.Post(
                Needs,
                new
                {
                    residentId = person,
                    visitId = visit,
                    kind = "work",
                    hours = new[]
                    {
                        new
                        {
                            day = 7,
                            from = "08:30",
                            to = "11:00:00",
                        },
                    },
                    skills = Array.Empty<string>(),
                    consent = true,
                }
            )
        ).Expect(201);

        var read = (await county.Member.Get(opened.Headers["Location"])).Expect(200);
        Assert.Equal(
            ("open", "08:30", "11:00", "opened"),
            (
                read["state"].GetString(),
                read["hours"][0].GetProperty("from").GetString(),
                read["hours"][0].GetProperty("to").GetString(),
                read["timeline"][0].GetProperty("event").GetString()
            )
        );
        Assert.Equal(visit, read["timeline"][0].GetProperty("reference").GetGuid());
        var mine = Assert.Single((await _service.As(person).Get("/census/v1/me/needs")).Expect(200).Items);
        Assert.Equal(opened.Id, mine.GetProperty("id").GetGuid());
        Assert.Empty((await _service.AsSomebody().Get("/census/v1/me/needs")).Items);
        Assert.Empty((await county.Member.Get("/census/v1/me/needs")).Items);
        (await (await County.NewAsync(_service)).Member.Get(opened.Headers["Location"])).Expect(404);

        var e = Assert.Single(await _service.Published<NeedOpened>(), n => n.NeedId == opened.Id);
        Assert.Equal(
            (
                person,
                made.Id,
                county.VillageKey,
                "work",
                new WorkingHours(7, new(8, 30), new(11, 0)),
                county.Member.Subject
            ),
            (e.PersonId, e.HouseholdId, e.ScopeKey, e.Kind, e.Hours.Single(), e.OpenedBy)
        );
        var eventId = await _service.Database.Find<Guid>(
            "select id from platform.events where aggregate_id = @Id",
            new { opened.Id }
        );
        await using var session = await _service.SystemSession();
        Assert.Equal(
            "赵春花",
            new ServiceDefaults.Messaging.Received<NeedOpened>(e, eventId, default).Open(e.Name, "name", session)
        );
    }

    [Fact]
    public async Task A_need_without_consent_is_refused()
    {
        var county = await County.NewAsync(_service);
        var person = (await county.Register()).Residents[0];
        foreach (var consent in new bool?[] { false, null })
            (await county.Member.Post(Needs, Form(person, consent))).Refused(400, "CEN-0002", "/consent CEN-1007");
        Assert.Empty((await county.Member.Get(Needs)).Items);
    }

    [Fact]
    public async Task All_members_that_break_a_member_rule_are_named_in_one_answer()
    {
        var county = await County.NewAsync(_service);
        var answer = await county.Member.Post(
            Needs,
            new
            {
                kind = "castle",
                note = new string('长', 1_001),
                skills = new[] { "Domestic Service", "-", new string('a', 41) },
                hours = new object?[]
                {
                    new
                    {
                        day = 8,
                        from = "09:00",
                        to = "10:00",
                    },
                    new
                    {
                        day = 2,
                        from = "9",
                        to = "25:00",
                    },
                    new { },
                    null,
                },
            }
        );
        answer.Refused(
            400,
            "PLT-0001",
            "/hours/0/day PLT-1007",
            "/hours/1/from PLT-1006",
            "/hours/1/to PLT-1006",
            "/hours/2/day PLT-1001",
            "/hours/2/from PLT-1001",
            "/hours/2/to PLT-1001",
            "/hours/3 PLT-1001",
            "/kind PLT-1003",
            "/note PLT-1002",
            "/residentId PLT-1001",
            "/skills/0 PLT-1006",
            "/skills/1 PLT-1006",
            "/skills/2 PLT-1002"
        );
    }

    [Fact]
    public async Task All_values_that_break_a_rule_of_the_handler_are_named_in_one_answer()
    {
        var county = await County.NewAsync(_service);
        var person = (await county.Register()).Residents[0];
        var answer = await county.Member.Post(
            Needs,
            new
            {
                residentId = person,
                visitId = Guid.CreateVersion7(),
                kind = "work",
                consent = false,
                skills = new[] { "massage", "cooking" },
                hours = new[]
                {
                    Span(1, "15:00", "09:00"),
                    Span(3, "09:00", "12:00"),
                    Span(3, "11:59", "13:00"),
                }.Append(Span(3, "12:00", "13:00")),
            }
        );
        answer.Refused(
            400,
            "PLT-0001",
            "/consent CEN-1007",
            "/hours/0/to CEN-1001",
            "/hours/2 CEN-1002",
            "/visitId PLT-1008"
        );

        static object Span(int day, string from, string to) =>
            new
            {
                day,
                from,
                to,
            };
    }

    [Theory]
    [InlineData("hours", 29), InlineData("skills", 21)]
    public async Task A_need_with_too_long_a_list_is_refused(string member, int count)
    {
        var county = await County.NewAsync(_service);
        var body = JsonSerializer.SerializeToNode(Form((await county.Register()).Residents[0]))!.AsObject();
        body[member] = new JsonArray([.. Enumerable.Repeat(body[member]![0]!, count).Select(n => n.DeepClone())]);
        var answer = await county.Member.Post(Needs, body.ToJsonString());
        answer.Refused(400, "PLT-0001", $"/{member} PLT-1002");
    }

    [Fact]
    public async Task A_need_of_an_invisible_or_too_young_resident_is_refused()
    {
        var county = await County.NewAsync(_service);
        var person = (await county.Register()).Residents[0];
        (await county.Member.Post(Needs, Form(Guid.CreateVersion7()))).Refused(400, "PLT-0001", "/residentId PLT-1008");
        (await (await County.NewAsync(_service)).Member.Post(Needs, Form(person))).Refused(
            400,
            "PLT-0001",
            "/residentId PLT-1008"
        );
        var child = (await county.Register(Resident.New(birthDate: "2018-01-01"))).Residents[0];
        (await county.Member.Post(Needs, Form(child))).Refused(400, "PLT-0001", "/residentId CEN-1009");
    }

    [Fact]
    public async Task One_need_of_a_kind_is_open_at_a_time()
    {
        var county = await County.NewAsync(_service);
        var person = (await county.Register()).Residents[0];
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => county.Member.Post(Needs, Form(person))));
        Assert.Equal([201, 409, 409], answers.Select(a => a.Status).Order());
        Assert.All(answers.Where(a => a.Status == 409), a => a.Refused(409, "CEN-0003"));
        var id = answers.Single(a => a.Status == 201).Id;
        (await county.Member.Post($"{Needs}/{id}/close", new { outcome = "withdrawn" })).Expect(200);
        (await county.Member.Post(Needs, Form(person))).Expect(201);
    }

    [Fact]
    public async Task A_need_is_closed_by_hand_once()
    {
        var county = await County.NewAsync(_service);
        var person = (await county.Register()).Residents[0];
        var id = (await county.Member.Post(Needs, Form(person))).Expect(201).Id;
        (await county.Member.Post($"{Needs}/{id}/close", new { outcome = "employed" })).Refused(
            400,
            "PLT-0001",
            "/outcome PLT-1003"
        );
        (await county.Member.Post($"{Needs}/{id}/close", new { outcome = "other" })).Refused(
            400,
            "PLT-0001",
            "/note PLT-1001"
        );
        var key = Guid.NewGuid().ToString();
        foreach (var _ in new[] { 1, 2 })
            Assert.Equal(
                2,
                (await county.Member.Post($"{Needs}/{id}/close", new { outcome = "other", note = "随家人搬迁" }, key))
                    .Expect(200)["version"]
                    .GetInt64()
            );
        (await county.Member.Post($"{Needs}/{id}/close", new { outcome = "withdrawn" })).Refused(409, "CEN-0004");
        var e = Assert.Single(await _service.Published<NeedClosed>(), n => n.NeedId == id);
        Assert.Equal(
            (person, county.VillageKey, "other", county.Member.Subject),
            (e.PersonId, e.ScopeKey, e.Outcome, e.OpenedBy)
        );
        Assert.Equal(
            id,
            Assert.Single((await county.Member.Get(Needs + "?state=closed")).Items).GetProperty("id").GetGuid()
        );
        Assert.Empty((await county.Member.Get(Needs + "?state=open")).Items);
        (await county.Member.Get(Needs + "?state=lost")).Refused(400, "PLT-0001", "/state PLT-1003");
        (
            await (await County.NewAsync(_service)).Member.Post($"{Needs}/{id}/close", new { outcome = "withdrawn" })
        ).Expect(404);
    }

    [Fact]
    public async Task A_list_pages_by_time_however_many_rows_the_area_has()
    {
        var county = await County.NewAsync(_service);
        var made = await county.Register();
        var needs = new
        {
            person = made.Residents[0],
            household = made.Id,
            key = county.VillageKey,
        };
        const string Insert = """
            insert into needs (
                id, resident_id, household_id, scope_key, kind, state, outcome, hours, skills, consented_at,
                opened_by, opened_at, closed_at
            )
            select gen_random_uuid(), @person, @household, @key, 'work', 'closed', 'other', '[]', '{}', t, @person, t,
                t
            from (
                select timestamptz '2020-01-01Z' + n * interval '1 minute' as t from generate_series(@from, @to) n
            ) x
            """;
        await _service.Database.Execute(
            Insert,
            new
            {
                needs.person,
                needs.household,
                needs.key,
                from = 1,
                to = 5,
            }
        );
        var few = await ReadAsync(county);
        await _service.Database.Execute(
            Insert,
            new
            {
                needs.person,
                needs.household,
                needs.key,
                from = -20_010,
                to = 0,
            }
        );
        Assert.Equal(few, await ReadAsync(county));
    }

    static async Task<List<Guid>> ReadAsync(County county)
    {
        var first = (await county.Member.Get(Needs + "?limit=3&state=closed")).Expect(200);
        var second = (
            await county.Member.Get($"{Needs}?limit=2&state=closed&cursor={first["next"].GetString()}")
        ).Expect(200);
        var all = first.Items.Concat(second.Items).ToList();
        Assert.Equal(
            all.Select(n => n.GetProperty("openedAt").GetDateTimeOffset()).OrderDescending(),
            all.Select(n => n.GetProperty("openedAt").GetDateTimeOffset())
        );
        return [.. all.Select(n => n.GetProperty("id").GetGuid())];
    }
}
