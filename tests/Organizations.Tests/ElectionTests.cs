using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

public class ElectionTests(OrganizationsFixture fixture)
{
    const string Root = Association.Root;
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task The_elected_hold_the_office_for_the_term_and_nobody_else_does()
    {
        var (officer, a) = await FoundAsync(8);
        var election = await a.OpenAsync(Post.CouncilMember, 3, a.Members);
        var result = (
            await a.RecordAsync(
                election,
                100,
                a.Members.Select((m, i) => (m, i < 3 ? 80 - i * 5 : 10)),
                [a.Members[0], a.Members[1], a.Members[2]]
            )
        ).Expect(200);
        Assert.Equal(("decided", 0), (result["state"].GetString(), result["seatsLeft"].GetInt32()));
        Assert.Equal(a.Members.Take(3).Order(), (await a.HoldersAsync(Post.CouncilMember, "2024-12-31")).Order());
        Assert.Empty(await a.HoldersAsync(Post.CouncilMember, "2025-03-01"));
        var started = (await _service.Published<AppointmentStarted>()).Where(e => e.OrganizationId == a.Id).ToList();
        Assert.Equal((3, null), (started.Count, started[0].ScopeKey));
        Assert.Equal(
            "elected",
            (await officer.Get($"{Root}/appointments/{started[0].AppointmentId}")).Expect(200)["mode"].GetString()
        );
        (await a.RecordAsync(election, 100, a.Members.Select(m => (m, 1)))).Refused(409, "ORG-0214");
        (
            await officer.Post(election.Headers["Location"] + "/candidates", new { personIds = new[] { a.Members[0] } })
        ).Refused(409, "ORG-0214");
        Assert.Equal(
            3,
            (await officer.Get($"{Root}/elections?organizationId={a.Id}"))
                .Expect(200)
                .Items[0]
                .GetProperty("elected")
                .GetInt32()
        );
    }

    [Fact]
    public async Task Counts_that_cannot_be_are_refused_and_change_nothing()
    {
        var (officer, a) = await FoundAsync(4);
        var election = await a.OpenAsync(Post.CouncilMember, 2, a.Members.Take(3));
        var path = election.Headers["Location"] + "/result";
        var (x, y, z) = (a.Members[0], a.Members[1], a.Members[2]);
        (await a.RecordAsync(election, 10, [(x, 11), (y, 2), (z, 1)])).Refused(
            400,
            "PLT-0001",
            "/counts/0/count ORG-1203"
        );
        (await a.RecordAsync(election, 10, [(x, 9), (y, 9), (z, 9)])).Refused(400, "PLT-0001", "/counts ORG-1203");
        (await a.RecordAsync(election, 10, [(x, 9), (y, 2)])).Refused(400, "PLT-0001", "/counts PLT-1001");
        (await a.RecordAsync(election, 10, [(x, 9), (y, 2), (y, 2)])).Refused(
            400,
            "PLT-0001",
            "/counts/2/personId PLT-1010"
        );
        (await a.RecordAsync(election, 10, [(x, 9), (y, 2), (a.Members[3], 1)])).Refused(
            400,
            "PLT-0001",
            "/counts/2/personId PLT-1008",
            "/counts PLT-1001"
        );
        (await a.RecordAsync(election, 10, [(x, 9), (y, -1), (z, 1)])).Refused(
            400,
            "PLT-0001",
            "/counts/1/count PLT-1007"
        );
        var result = new
        {
            ballotsIssued = 10,
            ballotsValid = 9,
            ballotsInvalid = 2,
            counts = new[] { new { personId = x, count = 1 } },
        };
        (await officer.Post(path, result)).Refused(428, "PLT-0011");
        (await officer.Post(path, result, ifMatch: "\"v1\"")).Refused(412, "PLT-0008");
        (await officer.Post(path, result, ifMatch: "\"v2\"")).Refused(
            400,
            "PLT-0001",
            "/ballotsInvalid ORG-1203",
            "/counts PLT-1001"
        );
        (await officer.Post(path, "{\"counts\":[null]}", ifMatch: "\"v2\"")).Refused(
            400,
            "PLT-0001",
            "/ballotsInvalid PLT-1001",
            "/ballotsIssued PLT-1001",
            "/ballotsValid PLT-1001",
            "/counts/0 PLT-1001"
        );
        (await a.RecordAsync(election, 10, [(x, 9), (y, 8), (z, 1)], [x, y, z])).Refused(
            409,
            "ORG-0215",
            "/declared PLT-1002"
        );
        (await a.RecordAsync(election, 10, [(x, 9), (y, 8), (z, 1)], [x, z])).Refused(
            409,
            "ORG-0216",
            "/declared PLT-1007"
        );
        Assert.Equal("open", (await officer.Get(election.Headers["Location"])).Expect(200)["state"].GetString());
        Assert.Empty(await a.HoldersAsync(Post.CouncilMember, "2022-01-01"));
    }

