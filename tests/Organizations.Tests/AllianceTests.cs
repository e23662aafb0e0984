using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

public class AllianceTests(OrganizationsFixture fixture)
{
    const string Root = "/organizations/v1/";
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task The_chair_rotates_and_skips_members_that_left()
    {
        var (officer, id, members) = await AllianceAsync(3, "2024-01-01");
        var set = (
            await officer.Put(
                $"{Root}alliances/{id}/rotation",
                new
                {
                    startsOn = "2024-01-01",
                    termMonths = 6,
                    order = members,
                },
                (await officer.Get($"{Root}alliances/{id}")).ETag
            )
        ).Expect(200);
        Assert.Equal(3, set["members"].GetArrayLength());
        Assert.Equal(members[0], await ChairAsync(officer, id, "2024-06-30"));
        Assert.Equal(members[1], await ChairAsync(officer, id, "2024-07-01"));
        Assert.Equal(members[0], await ChairAsync(officer, id, "2025-12-31"));
        (
            await officer.Post(
                $"{Root}alliances/{id}/members/{members[1]}/end",
                new { validTo = "2024-09-30" },
                ifMatch: await TagAsync(officer, id)
            )
        ).Expect(200);
        Assert.Equal(members[1], await ChairAsync(officer, id, "2024-09-30"));
        Assert.Equal(members[2], await ChairAsync(officer, id, "2024-10-01"));
        Assert.Equal(members[0], await ChairAsync(officer, id, "2025-04-01"));
        var turns = (await officer.Get($"{Root}alliances/{id}/turns?from=2024-01-01&to=2025-04-01")).Expect(200).Items;
        Assert.Equal(
            [members[0], members[1], members[2], members[0]],
            turns.Select(t => t.GetProperty("memberId").GetGuid())
        );
        var then = (await officer.Get($"{Root}alliances/{id}?asOf=2024-11-01")).Expect(200);
        Assert.Equal(
            [members[0], members[2]],
            then["members"].EnumerateArray().Select(m => m.GetProperty("id").GetGuid())
        );

        var handover = (
            await officer.Post(
                $"{Root}alliances/{id}/handovers",
                new
                {
                    dueOn = "2024-07-01",
                    handedOverOn = "2024-07-03",
                    note = "交接印章",
                }
            )
        ).Expect(201);
        Assert.Equal((members[0], members[1]), (handover["fromMemberId"].GetGuid(), handover["toMemberId"].GetGuid()));
        // A late end does not change past turns; a member that joins behind the others does not either.
        (
            await officer.Post(
                $"{Root}alliances/{id}/members/{members[0]}/end",
                new { validTo = "2024-03-01" },
                ifMatch: await TagAsync(officer, id)
            )
        ).Refused(409, "ORG-0504", "/validTo PLT-1007");
        (
            await officer.Put(
                $"{Root}alliances/{id}",
                new { name = "联盟", validTo = "2024-06-01" },
                await TagAsync(officer, id)
            )
        ).Refused(409, "ORG-0504", "/validTo PLT-1007");
        var county = (await officer.Get($"{Root}alliances/{id}")).Expect(200)["divisionId"].GetGuid();
        var late = (
            await officer.Post(
                Root + "organizations",
                new
                {
                    kind = "association",
                    name = "迟到的协会",
                    divisionId = county,
                }
            )
        ).Expect(201).Id;
        (
            await officer.Post($"{Root}alliances/{id}/members", new { organizationId = late, validFrom = "2024-02-01" })
        ).Expect(201);
        Assert.Equal(members[1], await ChairAsync(officer, id, "2024-09-30"));
        Assert.Equal(
            6,
            (await officer.Get($"{Root}alliances/{id}/turns?from=2024-01-01&to=2025-10-01&format=csv"))
                .Expect(200)
                .Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Length
        );
        Assert.Contains(
            "交接印章",
            (await officer.Get($"{Root}alliances/{id}/handovers?format=csv&dueOn.from=2024-07-01")).Expect(200).Text,
            StringComparison.Ordinal
        );
        // A plan entered late gives no notice: the timer is set for the next handover.
        (
            await officer.Put(
                $"{Root}alliances/{id}",
                new { name = "改名的联盟" },
                (await officer.Get($"{Root}alliances/{id}")).ETag
            )
        ).Expect(200);
        Assert.True(
            await _service.Database.Find<DateTimeOffset>(
                "select due_at from platform.timers where kind = 'alliance-handover' and key = @id::text",
                new { id }
            ) > _service.Clock.GetUtcNow().AddDays(-14)
        );
        Assert.Equal(
            0,
            await _service.Database.Find<long>(
                "select count(*) from alliance_handovers where alliance_id = @id and noticed_at is not null",
                new { id }
            )
        );
        (await officer.Post($"{Root}alliances/{id}/handovers", new { dueOn = "2024-07-01" })).Refused(409, "ORG-0506");
        (await officer.Post($"{Root}alliances/{id}/handovers", new { dueOn = "2024-07-02" })).Refused(
            409,
            "ORG-0505",
            "/dueOn PLT-1007"
        );
        (
            await officer.Put(
                $"{Root}alliances/{id}/rotation",
                new { startsOn = "2024-05-01", termMonths = 6 },
                (await officer.Get($"{Root}alliances/{id}")).ETag
            )
        ).Refused(409, "ORG-0504", "/startsOn PLT-1007");
    }

