using Contracts.Organizations.V1;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Organizations.Domain;
using Testing;

namespace Organizations.Tests;

public class ProgrammeTests(OrganizationsFixture fixture)
{
    const string Root = "/organizations/v1/";
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task A_programme_runs_through_its_states_and_remembers_where_it_lay()
    {
        var (officer, owner, _) = await OfficerAsync();
        var plan = await RegisterAsync(officer, owner, "plan", null, status: "draft");
        var other = await RegisterAsync(officer, owner, "plan", null);
        var action = await RegisterAsync(officer, owner, "action", plan);
        foreach (var status in new[] { "approved", "running", "suspended", "running", "completed" })
            Assert.Equal(
                status,
                (await officer.Put($"{Root}programmes/{plan}/status", new { status }, await TagAsync(officer, plan)))
                    .Expect(200)["status"]
                    .GetString()
            );
        (
            await officer.Put(
                $"{Root}programmes/{plan}/status",
                new { status = "running" },
                await TagAsync(officer, plan)
            )
        ).Refused(409, "ORG-0513", "/status PLT-1007");

        (
            await officer.Put(
                $"{Root}programmes/{action}/parent",
                new { parentId = other },
                await TagAsync(officer, action)
            )
        ).Expect(200);
        Assert.Equal(other, (await officer.Get($"{Root}programmes/{action}")).Expect(200)["parentId"].GetGuid());
        Assert.Equal(
            plan,
            (await officer.Get($"{Root}programmes/{action}?asOf=2025-06-30")).Expect(200)["parentId"].GetGuid()
        );
        Assert.Equal(
            2,
            (await officer.Get($"{Root}programmes/{plan}/report?asOf=2025-06-30")).Expect(200)["nodes"].GetArrayLength()
        );
        Assert.Equal(1, (await officer.Get($"{Root}programmes/{plan}/report")).Expect(200)["nodes"].GetArrayLength());
        var change = new
        {
            name = "改名",
            field = "文艺",
            startsOn = "2024-01-01",
            endsOn = "2026-12-31",
            budget = 120_000.5m,
        };
        Assert.Equal(
            120_000.5m,
            (await officer.Put($"{Root}programmes/{action}", change, await TagAsync(officer, action)))
                .Expect(200)["budget"]
                .GetDecimal()
        );
        Assert.Equal(
            "改名",
            (await officer.Get($"{Root}programmes?parentId={other}"))
                .Expect(200)
                .Items.Single()
                .GetProperty("name")
                .GetString()
        );
        Assert.Contains(
            "改名",
            (await officer.Get($"{Root}programmes?format=csv")).Expect(200).Text,
            StringComparison.Ordinal
        );

        // A programme with an earlier start than first recorded lies at its first place from the new first day on.
        var early = await RegisterAsync(officer, owner, "action", other);
        foreach (var id in new[] { other, early })
            (
                await officer.Put(
                    $"{Root}programmes/{id}",
                    change with
                    {
                        startsOn = "2023-06-01",
                    },
                    await TagAsync(officer, id)
                )
            ).Expect(200);
        var then = (await officer.Get($"{Root}programmes/{early}?asOf=2023-07-01")).Expect(200);
        Assert.Equal((other, "running"), (then["parentId"].GetGuid(), then["status"].GetString()));
        Assert.Equal(
            2,
            (await officer.Get($"{Root}programmes/{other}/report?asOf=2023-07-01"))
                .Expect(200)["nodes"]
                .GetArrayLength()
        );
    }