    [Fact]
    public async Task A_count_without_its_members_is_refused_before_the_election_is_looked_for()
    {
        var (officer, _) = await FoundAsync(1);
        (await officer.Post($"{Root}/elections/{Guid.CreateVersion7()}/result", new { }, ifMatch: "*")).Refused(
            400,
            "PLT-0001",
            "/ballotsIssued PLT-1001",
            "/ballotsValid PLT-1001",
            "/ballotsInvalid PLT-1001",
            "/counts PLT-1001"
        );
    }

    [Fact]
    public async Task An_election_of_a_post_that_is_not_elected_is_refused()
    {
        var (officer, a) = await FoundAsync(1);
        (
            await officer.Post(
                Root + "/elections",
                new
                {
                    termId = a.Term,
                    post = Post.GridHead,
                    seats = 1,
                    heldOn = "2020-03-01",
                }
            )
        ).Refused(400, "PLT-0001", "/post PLT-1003");
    }

    [Fact]
    public async Task A_tie_at_the_last_seat_is_decided_by_a_runoff_alone()
    {
        var (officer, a) = await FoundAsync(4);
        var election = await a.OpenAsync(Post.CouncilMember, 2, a.Members);
        (await officer.Post(election.Headers["Location"] + "/runoff", new { heldOn = "2020-03-02" })).Refused(
            409,
            "ORG-0217"
        );
        var result = (
            await a.RecordAsync(
                election,
                20,
                [(a.Members[0], 18), (a.Members[1], 11), (a.Members[2], 11), (a.Members[3], 0)]
            )
        ).Expect(200);
        Assert.Equal(("runoff", 1), (result["state"].GetString(), result["seatsLeft"].GetInt32()));
        Assert.Equal([a.Members[0]], await a.HoldersAsync(Post.CouncilMember, "2020-06-01"));
        (await officer.Post(election.Headers["Location"] + "/runoff", new { heldOn = "2020-02-01" })).Refused(
            400,
            "PLT-0001",
            "/heldOn PLT-1007"
        );
        var before = (await officer.Get(election.Headers["Location"])).Expect(200).ETag;
        var runoff = (
            await officer.Post(election.Headers["Location"] + "/runoff", new { heldOn = "2020-03-02" })
        ).Expect(201);
        Assert.Equal(
            runoff.Id,
            (await officer.Get(election.Headers["Location"], before)).Expect(200)["runoffId"].GetGuid()
        );
        (await officer.Post(election.Headers["Location"] + "/runoff", new { heldOn = "2020-03-02" })).Refused(
            409,
            "ORG-0217"
        );
        Assert.Equal(
            a.Members.Skip(1).Take(2).Order(),
            (await officer.Get(runoff.Headers["Location"]))
                .Expect(200)["candidates"]
                .EnumerateArray()
                .Select(c => c.GetProperty("personId").GetGuid())
                .Order()
        );
        (await a.RecordAsync(runoff, 20, [(a.Members[1], 8), (a.Members[2], 12)])).Expect(200);
        Assert.Equal(
            new[] { a.Members[0], a.Members[2] }.Order(),
            (await a.HoldersAsync(Post.CouncilMember, "2020-06-01")).Order()
        );
        Assert.Equal([a.Members[0]], await a.HoldersAsync(Post.CouncilMember, "2020-03-01"));
    }