    [Fact]
    public async Task A_coming_handover_gets_one_notice()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Setup.Subscriptions.Program);
        await using var broker = await TestBroker.CreateAsync();
        await using var service = await TestService.StartAsync(fixture.Setup, database, broker.Address);
        var (officer, id, members) = await AllianceAsync(3, "2024-01-01", service);
        var today = DateOnly.FromDateTime(service.Clock.GetUtcNow().AddHours(8).DateTime);
        (
            await officer.Put(
                $"{Root}alliances/{id}/rotation",
                new
                {
                    startsOn = today,
                    termMonths = 3,
                    order = members,
                },
                (await officer.Get($"{Root}alliances/{id}")).ETag
            )
        ).Expect(200);
        service.Clock.Move(TimeSpan.FromDays(70));
        Assert.Empty(await Noticed());
        service.Clock.Move(TimeSpan.FromDays(10));
        await Eventually.True(async () => (await Noticed()).Count == 1, "noticed two weeks ahead");
        service.Clock.Move(TimeSpan.FromDays(365));
        await Eventually.True(async () => (await Noticed()).Count == 5, "each of the year's handovers noticed");
        var noticed = await Noticed();
        Assert.Equal(Enumerable.Range(1, 5).Select(n => today.AddMonths(3 * n)), noticed.Select(t => t.DueOn));
        Assert.Equal([members[1], members[2], members[0], members[1], members[2]], noticed.Select(t => t.ToMemberId));

        // The next member leaves before its turn: its notice is withdrawn, and the following member gets a notice
        // instead.
        (
            await officer.Post(
                $"{Root}alliances/{id}/members/{members[2]}/end",
                new { validTo = today.AddMonths(15).AddDays(-2) },
                ifMatch: await TagAsync(officer, id)
            )
        ).Expect(200);
        await Eventually.True(
            async () =>
                (await Noticed()) is [.., var last]
                && last.ToMemberId == members[0]
                && last.DueOn == today.AddMonths(15),
            "noticed again"
        );
        Assert.Equal(5, (await officer.Get($"{Root}alliances/{id}/handovers")).Expect(200).Items.Count);

        async Task<IReadOnlyList<Notice>> Noticed() =>
            await database.Query<Notice>(
                """
                select due_on, to_member_id
                from alliance_handovers
                where noticed_at is not null and withdrawn_at is null
                order by due_on
                """
            );
    }

    [Fact]
    public async Task A_joint_meeting_keeps_attendance_and_decisions()
    {
        var (officer, id, members) = await AllianceAsync(3, "2024-01-01");
        (
            await officer.Put(
                $"{Root}alliances/{id}/rotation",
                new { startsOn = "2024-01-01", termMonths = 12 },
                (await officer.Get($"{Root}alliances/{id}")).ETag
            )
        ).Expect(200);
        var person = (await officer.Post(Root + "people", new { name = "秘书长" })).Expect(201).Id;
        var held = (await officer.Post($"{Root}alliances/{id}/meetings", Meeting(members, person))).Expect(201);
        var meeting = (await officer.Get($"{Root}alliance-meetings/{held.Id}")).Expect(200);
        Assert.Equal((1, members[0]), (meeting["number"].GetInt32(), meeting["chairMemberId"].GetGuid()));
        Assert.Equal(
            [true, false],
            meeting["attendance"].EnumerateArray().Select(a => a.GetProperty("present").GetBoolean()).OrderDescending()
        );
        Assert.Equal("2024-05-31", meeting["decisions"][0].GetProperty("dueOn").GetString());
        Assert.Contains(
            person.ToString(),
            await _service.Database.Find<string>(
                """
                select string_agg(subjects::text, ' ')
                from platform.audit
                where action like '%alliance-meetings/{id%' and caller_id = @Subject
                """,
                new { officer.Subject }
            ) ?? "",
            StringComparison.Ordinal
        );

        var listed = (await officer.Get($"{Root}alliance-meetings?allianceId={id}")).Expect(200).Items.Single();
        Assert.Equal(
            (1, 1, 1),
            (
                listed.GetProperty("present").GetInt32(),
                listed.GetProperty("open").GetInt32(),
                listed.GetProperty("overdue").GetInt32()
            )
        );
        var decision = $"{Root}alliance-decisions/{held["decisionIds"][0].GetGuid()}/complete";
        (await officer.Post(decision, new { doneOn = "2024-05-20", outcome = "已完成" })).Refused(428, "PLT-0011");
        (await officer.Post(decision, new { doneOn = "2024-05-20", outcome = "已完成" }, ifMatch: "\"v9\"")).Refused(
            412,
            "PLT-0008"
        );
        (
            await officer.Post(decision, new { doneOn = "2024-03-01", outcome = "已完成" }, ifMatch: meeting.ETag)
        ).Refused(400, "PLT-0001", "/doneOn PLT-1007");
        Assert.True(
            (await officer.Get($"{Root}alliance-decisions?allianceId={id}"))
                .Expect(200)
                .Items.Single()
                .GetProperty("overdue")
                .GetBoolean()
        );
        (await officer.Post(decision, new { doneOn = "2024-05-20", outcome = "已完成" }, ifMatch: meeting.ETag)).Expect(
            200
        );
        Assert.Equal(
            "已完成",
            (await officer.Get($"{Root}alliance-decisions?overdue=false&q=拟定"))
                .Expect(200)
                .Items.Single()
                .GetProperty("outcome")
                .GetString()
        );
        meeting = (await officer.Get($"{Root}alliance-meetings/{held.Id}")).Expect(200);
        (await officer.Post(decision, new { outcome = "已完成" }, ifMatch: meeting.ETag)).Refused(409, "ORG-0508");
        var change = new
        {
            place = "市妇联",
            agenda = new[] { "年度计划" },
            minutes = "更正后的纪要",
        };
        Assert.Equal(
            "更正后的纪要",
            (await officer.Put($"{Root}alliance-meetings/{held.Id}", change, meeting.ETag))
                .Expect(200)["minutes"]
                .GetString()
        );
        (await officer.Put($"{Root}alliance-meetings/{held.Id}", change, meeting.ETag)).Refused(412, "PLT-0008");
        Assert.Equal(
            1,
            (await officer.Get($"{Root}alliances?q=巾帼")).Expect(200).Items.Single().GetProperty("meetings").GetInt32()
        );
        Assert.Contains(
            "meetings",
            (await officer.Get($"{Root}alliances?format=csv")).Expect(200).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_refused_request_changes_nothing()
    {
        var (officer, id, members) = await AllianceAsync(2, "2024-01-01");
        var province = await Province.NewAsync(_service);
        var other = await province.Staff(Post.FederationOfficer, province.County);
        var stranger = (
            await other.Post(
                Root + "organizations",
                new
                {
                    kind = "association",
                    name = "外地协会",
                    divisionId = (await province.Division(province.County)).Id,
                }
            )
        ).Expect(201).Id;
        var empty = (
            await other.Post(
                Root + "alliances",
                new
                {
                    name = "空联盟",
                    divisionId = (await province.Division(province.County)).Id,
                    validFrom = "2024-01-01",
                }
            )
        ).Expect(201).Id;
        var before = await StateAsync();

        (
            await other.Put(
                $"{Root}alliances/{empty}/rotation",
                new { startsOn = "2024-01-01", termMonths = 6 },
                "\"v1\""
            )
        ).Refused(409, "ORG-0503");
        (
            await officer.Put(
                $"{Root}alliances/{id}/rotation",
                new { startsOn = "2024-01-01", termMonths = 6 },
                "\"v1\""
            )
        ).Refused(412, "PLT-0008");
        (
            await officer.Put($"{Root}alliances/{id}/rotation", new { startsOn = "2024-01-01", termMonths = 6 }, null)
        ).Refused(428, "PLT-0011");
        (
            await officer.Put(
                $"{Root}alliances/{id}/rotation",
                new { startsOn = "2023-01-01", termMonths = 0 },
                "\"v3\""
            )
        ).Refused(400, "PLT-0001", "/termMonths PLT-1007");
        (
            await officer.Put(
                $"{Root}alliances/{id}/rotation",
                new { startsOn = "2023-01-01", termMonths = 6 },
                "\"v3\""
            )
        ).Refused(400, "PLT-0001", "/startsOn PLT-1007");
        (
            await officer.Put(
                $"{Root}alliances/{id}/rotation",
                new
                {
                    startsOn = "2024-01-01",
                    termMonths = 6,
                    order = new[] { members[0], stranger },
                },
                "\"v3\""
            )
        ).Refused(400, "PLT-0001", "/order/1 PLT-1008");
        (await officer.Post($"{Root}alliances/{id}/meetings", Meeting([members[0], stranger], null))).Refused(
            409,
            "ORG-0502",
            "/attendance/1/memberId PLT-1008"
        );
        (await officer.Post($"{Root}alliances/{id}/meetings", Meeting(members, stranger))).Refused(
            400,
            "PLT-0001",
            "/attendance/0/representativeIds PLT-1008",
            "/decisions/0/personId PLT-1008"
        );
        (await officer.Post($"{Root}alliances/{id}/meetings", new { })).Refused(
            400,
            "PLT-0001",
            "/heldOn PLT-1001",
            "/place PLT-1001",
            "/minutes PLT-1001",
            "/agenda PLT-1001",
            "/attendance PLT-1001"
        );
        (await officer.Post($"{Root}alliances/{id}/meetings", Meeting(members, null, "2099-01-01"))).Refused(
            400,
            "PLT-0001",
            "/heldOn PLT-1004",
            "/decisions/0/dueOn PLT-1007"
        );
        (await officer.Post($"{Root}alliances/{id}/members", new { organizationId = stranger })).Refused(
            400,
            "PLT-0001",
            "/organizationId PLT-1008"
        );
        (await officer.Post($"{Root}alliances/{id}/members/{stranger}/end", ifMatch: "\"v3\"")).Refused(
            404,
            "PLT-0005"
        );
        (
            await officer.Post(
                $"{Root}alliances/{id}/members/{members[0]}/end",
                new { validTo = "2023-01-01" },
                ifMatch: "\"v3\""
            )
        ).Refused(400, "PLT-0001", "/validTo PLT-1007");
        foreach (var path in new[] { "", "/turns", "/handovers" })
            (await other.Get($"{Root}alliances/{id}{path}")).Refused(404, "PLT-0005");
        (await other.Post($"{Root}alliances/{id}/meetings", Meeting(members, null))).Refused(404, "PLT-0005");
        (
            await other.Post(
                $"{Root}alliances",
                new
                {
                    name = "x",
                    divisionId = Guid.NewGuid(),
                    validFrom = "2024-01-01",
                    validTo = "2023-12-31",
                }
            )
        ).Refused(400, "PLT-0001", "/divisionId PLT-1008", "/validTo PLT-1007");
        (await _service.AsNobody().Get(Root + "alliances")).Expect(401);
        (await (await province.Staff(Post.ExecutiveMember, province.County)).Post(Root + "alliances")).Expect(403);
        Assert.Equal(before, await StateAsync());

        // The last member of a rotating chair stays.
        (
            await officer.Put(
                $"{Root}alliances/{id}/rotation",
                new { startsOn = "2024-01-01", termMonths = 6 },
                "\"v3\""
            )
        ).Expect(200);
        (await officer.Post($"{Root}alliances/{id}/members/{members[0]}/end", ifMatch: "\"v3\"")).Refused(
            412,
            "PLT-0008"
        );
        (
            await officer.Post($"{Root}alliances/{id}/members/{members[0]}/end", ifMatch: await TagAsync(officer, id))
        ).Expect(200);
        (
            await officer.Post($"{Root}alliances/{id}/members/{members[0]}/end", ifMatch: await TagAsync(officer, id))
        ).Refused(409, "ORG-0501");
        (
            await officer.Post($"{Root}alliances/{id}/members/{members[1]}/end", ifMatch: await TagAsync(officer, id))
        ).Refused(409, "ORG-0503");

        async Task<string> StateAsync() =>
            await _service.Database.Find<string>(
                """
                select concat(
                    (select string_agg(a::text, '|' order by id) from alliances a where id = any (@ids)),
                    (
                        select string_agg(m::text, '|' order by id)
                        from alliance_members m
                        where alliance_id = any (@ids)
                    ),
                    (select count(*) from alliance_rotations where alliance_id = any (@ids)),
                    (select count(*) from alliance_meetings where alliance_id = any (@ids)))
                """,
                new { ids = new[] { id, empty } }
            ) ?? "";
    }

    [Fact]
    public async Task A_meeting_with_too_much_in_it_is_refused_by_the_list_or_the_text()
    {
        var (officer, id, members) = await AllianceAsync(1, "2024-01-01");
        var answer = await officer.Post(
            $"{Root}alliances/{id}/meetings",
            new
            {
                heldOn = "2024-04-10",
                place = new string('会', 201),
                agenda = Enumerable.Repeat("议题", 101),
                minutes = "会议议定一件事。",
                attendance = new[]
                {
                    new { memberId = members[0], representativeNames = new[] { "王理事", new string('王', 101) } },
                },
                decisions = Enumerable.Repeat(
                    new
                    {
                        task = "拟定项目清单",
                        memberId = members[0],
                        dueOn = "2024-05-31",
                    },
                    201
                ),
            }
        );
        answer.Refused(
            400,
            "PLT-0001",
            "/place PLT-1002",
            "/agenda PLT-1002",
            "/attendance/0/representativeNames/1 PLT-1002",
            "/decisions PLT-1002"
        );
    }

    static object Meeting(Guid[] members, Guid? person, string heldOn = "2024-04-10") =>
        new
        {
            heldOn,
            place = "市妇联会议室",
            agenda = new[] { "年度公益项目", "轮值安排" },
            minutes = "会议议定两件事。",
            attendance = new object[]
            {
                new
                {
                    memberId = members[0],
                    present = true,
                    representativeIds = person is null ? [] : new[] { person.Value },
                    representativeNames = new[] { "王理事" },
                },
                new { memberId = members[1], present = false },
            },
            decisions = new[]
            {
                new
                {
                    task = "拟定项目清单",
                    memberId = members[0],
                    personId = person,
                    dueOn = "2024-05-31",
                },
            },
        };

    static async Task<string?> TagAsync(Client client, Guid id) =>
        (await client.Get($"{Root}alliances/{id}")).Expect(200).ETag;

    static async Task<Guid> ChairAsync(Client client, Guid id, string day) =>
        (await client.Get($"{Root}alliances/{id}?asOf={day}")).Expect(200)["chair"].GetProperty("memberId").GetGuid();

    async Task<(Client Officer, Guid Id, Guid[] Members)> AllianceAsync(
        int members,
        string from,
        TestService? service = null
    )
    {
        var province = await Province.NewAsync(service ?? _service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var county = (await province.Division(province.County)).Id;
        var id = (
            await officer.Post(
                Root + "alliances",
                new
                {
                    name = "巾帼社会组织联盟",
                    divisionId = county,
                    validFrom = from,
                }
            )
        ).Expect(201).Id;
        List<Guid> made = [];
        for (var i = 0; i < members; i++)
        {
            var organization = (
                await officer.Post(
                    Root + "organizations",
                    new
                    {
                        kind = "association",
                        name = $"第{i + 1}协会",
                        divisionId = county,
                    }
                )
            ).Expect(201).Id;
            made.Add(
                (
                    await officer.Post(
                        $"{Root}alliances/{id}/members",
                        new { organizationId = organization, validFrom = from }
                    )
                )
                    .Expect(201)
                    .Id
            );
            if (i == 0)
                (
                    await officer.Post(
                        $"{Root}alliances/{id}/members",
                        new { organizationId = organization, validFrom = from }
                    )
                ).Refused(409, "ORG-0500");
        }
        return (officer, id, [.. made]);
    }

    sealed record Notice(DateOnly DueOn, Guid ToMemberId);
}