    [Fact]
    public async Task A_person_entered_again_is_counted_once()
    {
        var (officer, owner, _) = await OfficerAsync();
        var (session, people) = (
            await HeldAsync(officer, await RegisterAsync(officer, owner, "action", null)),
            new Guid[4]
        );
        for (var i = 0; i < 3; i++)
            people[i] = (await officer.Post(Root + "people", new { name = "参加者" })).Expect(201).Id;
        // A woman known from events only.
        people[3] = Guid.CreateVersion7();
        await _service.Deliver(s => new Contracts.Census.V1.NeedOpened(
            Guid.CreateVersion7(),
            people[3],
            Guid.CreateVersion7(),
            "000",
            "work",
            s.Seal("name", "李"),
            [],
            [],
            Guid.CreateVersion7()
        ));
        var path = $"{Root}sessions/{session}/participations";
        var first = (
            await officer.Post(
                path,
                new
                {
                    personIds = people,
                    outside = new[]
                    {
                        new { registerId = owner, numbers = new[] { "zk-1", "ZK-1 ", "Ｚk-1", "zk-2" } },
                    },
                }
            )
        ).Expect(200);
        Assert.Equal(
            (6, 2, 6),
            (first["added"].GetInt32(), first["already"].GetInt32(), first["participations"].GetInt32())
        );
        (await officer.Post(path, new { personIds = new[] { people[0], Guid.NewGuid() } })).Refused(
            400,
            "PLT-0001",
            "/personIds/1 PLT-1008"
        );
        var again = (
            await officer.Post(
                path,
                new { personIds = people, outside = new[] { new { registerId = owner, numbers = new[] { "zk-1" } } } }
            )
        ).Expect(200);
        Assert.Equal(
            (0, 5, 6),
            (again["added"].GetInt32(), again["already"].GetInt32(), again["participations"].GetInt32())
        );
        Assert.DoesNotContain(
            await _service.Database.Query<string>(
                "select p::text from programme_participations p where session_id = @session",
                new { session }
            ),
            t => t.Contains("zk-1", StringComparison.OrdinalIgnoreCase)
        );
        Assert.Equal(6, (await officer.Get(path)).Expect(200).Items.Count);
        var seen = await _service.Database.Query<Guid[]>(
            "select subjects from platform.audit where caller_id = @Subject and action like 'GET%participations%'",
            new { officer.Subject }
        );
        Assert.Superset(people.ToHashSet(), Assert.Single(seen).ToHashSet());
        Assert.Equal(
            3,
            (await officer.Post(path + "/withdraw", new { personIds = people[..3] }))
                .Expect(200)["participations"]
                .GetInt32()
        );

        var tag = (await officer.Get($"{Root}sessions/{session}")).ETag;
        var correction = new
        {
            heldOn = "2024-05-02",
            place = "大礼堂",
            kind = "lecture",
            hostId = owner,
            headcount = 40,
        };
        Assert.Equal(
            43,
            (await officer.Put($"{Root}sessions/{session}", correction, tag)).Expect(200)["personTimes"].GetInt64()
        );
        (await officer.Put($"{Root}sessions/{session}", correction, tag)).Refused(412, "PLT-0008");
        Assert.Equal(
            43,
            (await officer.Get($"{Root}sessions?hostId={owner}"))
                .Expect(200)
                .Items.Single()
                .GetProperty("personTimes")
                .GetInt64()
        );
    }

