using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>
/// Between nomination and count: candidates leave, elections are cancelled, and the seats can still be filled.
/// </summary>
public sealed class CandidacyTests(OrganizationsFixture fixture)
{
    const string Root = Association.Root;
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task A_candidacy_ends_with_the_seat_before_the_count()
    {
        var (officer, a) = await FoundAsync(4);
        await a.ElectAsync(Post.CouncilMember, 50, a.Members.Take(3).ToList());
        var election = await a.OpenAsync(Post.StandingCouncilMember, 1, a.Members.Take(2));
        await EndSeatAsync(officer, a, a.Members[0], Post.CouncilMember);

        var left = Candidate(await officer.Get(election.Headers["Location"]), a.Members[0]);
        Assert.Equal(("withdrawn", "left-body"), (left["outcome"], left["withdrawal"]));
        (await a.RecordAsync(election, 2, [(a.Members[0], 1), (a.Members[1], 1)])).Refused(
            400,
            "PLT-0001",
            "/counts/0/personId ORG-1432"
        );
        (await a.RecordAsync(election, 2, [(a.Members[1], 2)])).Expect(200);
        Assert.Equal([a.Members[1]], await a.HoldersAsync(Post.StandingCouncilMember, "2024-01-01"));
    }

    [Fact]
    public async Task A_candidate_who_left_the_body_unnoticed_is_found_at_the_count()
    {
        var (officer, a) = await FoundAsync(4);
        await a.ElectAsync(Post.CouncilMember, 50, a.Members.Take(3).ToList());
        var election = await a.OpenAsync(Post.StandingCouncilMember, 1, a.Members.Take(2));
        await _service.Database.Execute(
            "update appointments set ended_at = valid_from where person_id = @person and post = 'council-member'",
            new { person = a.Members[0] }
        );
        (await a.RecordAsync(election, 2, [(a.Members[0], 1), (a.Members[1], 1)])).Refused(
            400,
            "PLT-0001",
            "/counts/0/personId ORG-1432"
        );
        var counted = (await a.RecordAsync(election, 2, [(a.Members[1], 2)])).Expect(200);
        Assert.Equal("left-body", Candidate(counted, a.Members[0])["withdrawal"]);
    }

    [Fact]
    public async Task A_candidacy_for_the_council_ends_with_the_membership()
    {
        var (officer, a) = await FoundAsync(2);
        var election = await a.OpenAsync(Post.CouncilMember, 1, a.Members);
        var member = (await officer.Get($"{a.Path}/members?personId={a.Members[0]}"))
            .Expect(200)
            .Items[0]
            .GetProperty("id")
            .GetGuid();
        (await officer.Patch($"{Root}/memberships/{member}", new { validTo = "2021-01-01" }, "*")).Expect(200);
        Assert.Equal(
            "left-body",
            Candidate(await officer.Get(election.Headers["Location"]), a.Members[0])["withdrawal"]
        );
        (await a.RecordAsync(election, 9, [(a.Members[1], 9)])).Expect(200);
    }

    [Fact]
    public async Task A_candidate_withdraws_only_the_own_candidacy()
    {
        var (officer, a) = await FoundAsync(3);
        var election = await a.OpenAsync(Post.CouncilMember, 1, a.Members);
        var (self, other) = (_service.As(a.Members[0]), _service.As(a.Members[1]));
        var path = $"{election.Headers["Location"]}/candidates/{a.Members[0]}";
        (await other.Get(path)).Expect(404);
        (await other.Post(path + "/withdraw")).Expect(404);
        (await self.Post(path + "/withdraw", new { reason = "death" })).Refused(400, "PLT-0001", "/reason PLT-1007");
        Assert.Equal(
            ("withdrawn", "own-wish"),
            ((await self.Post(path + "/withdraw", new { note = "另有工作" })).Expect(200)) is var w
                ? (w["outcome"].GetString(), w["withdrawal"].GetString())
                : default
        );
        (await self.Post(path + "/withdraw")).Refused(409, "ORG-1433");
        (await self.Get(path)).Expect(200);
        (await a.RecordAsync(election, 9, [(a.Members[1], 8), (a.Members[2], 1)])).Expect(200);
        (await other.Post($"{election.Headers["Location"]}/candidates/{a.Members[1]}/withdraw")).Refused(
            409,
            "ORG-1433"
        );
    }