    [Fact]
    public async Task Each_body_is_drawn_from_the_one_below_it()
    {
        var (officer, a) = await FoundAsync(6);
        var stranger = (await officer.Post(Root + "/people", new { name = "非会员" })).Expect(201).Id;
        var council = (
            await officer.Post(
                Root + "/elections",
                new
                {
                    termId = a.Term,
                    post = Post.CouncilMember,
                    seats = 4,
                    heldOn = "2020-03-01",
                }
            )
        ).Expect(201);
        (
            await officer.Post(
                council.Headers["Location"] + "/candidates",
                new { personIds = new[] { a.Members[0], stranger } }
            )
        ).Refused(409, "ORG-0213", "/personIds/1 PLT-1008");
        (
            await officer.Post(
                council.Headers["Location"] + "/candidates",
                new { personIds = new[] { a.Members[0], Guid.NewGuid() } }
            )
        ).Refused(400, "PLT-0001", "/personIds/1 PLT-1008");
        var read = (await officer.Get(council.Headers["Location"])).Expect(200).ETag;
        (await officer.Post(council.Headers["Location"] + "/candidates", new { personIds = a.Members.Take(4) })).Expect(
            201
        );
        Assert.Equal(
            4,
            (await officer.Get(council.Headers["Location"], read)).Expect(200)["candidates"].GetArrayLength()
        );
        (await a.RecordAsync(council, 50, a.Members.Take(4).Select(m => (m, 49)))).Expect(200);
        var standing = (
            await officer.Post(
                Root + "/elections",
                new
                {
                    termId = a.Term,
                    post = Post.StandingCouncilMember,
                    seats = 2,
                    heldOn = "2020-03-01",
                }
            )
        ).Expect(201);
        (
            await officer.Post(standing.Headers["Location"] + "/candidates", new { personIds = new[] { a.Members[5] } })
        ).Refused(409, "ORG-0213", "/personIds/0 PLT-1008");
        (
            await officer.Post(standing.Headers["Location"] + "/candidates", new { personIds = a.Members.Take(3) })
        ).Expect(201);
        // Four vote, not five.
        (await a.RecordAsync(standing, 5, a.Members.Take(3).Select((m, i) => (m, 3 - i)))).Refused(
            400,
            "PLT-0001",
            "/ballotsIssued PLT-1007"
        );
        (await a.RecordAsync(standing, 4, [(a.Members[0], 4), (a.Members[1], 3), (a.Members[2], 1)])).Expect(200);
        await a.ElectAsync(Post.President, 4, [a.Members[0]]);
        (
            await officer.Post(
                Root + "/elections",
                new
                {
                    termId = a.Term,
                    post = Post.President,
                    seats = 1,
                    heldOn = "2020-03-01",
                }
            )
        ).Refused(409, "ORG-0219", "/seats PLT-1007");
        var vice = await a.OpenAsync(Post.VicePresident, 1, [a.Members[0]]);
        (await a.RecordAsync(vice, 4, [(a.Members[0], 4)])).Refused(409, "ORG-0200");
        Assert.Equal("open", (await officer.Get(vice.Headers["Location"])).Expect(200)["state"].GetString());
    }

    [Fact]
    public async Task An_honorary_president_is_invited_and_no_office_is_given_away()
    {
        var (officer, a) = await FoundAsync(2);
        var guest = (await officer.Post(Root + "/people", new { name = "名誉会长" })).Expect(201).Id;
        (
            await officer.Post(
                Root + "/elections",
                new
                {
                    termId = a.Term,
                    post = Post.HonoraryPresident,
                    seats = 1,
                    heldOn = "2020-03-01",
                }
            )
        ).Refused(400, "PLT-0001", "/post PLT-1003");
        (
            await officer.Post(
                Root + "/appointments",
                new
                {
                    personId = guest,
                    post = Post.HonoraryPresident,
                    organizationId = a.Id,
                }
            )
        ).Refused(400, "PLT-0001", "/invitation PLT-1001");
        (
            await officer.Post(
                Root + "/appointments",
                new
                {
                    personId = guest,
                    post = Post.President,
                    organizationId = a.Id,
                }
            )
        ).Refused(409, "ORG-0212");
        var made = (
            await officer.Post(
                Root + "/appointments",
                new
                {
                    personId = guest,
                    post = Post.HonoraryPresident,
                    organizationId = a.Id,
                    validFrom = "2020-03-01",
                    invitation = new { title = "聘书", number = "川女科〔2020〕1号" },
                }
            )
        ).Expect(201);
        var read = (await officer.Get(made.Headers["Location"])).Expect(200);
        var letter = Assert.Single((await officer.Get(a.Path + "/documents?kind=invitation")).Expect(200).Items);
        Assert.Equal(
            ("invited", letter.GetProperty("id").GetGuid()),
            (read["mode"].GetString(), read["documentId"].GetGuid())
        );
    }