    [Fact]
    public async Task A_refused_request_changes_nothing()
    {
        var (officer, owner, province) = await OfficerAsync();
        var (stranger, foreign, _) = await OfficerAsync();
        var ids = new List<Guid> { await RegisterAsync(officer, owner, "plan", null) };
        for (var i = 1; i < 8; i++)
            ids.Add(await RegisterAsync(officer, owner, "project", ids[^1]));
        var draft = await RegisterAsync(officer, owner, "action", null, status: "draft");
        var session = await HeldAsync(officer, ids[1]);
        var part = (
            await officer.Post(
                $"{Root}programmes/{ids[1]}/organizations",
                new { organizations = new[] { new { organizationId = owner, role = "partner" } } }
            )
        )
            .Expect(201)["ids"][0]
            .GetGuid();
        var before = await StateAsync();

        (
            await officer.Put(
                $"{Root}programmes/{ids[1]}/parent",
                new { parentId = ids[3] },
                await TagAsync(officer, ids[1])
            )
        ).Refused(409, "ORG-0510", "/parentId PLT-1007");
        (
            await officer.Put(
                $"{Root}programmes/{ids[1]}/parent",
                new { parentId = ids[1] },
                await TagAsync(officer, ids[1])
            )
        ).Refused(409, "ORG-0510", "/parentId PLT-1007");
        (
            await officer.Put(
                $"{Root}programmes/{ids[0]}/parent",
                new { parentId = ids[7] },
                await TagAsync(officer, ids[0])
            )
        ).Refused(409, "ORG-0510", "/parentId PLT-1007");
        (
            await officer.Put(
                $"{Root}programmes/{draft}/parent",
                new { parentId = ids[1] },
                await TagAsync(officer, draft)
            )
        ).Refused(409, "ORG-0512", "/parentId PLT-1007");
        (
            await officer.Put(
                $"{Root}programmes/{draft}/parent",
                new { parentId = Guid.NewGuid() },
                await TagAsync(officer, draft)
            )
        ).Refused(400, "PLT-0001", "/parentId PLT-1008");
        (await officer.Put($"{Root}programmes/{draft}/parent", new { parentId = ids[0] }, "\"v9\"")).Refused(
            412,
            "PLT-0008"
        );
        (await officer.Post(Root + "programmes", Body(owner, "project", ids[7]))).Refused(
            409,
            "ORG-0511",
            "/parentId PLT-1007"
        );
        (await officer.Post(Root + "programmes", Body(owner, "project", ids[0], ends: "2027-01-01"))).Refused(
            409,
            "ORG-0514",
            "/parentId PLT-1007"
        );
        (await officer.Post(Root + "programmes", Body(owner, "project", null, mode: "purchased"))).Refused(
            409,
            "ORG-0515",
            "/organizations PLT-1001"
        );
        (await officer.Post(Root + "programmes", Body(owner, "plan", null, mode: "own"))).Refused(
            400,
            "PLT-0001",
            "/mode PLT-1007"
        );
        (await officer.Post(Root + "programmes", Body(foreign, "plan", null))).Refused(
            400,
            "PLT-0001",
            "/ownerId PLT-1008"
        );
        foreach (
            var (budget, rule) in new[] { (-0.01m, "PLT-1007"), (0.001m, "PLT-1006"), (1_000_000_000_000m, "PLT-1007") }
        )
            (await officer.Post(Root + "programmes", Body(owner, "plan", null, budget: budget))).Refused(
                400,
                "PLT-0001",
                $"/budget {rule}"
            );
        (
            await officer.Put(
                $"{Root}programmes/{ids[1]}",
                new
                {
                    name = "x",
                    field = "y",
                    mode = "purchased",
                    startsOn = "2024-01-01",
                    endsOn = "2026-12-31",
                },
                await TagAsync(officer, ids[1])
            )
        ).Refused(409, "ORG-0515", "/mode PLT-1007");
        (
            await officer.Put(
                $"{Root}programmes/{ids[1]}",
                new
                {
                    name = "x",
                    field = "y",
                    mode = "own",
                    startsOn = "2024-06-01",
                    endsOn = "2026-12-31",
                },
                await TagAsync(officer, ids[1])
            )
        ).Refused(409, "ORG-0514");
        (
            await officer.Put(
                $"{Root}programmes/{ids[1]}",
                new
                {
                    name = "x",
                    field = "y",
                    mode = "own",
                    startsOn = "2024-01-01",
                    endsOn = "2026-12-31",
                    budget = 1,
                },
                "\"v7\""
            )
        ).Refused(412, "PLT-0008");
        (
            await officer.Post(
                $"{Root}programmes/{ids[1]}/organizations",
                new
                {
                    organizations = new[]
                    {
                        new { organizationId = owner, role = "host" },
                        new { organizationId = owner, role = "partner" },
                    },
                }
            )
        ).Refused(409, "ORG-0517", "/organizations/1 PLT-1010");
        (await officer.Post($"{Root}programmes/{ids[1]}/sessions", Sessions("2024-05-01", "2023-12-31"))).Refused(
            409,
            "ORG-0514",
            "/sessions/1/heldOn PLT-1007"
        );
        (await officer.Post($"{Root}programmes/{ids[1]}/sessions", Sessions("2024-05-01", "2099-12-31"))).Refused(
            400,
            "PLT-0001",
            "/sessions/1/heldOn PLT-1004"
        );
        (await officer.Post($"{Root}programmes/{draft}/sessions", Sessions("2024-05-01"))).Refused(409, "ORG-0516");
        (
            await officer.Post(
                $"{Root}programmes/{ids[1]}/sessions",
                new
                {
                    sessions = new[]
                    {
                        new
                        {
                            heldOn = "2024-05-01",
                            place = "x",
                            kind = "ball",
                            headcount = -1,
                            hostId = foreign,
                            staffIds = new[] { Guid.NewGuid() },
                        },
                    },
                }
            )
        ).Refused(400, "PLT-0001", "/sessions/0/kind PLT-1003", "/sessions/0/headcount PLT-1007");
        (
            await officer.Post(
                $"{Root}programmes/{ids[1]}/sessions",
                new
                {
                    sessions = new[]
                    {
                        new
                        {
                            heldOn = "2024-05-01",
                            place = "x",
                            kind = "class",
                            hostId = foreign,
                            staffIds = new[] { Guid.NewGuid() },
                        },
                    },
                }
            )
        ).Refused(400, "PLT-0001", "/sessions/0/hostId PLT-1008", "/sessions/0/staffIds PLT-1008");
        (
            await officer.Post(
                $"{Root}sessions/{session}/participations",
                new { personIds = Enumerable.Range(0, 5_001).Select(_ => Guid.NewGuid()) }
            )
        ).Refused(400, "PLT-0001", "/personIds PLT-1002");
        (
            await officer.Post(
                $"{Root}sessions/{session}/participations",
                new
                {
                    personIds = Enumerable.Range(0, 5_000).Select(_ => Guid.NewGuid()),
                    outside = new[] { new { registerId = owner, numbers = new[] { "1" } } },
                }
            )
        ).Refused(400, "PLT-0001", " PLT-1002");
        (
            await officer.Post(
                $"{Root}sessions/{session}/participations",
                new { outside = new[] { new { registerId = foreign, numbers = new[] { "1" } } } }
            )
        ).Refused(400, "PLT-0001", "/outside/0/registerId PLT-1008");
        (
            await officer.Post(
                $"{Root}sessions/{session}/participations",
                new { outside = new[] { new { registerId = owner, numbers = new[] { "1", " " } } } }
            )
        ).Refused(400, "PLT-0001", "/outside/0/numbers/1 PLT-1001");
        foreach (
            var path in new[]
            {
                $"programmes/{ids[0]}",
                $"programmes/{ids[0]}/report",
                $"sessions/{session}",
                $"sessions/{session}/participations",
            }
        )
            (await stranger.Get(Root + path)).Refused(404, "PLT-0005");
        (
            await stranger.Post(
                $"{Root}sessions/{session}/participations",
                new { personIds = new[] { Guid.NewGuid() } }
            )
        ).Refused(404, "PLT-0005");
        (await stranger.Post($"{Root}programmes/{ids[1]}/organizations/{part}/end", ifMatch: "\"v2\"")).Refused(
            404,
            "PLT-0005"
        );
        Assert.Empty((await stranger.Get(Root + "programmes")).Expect(200).Items);
        (await _service.AsNobody().Get(Root + "programmes")).Expect(401);
        (await (await province.Staff(Post.ExecutiveMember, province.County)).Post(Root + "programmes")).Expect(403);
        Assert.Equal(before, await StateAsync());
        (await officer.Post($"{Root}programmes/{ids[1]}/organizations/{part}/end", ifMatch: "\"v1\"")).Refused(
            412,
            "PLT-0008"
        );
        (
            await officer.Post(
                $"{Root}programmes/{ids[1]}/organizations/{part}/end",
                ifMatch: await TagAsync(officer, ids[1])
            )
        ).Expect(200);
        (
            await officer.Post(
                $"{Root}programmes/{ids[1]}/organizations/{part}/end",
                ifMatch: await TagAsync(officer, ids[1])
            )
        ).Refused(409, "ORG-0518");

        async Task<string> StateAsync() =>
            await _service.Database.Find<string>(
                """
                select concat(
                    (select string_agg(p::text, '|' order by id) from programmes p where owner_id = any (@owners)),
                    (
                        select string_agg(s::text, '|' order by id)
                        from programme_sessions s
                        where programme_id = any (@ids)
                    ),
                    (select count(*) from programme_participations where session_id = @session),
                    (
                        select string_agg(o::text, '|' order by id)
                        from programme_organizations o
                        where programme_id = any (@ids)
                    ))
                """,
                new
                {
                    owners = new[] { owner, foreign },
                    ids = ids.Append(draft).ToArray(),
                    session,
                }
            ) ?? "";
    }