    [Fact]
    public async Task A_death_is_recorded_as_the_reason()
    {
        var (officer, a) = await FoundAsync(2);
        var election = await a.OpenAsync(Post.CouncilMember, 1, a.Members);
        var path = $"{election.Headers["Location"]}/candidates/{a.Members[0]}/withdraw";
        (await officer.Post(path)).Refused(400, "PLT-0001", "/reason PLT-1001");
        (await officer.Post(path, new { reason = "none" })).Refused(400, "PLT-0001", "/reason PLT-1003");
        (await officer.Post(path, new { reason = "death" })).Expect(200);
        (
            await officer.Post(
                $"{election.Headers["Location"]}/candidates/{Guid.CreateVersion7()}/withdraw",
                new { reason = "death" }
            )
        ).Expect(404);
        (await a.RecordAsync(election, 9, [(a.Members[1], 9)])).Expect(200);
        Assert.Equal([a.Members[1]], await a.HoldersAsync(Post.CouncilMember, "2024-01-01"));
    }

    [Fact]
    public async Task A_cancelled_election_has_a_reason_and_allows_another()
    {
        var (officer, a) = await FoundAsync(2);
        var election = await a.OpenAsync(Post.CouncilMember, 1, a.Members);
        var path = election.Headers["Location"];
        (await officer.Post(path + "/cancel", new { reason = "" }, ifMatch: "*")).Refused(
            400,
            "PLT-0001",
            "/reason PLT-1001"
        );
        (await officer.Post(path + "/cancel", new { reason = "人数不足" })).Expect(428);
        var cancelled = (await officer.Post(path + "/cancel", new { reason = "人数不足" }, ifMatch: "*")).Expect(200);
        Assert.Equal(
            ("cancelled", "人数不足", "cancelled"),
            (
                cancelled["state"].GetString(),
                cancelled["cancellation"].GetString(),
                Candidate(cancelled, a.Members[0])["outcome"]
            )
        );
        (await officer.Post(path + "/cancel", new { reason = "人数不足" }, ifMatch: "*")).Refused(409, "ORG-1431");
        (await a.RecordAsync(election, 9, a.Members.Select(m => (m, 3)))).Refused(409, "ORG-1431");
        (await _service.As(a.Members[0]).Post($"{path}/candidates/{a.Members[0]}/withdraw")).Refused(409, "ORG-1433");
        await a.ElectAsync(Post.CouncilMember, 9, [a.Members[0]]);
    }

    [Fact]
    public async Task A_runoff_that_was_cancelled_can_be_opened_again()
    {
        var (officer, a) = await FoundAsync(2);
        var election = await a.OpenAsync(Post.CouncilMember, 1, a.Members);
        (await a.RecordAsync(election, 9, a.Members.Select(m => (m, 5)))).Refused(400, "PLT-0001", "/counts ORG-1203");
        (await a.RecordAsync(election, 8, a.Members.Select(m => (m, 4)))).Expect(200);
        Assert.Equal("decided", (await officer.Get(election.Headers["Location"])).Expect(200)["state"].GetString());

        var tied = await OpenWithoutMajorityAsync(officer, a);
        (await a.RecordAsync(tied, 8, a.Members.Select(m => (m, 4)))).Expect(200);
        var runoff = tied.Headers["Location"] + "/runoff";
        var first = (await officer.Post(runoff, new { heldOn = "2020-03-02" })).Expect(201);
        (await officer.Post(first.Headers["Location"] + "/cancel", new { reason = "改期" }, ifMatch: "*")).Expect(200);
        var second = (await officer.Post(runoff, new { heldOn = "2020-03-03" })).Expect(201);
        (await a.RecordAsync(second, 9, [(a.Members[0], 5), (a.Members[1], 4)])).Expect(200);
        Assert.Equal(second.Id, (await officer.Get(tied.Headers["Location"])).Expect(200)["runoffId"].GetGuid());
    }

    [Fact]
    public async Task An_organization_that_is_dissolved_leaves_no_election_open()
    {
        var (officer, a) = await FoundAsync(1);
        var election = await a.OpenAsync(Post.CouncilMember, 1, a.Members);
        (await officer.Put(a.Path + "/status", new { status = "dissolved" }, "*")).Expect(200);
        Assert.Equal("cancelled", (await officer.Get(election.Headers["Location"])).Expect(200)["state"].GetString());
    }

    [Fact]
    public async Task A_candidacy_of_an_organization_that_is_dissolved_is_cancelled_though_its_seat_ends_too()
    {
        var (officer, a) = await FoundAsync(2);
        await a.ElectAsync(Post.CouncilMember, 9, a.Members);
        var election = await a.OpenAsync(Post.StandingCouncilMember, 1, a.Members);
        (await officer.Put(a.Path + "/status", new { status = "dissolved" }, "*")).Expect(200);
        Assert.Equal("cancelled", Candidate(await officer.Get(election.Headers["Location"]), a.Members[0])["outcome"]);
    }