    [Fact]
    public async Task Congresses_and_terms_follow_each_other()
    {
        var (officer, a) = await FoundAsync(1);
        (
            await officer.Post(
                Root + "/congresses",
                new
                {
                    organizationId = a.Id,
                    kind = "first",
                    title = "又一个第一次",
                    heldOn = "2021-01-01",
                    charter = new { title = "章程", uri = "https://example.org/z" },
                }
            )
        ).Refused(409, "ORG-0209");
        (
            await officer.Post(
                Root + "/congresses",
                new
                {
                    organizationId = a.Id,
                    kind = "regular",
                    number = 1,
                    title = "x",
                    heldOn = "2999-01-01",
                }
            )
        ).Refused(400, "PLT-0001", "/heldOn PLT-1004");
        var read = (await officer.Get(a.Path)).Expect(200).ETag;
        var second = (
            await officer.Post(
                Root + "/congresses",
                new
                {
                    organizationId = a.Id,
                    kind = "regular",
                    title = "第二次代表大会",
                    heldOn = "2024-12-01",
                    charter = new { title = "章程修正案", text = "第一条……" },
                }
            )
        ).Expect(201);
        Assert.Equal("章程修正案", (await officer.Get(a.Path, read)).Expect(200)["charter"].GetString());
        Assert.Equal(2, second["number"].GetInt32());
        (await officer.Post(Root + "/terms", new { congressId = second.Id, years = 5 })).Refused(
            409,
            "ORG-0210",
            "/startsOn PLT-1007"
        );
        (await officer.Post(Root + "/terms", new { congressId = second.Id })).Refused(
            400,
            "PLT-0001",
            "/endsOn PLT-1001"
        );
        (
            await officer.Post(
                Root + "/terms",
                new
                {
                    congressId = second.Id,
                    startsOn = "9999-01-01",
                    years = 5,
                }
            )
        ).Refused(400, "PLT-0001", "/startsOn PLT-1007");
        var next = (
            await officer.Post(
                Root + "/terms",
                new
                {
                    congressId = second.Id,
                    startsOn = "2025-03-01",
                    years = 5,
                }
            )
        ).Expect(201);
        (await officer.Patch($"{Root}/terms/{a.Term}", new { endsOn = "2025-03-02" }, "\"v1\"")).Refused(
            409,
            "ORG-0210"
        );
        await a.ElectAsync(Post.CouncilMember, 10, a.Members);
        (await officer.Patch($"{Root}/terms/{a.Term}", new { endsOn = "2025-01-31" }, "\"v1\"")).Expect(200);
        (await officer.Patch($"{Root}/terms/{a.Term}", new { endsOn = "2025-01-01" }, "\"v1\"")).Expect(412);
        Assert.Empty(await a.HoldersAsync(Post.CouncilMember, "2025-02-01"));
        Assert.Single(await a.HoldersAsync(Post.CouncilMember, "2025-01-31"));
        Assert.Equal(
            [a.Term],
            (await officer.Get(Root + $"/terms?asOf=2024-06-30&organizationId={a.Id}"))
                .Expect(200)
                .Items.Select(i => i.GetProperty("id").GetGuid())
        );
        Assert.Equal(
            a.Id,
            Assert
                .Single((await officer.Get(Root + "/congresses/due?asOf=2025-02-15")).Expect(200).Items)
                .GetProperty("id")
                .GetGuid()
        );
        Assert.Empty((await officer.Get(Root + "/congresses/due?asOf=2025-03-01")).Expect(200).Items);
        Assert.Equal(2030, DateOnly.Parse(next["endsOn"].GetString()!, null).Year);
    }