    [Fact]
    public async Task Two_concurrent_moves_close_no_cycle()
    {
        var (officer, owner, _) = await OfficerAsync();
        for (var i = 0; i < 5; i++)
        {
            var (a, b) = (
                await RegisterAsync(officer, owner, "plan", null),
                await RegisterAsync(officer, owner, "plan", null)
            );
            var moves = await Task.WhenAll(
                officer.Put($"{Root}programmes/{a}/parent", new { parentId = b }, "\"v1\""),
                officer.Put($"{Root}programmes/{b}/parent", new { parentId = a }, "\"v1\"")
            );
            Assert.Equal([200, 409], moves.Select(m => m.Status).Order());
            moves.Single(m => m.Status == 409).Refused(409, "ORG-0510", "/parentId PLT-1007");
        }
    }

    [Fact]
    public void An_ended_status_is_final_and_every_other_leads_to_an_end() =>
        Assert.All(CodeTables.ProgrammeStatus.Values, status =>
        {
            var next = CodeTables.ProgrammeStatus.Values.Where(n => ProgrammeRules.MayBecome(status, n)).ToList();
            Assert.Equal(status is "completed" or "cancelled", next.Count == 0);
            Assert.DoesNotContain(status, next);
            if (next.Count > 0)
                Assert.Contains("cancelled", next);
        });