    [Fact]
    public async Task A_candidacy_ends_with_a_seat_that_a_shortened_term_ends_before_the_office_begins()
    {
        var (officer, a) = await FoundAsync(2);
        await a.ElectAsync(Post.CouncilMember, 9, a.Members);
        var election = (
            await officer.Post(
                Root + "/elections",
                new
                {
                    termId = a.Term,
                    post = Post.StandingCouncilMember,
                    seats = 1,
                    heldOn = "2024-09-01",
                }
            )
        ).Expect(201);
        (await officer.Post(election.Headers["Location"] + "/candidates", new { personIds = a.Members })).Expect(201);
        (await officer.Patch($"{Root}/terms/{a.Term}", new { endsOn = "2024-06-30" }, "*")).Expect(200);
        Assert.Equal(
            "left-body",
            Candidate(await officer.Get(election.Headers["Location"]), a.Members[0])["withdrawal"]
        );
    }

    [Fact]
    public async Task Concurrent_elections_for_the_same_seats_open_once()
    {
        var (officer, a) = await FoundAsync(0);
        var opened = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => officer.Post(Root + "/elections", Council(a)))
        );
        Assert.Equal([201, .. Enumerable.Repeat(409, 7)], opened.Select(o => o.Status).Order());
        Assert.All(opened.Where(o => o.Status == 409), o => o.Refused(409, "ORG-1430", "/post PLT-1010"));
    }

    [Fact]
    public async Task A_concurrent_count_and_cancellation_leave_one_of_them()
    {
        for (var round = 0; round < 6; round++)
        {
            var (officer, a) = await FoundAsync(1);
            var election = await a.OpenAsync(Post.CouncilMember, 1, a.Members);
            var answers = await Task.WhenAll(
                a.RecordAsync(election, 9, [(a.Members[0], 9)]),
                officer.Post(election.Headers["Location"] + "/cancel", new { reason = "改期" }, ifMatch: "*")
            );
            Assert.Single(answers, r => r.Status == 200);
            var counted = answers[0].Status == 200;
            Assert.Equal(
                counted ? "decided" : "cancelled",
                (await officer.Get(election.Headers["Location"])).Expect(200)["state"].GetString()
            );
            Assert.Equal(counted ? 1 : 0, (await a.HoldersAsync(Post.CouncilMember, "2024-01-01")).Count);
        }
    }

    [Fact]
    public async Task A_concurrent_count_and_withdrawal_leave_one_of_them()
    {
        for (var round = 0; round < 6; round++)
        {
            var (officer, a) = await FoundAsync(1);
            var election = await a.OpenAsync(Post.CouncilMember, 1, a.Members);
            var answers = await Task.WhenAll(
                a.RecordAsync(election, 9, [(a.Members[0], 9)]),
                _service.As(a.Members[0]).Post($"{election.Headers["Location"]}/candidates/{a.Members[0]}/withdraw")
            );
            Assert.Single(answers, r => r.Status == 200);
            Assert.Equal(
                answers[0].Status == 200 ? 1 : 0,
                (await a.HoldersAsync(Post.CouncilMember, "2024-01-01")).Count
            );
        }
    }

    static object Council(Association a, bool majority = true) =>
        new
        {
            termId = a.Term,
            post = Post.CouncilMember,
            seats = 1,
            majority,
            heldOn = "2020-03-01",
        };

    static async Task<Answer> OpenWithoutMajorityAsync(Client officer, Association a)
    {
        var election = (await officer.Post(Root + "/elections", Council(a, majority: false))).Expect(201);
        (await officer.Post(election.Headers["Location"] + "/candidates", new { personIds = a.Members })).Expect(201);
        return election;
    }

    static Dictionary<string, string> Candidate(Answer election, Guid person) =>
        election
            .Expect(200)["candidates"]
            .EnumerateArray()
            .Single(c => c.GetProperty("personId").GetGuid() == person)
            .EnumerateObject()
            .ToDictionary(m => m.Name, m => m.Value.ToString());

    static async Task EndSeatAsync(Client officer, Association a, Guid person, string post)
    {
        var seat = (await officer.Get($"{Root}/appointments?organizationId={a.Id}&post={post}&personId={person}"))
            .Expect(200)
            .Items[0]
            .GetProperty("id")
            .GetGuid();
        (await officer.Post($"{Root}/appointments/{seat}/end", new { on = "2020-04-01" }, ifMatch: "*")).Expect(200);
    }

    async Task<(Client Officer, Association Association)> FoundAsync(int members)
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var division = await province.Division(province.County);
        var a = await Association.FoundAsync(officer, division.Id, "女科技工作者协会", new(2020, 3, 1));
        return (officer, members == 0 ? a : await a.JoinAsync(members));
    }
}