    [Fact]
    public async Task Leaving_the_council_ends_offices_drawn_from_it_and_no_election_exceeds_the_places_of_the_body()
    {
        var (officer, a) = await FoundAsync(6);
        await a.ElectAsync(Post.CouncilMember, 50, a.Members.Take(4).ToList());
        await a.ElectAsync(Post.StandingCouncilMember, 4, a.Members.Take(2).ToList());
        await a.ElectAsync(Post.President, 4, [a.Members[0]]);
        async Task<string> Seat(Guid person, string post) =>
            $"{Root}/appointments/"
            + Assert
                .Single(
                    (await officer.Get($"{Root}/appointments?organizationId={a.Id}&post={post}&personId={person}"))
                        .Expect(200)
                        .Items
                )
                .GetProperty("id")
                .GetGuid();

        // Days of an elected post change within its term; the term itself changes as a whole.
        var other = await Seat(a.Members[1], Post.CouncilMember);
        (await officer.Patch(other, new { validTo = "2026-01-01" }, "\"v1\"")).Refused(
            409,
            "ORG-0220",
            "/validTo PLT-1007"
        );
        (await officer.Patch(other, new { withoutEnd = true }, "\"v1\"")).Refused(
            409,
            "ORG-0220",
            "/withoutEnd PLT-1007"
        );
        Assert.Single(
            (await officer.Patch(other, new { validTo = "2022-12-31" }, "\"v1\""))
                .Expect(200)["alsoEnded"]
                .EnumerateArray()
        );
        Assert.Equal([a.Members[0]], await a.HoldersAsync(Post.StandingCouncilMember, "2023-01-01"));

        var ended = (
            await officer.Post(
                await Seat(a.Members[0], Post.CouncilMember) + "/end",
                new { on = "2021-12-31" },
                ifMatch: "\"v1\""
            )
        ).Expect(200);
        Assert.Equal(2, ended["alsoEnded"].GetArrayLength());
        foreach (var post in Association.Bodies.Take(3))
            Assert.Equal(
                (true, false),
                (
                    (await a.HoldersAsync(post, "2021-12-31")).Contains(a.Members[0]),
                    (await a.HoldersAsync(post, "2022-01-01")).Contains(a.Members[0])
                )
            );
        var also = ended["alsoEnded"].EnumerateArray().Select(e => e.GetGuid()).ToHashSet();
        Assert.Equal(2, (await _service.Published<AppointmentEnded>()).Count(e => also.Contains(e.AppointmentId)));

        object By(int seats) =>
            new
            {
                termId = a.Term,
                post = Post.CouncilMember,
                seats,
                heldOn = "2022-02-01",
            };
        (await officer.Post(Root + "/elections", By(2))).Refused(409, "ORG-0219", "/seats PLT-1007");
        var first = (await officer.Post(Root + "/elections", By(1))).Expect(201);
        (await officer.Post(Root + "/elections", By(1))).Refused(409, "ORG-1430", "/post PLT-1010");
        (
            await officer.Post(first.Headers["Location"] + "/candidates", new { personIds = new[] { a.Members[4] } })
        ).Expect(201);
        (await a.RecordAsync(first, 9, [(a.Members[4], 9)])).Expect(200);
        (await officer.Post(Root + "/elections", By(1))).Refused(409, "ORG-0219", "/seats PLT-1007");
    }