    [Property]
    public Property An_amount_is_whole_fen_within_bounds() =>
        Prop.ForAll(Gen.Choose(-1_000_000, 1_000_000).ToArbitrary(), Gen.Choose(0, 4).ToArbitrary(), (digits, places) =>
        {
            var amount = new decimal(Math.Abs(digits), 0, 0, digits < 0, (byte)places);
            return Yuan.Broken(amount) is null == (amount >= 0 && amount * 100 == decimal.Truncate(amount * 100));
        });

    static object Sessions(params string[] days) =>
        new
        {
            sessions = days.Select(d => new
            {
                heldOn = d,
                place = "礼堂",
                kind = "class",
                headcount = 10,
            }),
        };

    static object Body(
        Guid owner,
        string kind,
        Guid? parent,
        string? mode = null,
        string status = "running",
        string ends = "2026-12-31",
        decimal? budget = null
    ) =>
        new
        {
            parentId = parent,
            ownerId = owner,
            kind,
            name = "项目",
            field = "家庭",
            mode = mode ?? (kind == "project" ? "own" : null),
            startsOn = "2024-01-01",
            endsOn = ends,
            status,
            budget,
        };

    static async Task<Guid> RegisterAsync(
        Client officer,
        Guid owner,
        string kind,
        Guid? parent,
        string status = "running"
    ) => (await officer.Post(Root + "programmes", Body(owner, kind, parent, status: status))).Expect(201).Id;

    static async Task<Guid> HeldAsync(Client officer, Guid programme) =>
        (await officer.Post($"{Root}programmes/{programme}/sessions", Sessions("2024-05-01")))
            .Expect(201)["ids"][0]
            .GetGuid();

    static async Task<string?> TagAsync(Client officer, Guid programme) =>
        (await officer.Get($"{Root}programmes/{programme}")).Expect(200).ETag;

    async Task<(Client Officer, Guid Owner, Province Province)> OfficerAsync()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        return (officer, (
                await officer.Post(
                    Root + "organizations",
                    new
                    {
                        kind = "federation",
                        name = "县妇联",
                        divisionId = (await province.Division(province.County)).Id,
                    }
                )
            ).Expect(201).Id, province);
    }
}
