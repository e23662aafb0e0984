using Contracts.Census.V1;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

public class MeritTests(OrganizationsFixture fixture)
{
    readonly TestService _service = fixture.Service;

    async Task<(Province Province, Client Officer, Guid Person)> Somebody()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        return (
            province,
            officer,
            (await officer.Post("/organizations/v1/people", new { name = "王执委" })).Expect(201).Id
        );
    }

    async Task<long> Total(Guid person) =>
        (await _service.As(person).Get("/organizations/v1/me/points")).Expect(200)["total"].GetInt64();

    [Fact]
    public async Task A_merit_without_event_counts_once_another_leader_has_approved_it()
    {
        var (province, officer, person) = await Somebody();
        var chair = await province.Staff(Post.Chair, province.County);
        var made = (
            await officer.Post(
                $"/organizations/v1/people/{person}/merits",
                new
                {
                    points = 20,
                    reason = "防汛值守",
                    earnedOn = "2025-07-30",
                }
            )
        ).Expect(201);
        var proposed = (await chair.Get(made.Headers["Location"])).Expect(200);
        Assert.Equal(0, await Total(person));
        async Task<Answer> Decide(Client by, object body, string? ifMatch) =>
            await by.Send(
                HttpMethod.Post,
                made.Headers["Location"] + "/decide",
                body,
                ("Idempotency-Key", Guid.NewGuid().ToString()),
                ("If-Match", ifMatch)
            );
        (await Decide(officer, new { approve = true }, proposed.ETag)).Refused(403, "ORG-0402");
        (await Decide(chair, new { approve = true }, "\"v9\"")).Refused(412, "PLT-0008");
        (await Decide(chair, new { approve = true }, null)).Expect(428);
        (await Decide(chair, new { approve = false }, proposed.ETag)).Refused(400, "PLT-0001", "/reason PLT-1001");
        (
            await Decide(await province.Staff(Post.Chair, province.OtherCounty), new { approve = true }, proposed.ETag)
        ).Expect(404);
        Assert.Equal(0, await Total(person));
        var decided = (await Decide(chair, new { approve = true, reason = "属实" }, proposed.ETag)).Expect(200);
        Assert.Equal(("approved", 20L), (decided["state"].GetString(), await Total(person)));
        (await Decide(chair, new { approve = true }, "\"v2\"")).Refused(409, "ORG-0403");
        Assert.Equal(20, await Total(person));
        var refused = (
            await officer.Post($"/organizations/v1/people/{person}/merits", new { points = 5, reason = "其他" })
        ).Expect(201);
        (
            await chair.Send(
                HttpMethod.Post,
                refused.Headers["Location"] + "/decide",
                new { approve = false, reason = "无依据" },
                ("Idempotency-Key", Guid.NewGuid().ToString()),
                ("If-Match", "\"v1\"")
            )
        ).Expect(200);
        Assert.Equal(20, await Total(person));
        Assert.Equal(
            ["approved", "refused"],
            (await officer.Get($"/organizations/v1/merits?personId={person}"))
                .Expect(200)
                .Items.Select(m => m.GetProperty("state").GetString()!)
        );
    }

    [Fact]
    public async Task Points_are_proposed_where_the_proposer_sees_the_person()
    {
        var province = await Province.NewAsync(_service);
        var (person, county, chair) = await province.HolderOfTownship();
        var made = (
            await chair.Post($"/organizations/v1/people/{person}/merits", new { points = 20, reason = "防汛值守" })
        ).Expect(201);
        var merit = (await chair.Get(made.Headers["Location"])).Expect(200);
        (await county.Post(made.Headers["Location"] + "/decide", new { approve = true }, ifMatch: merit.ETag)).Expect(
            200
        );
        Assert.Equal(20, await Total(person));
        // The county's own entries lie with the county, where the person is registered.
        (await county.Post($"/organizations/v1/people/{person}/merits", new { points = 3, reason = "其他" })).Expect(
            201
        );
        Assert.Single((await chair.Get($"/organizations/v1/merits?personId={person}")).Expect(200).Items);
        Assert.Equal(2, (await county.Get($"/organizations/v1/merits?personId={person}")).Expect(200).Items.Count);
    }

    [Fact]
    public async Task A_bad_proposal_is_refused_and_so_is_one_for_the_proposer()
    {
        var (province, officer, person) = await Somebody();
        (await officer.Post($"/organizations/v1/people/{person}/merits", new { points = -3, reason = " " })).Refused(
            400,
            "PLT-0001",
            "/points PLT-1007",
            "/reason PLT-1001"
        );
        (
            await officer.Post(
                $"/organizations/v1/people/{person}/merits",
                new
                {
                    points = 3,
                    reason = "x",
                    earnedOn = "2999-01-01",
                }
            )
        ).Refused(400, "PLT-0001", "/earnedOn PLT-1004");
        (
            await (await province.Staff(Post.Chair, province.OtherCounty)).Post(
                $"/organizations/v1/people/{person}/merits",
                new { points = 3, reason = "x" }
            )
        ).Expect(404);
        await _service.Grant(person, Post.Chair, await province.Key(province.County));
        (
            await _service
                .As(person)
                .Post($"/organizations/v1/people/{person}/merits", new { points = 3, reason = "x" })
        ).Refused(403, "ORG-0402");
        Assert.Equal(
            0,
            await _service.Database.Find<long>("select count(*) from merits where person_id = @person", new { person })
        );
    }

    [Fact]
    public async Task A_wrong_entry_is_reversed_by_another_and_only_once()
    {
        var (province, officer, person) = await Somebody();
        var key = await province.Key(province.Village);
        await _service.Deliver(
            new VisitRecorded(
                Guid.CreateVersion7(),
                Guid.CreateVersion7(),
                key,
                "visit",
                person,
                _service.Clock.GetUtcNow()
            )
        );
        var entry = (await officer.Get($"/organizations/v1/point-entries?personId={person}"))
            .Expect(200)
            .Items.Single()
            .GetProperty("id")
            .GetGuid();
        var path = $"/organizations/v1/point-entries/{entry}/reverse";
        (await officer.Post(path, new { reason = "" })).Refused(400, "PLT-0001", "/reason PLT-1001");
        (await (await province.Staff(Post.Chair, province.OtherCounty)).Post(path, new { reason = "重复" })).Expect(
            404
        );
        var reversal = (await officer.Post(path, new { reason = "重复登记" })).Expect(201).Id;
        Assert.Equal(0, await Total(person));
        (await officer.Post(path, new { reason = "重复登记" })).Refused(409, "ORG-0405");
        (await officer.Post($"/organizations/v1/point-entries/{reversal}/reverse", new { reason = "x" })).Refused(
            409,
            "ORG-0404"
        );
        var entries = (await officer.Get($"/organizations/v1/people/{person}/points"))
            .Expect(200)["entries"]
            .EnumerateArray()
            .ToList();
        Assert.Equal([-2, 2], entries.Select(e => e.GetProperty("points").GetInt32()).Order());
        Assert.Contains(entries, e =>
            e.GetProperty("reason").GetString() == "冲销：重复登记" && e.GetProperty("reverses").GetGuid() == entry
        );
    }
}