    [Fact]
    public async Task The_officers_of_a_federation_are_elected_from_its_committee_and_act_in_all_of_its_area()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var (one, two) = (
            await province.Division(province.Village),
            await province.Division(province.Digits + "0101100002")
        );
        var federation = (
            await officer.Post(
                Root + "/organizations",
                new
                {
                    kind = "federation",
                    name = "城西社区妇联",
                    divisionId = two.Id,
                    validFrom = "2020-01-01",
                }
            )
        ).Expect(201).Id;
        var inOne = (await officer.Post(Root + "/people", new { name = "城东的人", divisionId = one.Id }))
            .Expect(201)
            .Id;
        var women = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async i =>
                    (await officer.Post(Root + "/people", new { name = $"执委{i}", sex = "2" })).Expect(201).Id
                )
        );
        var man = (await officer.Post(Root + "/people", new { name = "先生", sex = "1" })).Expect(201).Id;
        var sitting = (
            await officer.Post(
                Root + "/appointments",
                new
                {
                    personId = women[0],
                    post = Post.ExecutiveMember,
                    divisionId = two.Id,
                    validFrom = "2020-01-01",
                }
            )
        ).Expect(201);
        // The village absorbs its sister: its own records now lie in one half of it.
        await new Reorganising(_service, province).Make(
            new
            {
                kind = "merge",
                divisionIds = new[] { one.Id, two.Id },
                into = two.Id,
            }
        );
        var congress = (
            await officer.Post(
                Root + "/congresses",
                new
                {
                    organizationId = federation,
                    kind = "first",
                    title = "第一次妇女代表大会",
                    heldOn = "2025-03-01",
                }
            )
        ).Expect(201).Id;
        var a = new Association(
            officer,
            federation,
            (await officer.Post(Root + "/terms", new { congressId = congress, years = 5 })).Expect(201).Id,
            new(2025, 3, 1)
        );

        var committee = await a.OpenAsync(Post.ExecutiveMember, 4, women);
        (await officer.Post(committee.Headers["Location"] + "/candidates", new { personIds = new[] { man } })).Refused(
            409,
            "ORG-0221",
            "/personIds/0 ORG-1300"
        );
        (await a.RecordAsync(committee, 30, women.Select(w => (w, 29)))).Expect(200);
        await a.ElectAsync(Post.Chair, 4, [women[0]], [women[1]]);
        await a.ElectAsync(Post.ViceChair, 4, [women[1], women[2]]);
        Assert.Equal(
            new DateTimeOffset(2025, 2, 28, 16, 0, 0, TimeSpan.Zero),
            (await officer.Get(sitting.Headers["Location"])).Expect(200)["endedAt"].GetDateTimeOffset()
        );
        Assert.Equal(women.Order(), (await a.HoldersAsync(Post.ExecutiveMember, "2025-03-01")).Order());
        Assert.Equal(women[0], Assert.Single(await a.HoldersAsync(Post.Chair, "2026-01-01")));

        foreach (var leader in women.Take(3))
            await Eventually.True(
                async () => (await _service.As(leader).Get($"{Root}/people/{inOne}")).Status == 200,
                "the chair sees both halves"
            );
        (await _service.As(women[3]).Get($"{Root}/people/{inOne}")).Expect(403);
        (await _service.As(women[0]).Get($"{Root}/divisions/{two.Id}/chart")).Expect(200);
    }

    [Fact]
    public async Task An_office_drawn_from_a_seat_ends_with_it_when_the_term_is_shortened()
    {
        var (officer, a) = await FoundAsync(3);
        await a.ElectAsync(Post.CouncilMember, 9, a.Members);
        await a.ElectAsync(Post.StandingCouncilMember, 3, a.Members);
        var office = (
            await officer.Get(
                $"{Root}/appointments?organizationId={a.Id}&post={Post.StandingCouncilMember}&personId={a.Members[0]}"
            )
        )
            .Expect(200)
            .Items[0]
            .GetProperty("id")
            .GetGuid();
        // The office's own last day lies before the term's, so that the new end of the term does not apply to it.
        (await officer.Patch($"{Root}/appointments/{office}", new { validTo = "2024-12-31" }, "*")).Expect(200);
        (await officer.Patch($"{Root}/terms/{a.Term}", new { endsOn = "2024-06-30" }, "*")).Expect(200);

        Assert.Equal(3, (await a.HoldersAsync(Post.StandingCouncilMember, "2024-06-30")).Count);
        Assert.Empty(await a.HoldersAsync(Post.StandingCouncilMember, "2024-07-01"));
        var ended = Assert.Single(await _service.Published<AppointmentEnded>(), e => e.AppointmentId == office);
        Assert.Equal(new DateTimeOffset(2024, 6, 30, 16, 0, 0, TimeSpan.Zero), ended.EndedAt);
    }

    [Fact]
    public async Task A_person_elected_during_a_change_of_the_term_serves_to_its_new_end()
    {
        var (_, a) = await FoundAsync(1);
        var election = await a.OpenAsync(Post.CouncilMember, 1, a.Members);
        await using var session = await _service.SystemSession();
        await session.Execute(
            "update terms set ends_on = '2024-06-01', version = version + 1 where id = @Term",
            new { a.Term },
            default
        );
        var recorded = a.RecordAsync(election, 9, [(a.Members[0], 9)]);
        await Eventually.True(
            async () =>
                recorded.IsCompleted
                || await _service.Database.Find<bool>(
                    """
                    select exists (
                        select from pg_locks l
                        join pg_stat_activity a using (pid)
                        where not l.granted and a.datname = current_database()
                    )
                    """
                ),
            "the result waits for the term"
        );
        await session.Commit(default);
        (await recorded).Expect(200);
        Assert.Empty(await a.HoldersAsync(Post.CouncilMember, "2024-06-01"));
        Assert.Single(await a.HoldersAsync(Post.CouncilMember, "2024-05-31"));
    }

    async Task<(Client Officer, Association Association)> FoundAsync(int members)
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        return (
            officer,
            await (
                await Association.FoundAsync(
                    officer,
                    (await province.Division(province.County)).Id,
                    "女科技工作者协会",
                    new(2020, 3, 1)
                )
            ).JoinAsync(members)
        );
    }
}
