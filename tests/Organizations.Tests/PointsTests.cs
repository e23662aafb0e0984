using Contracts.Census.V1;
using Contracts.Jobs.V1;
using Contracts.Organizations.V1;
using Contracts.Training.V1;
using Testing;

namespace Organizations.Tests;

public class PointsTests(OrganizationsFixture fixture)
{
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task A_revoked_certificate_reverses_its_points_once_and_nothing_else()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var person = (await officer.Post("/organizations/v1/people", new { name = "王培训" })).Expect(201).Id;
        var certificates = Enumerable
            .Range(0, 3)
            .Select(i => new CertificateIssued(
                Guid.CreateVersion7(),
                Guid.CreateVersion7(),
                null,
                Guid.CreateVersion7(),
                "domestic-service",
                "家政服务",
                $"{i}",
                "v",
                new(2026, 1, 1),
                person
            ))
            .ToList();
        foreach (var certificate in certificates)
            await _service.Deliver(certificate);
        var entries = (await officer.Get($"/organizations/v1/people/{person}/points")).Expect(200)["entries"];
        var byHand = entries
            .EnumerateArray()
            .Single(e => e.GetProperty("sourceId").GetGuid() == certificates[1].CertificateId)
            .GetProperty("id")
            .GetGuid();
        (await officer.Post($"/organizations/v1/point-entries/{byHand}/reverse", new { reason = "有误" })).Expect(201);
        foreach (var c in certificates.Take(2))
            await _service.Deliver(
                new CertificateRevoked(
                    c.CertificateId,
                    c.PersonId,
                    null,
                    c.EnrolmentId,
                    c.Course,
                    c.Number,
                    new(2026, 2, 1),
                    "fraud",
                    person
                )
            );
        var points = (await officer.Get($"/organizations/v1/people/{person}/points")).Expect(200);
        Assert.Equal((3L, 5), (points["total"].GetInt64(), points["entries"].GetArrayLength()));
    }

    [Fact]
    public async Task Each_fact_gives_its_points_once_with_a_reason()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var (key, need, worker) = (await province.Key(province.Village), Guid.CreateVersion7(), Guid.CreateVersion7());
        var person = (await officer.Post("/organizations/v1/people", new { name = "王执委" })).Expect(201).Id;
        var visit = new VisitRecorded(
            Guid.CreateVersion7(),
            Guid.CreateVersion7(),
            key,
            "visit",
            person,
            _service.Clock.GetUtcNow()
        );
        var sent = await _service.Deliver(visit);
        await _service.Others.SendAsync(visit, sent.EventId, sent.Sequence);
        await _service.Deliver(new HouseholdRegistered(Guid.CreateVersion7(), key, 4, person));
        await _service.Deliver(s => new NeedOpened(
            need,
            worker,
            Guid.CreateVersion7(),
            key,
            "work",
            s.Seal("name", "李"),
            [],
            [],
            person
        ));
        await _service.Deliver(
            new CertificateIssued(
                Guid.CreateVersion7(),
                worker,
                need,
                Guid.CreateVersion7(),
                "domestic-service",
                "家政服务",
                "1",
                "v",
                new(2026, 1, 1),
                person
            )
        );
        await _service.Deliver(
            new PlacementStarted(
                Guid.CreateVersion7(),
                worker,
                need,
                Guid.CreateVersion7(),
                Guid.CreateVersion7(),
                person,
                new(2026, 1, 1)
            )
        );
        await _service.Deliver(new PlacementRetained(Guid.CreateVersion7(), worker, need, 3, person));
        await _service.Deliver(new NeedClosed(need, worker, key, "employed", person, _service.Clock.GetUtcNow()));
        await _service.Deliver(
            new NeedClosed(Guid.CreateVersion7(), worker, key, "withdrawn", person, _service.Clock.GetUtcNow())
        );

        var points = (await officer.Get($"/organizations/v1/people/{person}/points")).Expect(200);
        var entries = points["entries"].EnumerateArray().ToList();
        Assert.Equal(
            [
                "certificate-issued",
                "household-registered",
                "need-closed-employed",
                "need-opened",
                "placement-retained",
                "placement-started",
                "visit-recorded",
            ],
            entries.Select(e => e.GetProperty("kind").GetString()!).Order(StringComparer.Ordinal)
        );
        Assert.Equal(32, points["total"].GetInt64());
        Assert.Equal(32, entries.Sum(e => e.GetProperty("points").GetInt32()));
        var one = entries.Single(e => e.GetProperty("kind").GetString() == "visit-recorded");
        Assert.Equal(
            (sent.EventId, visit.VisitId, 1, "走访联系一户并写下民情日记"),
            (
                one.GetProperty("eventId").GetGuid(),
                one.GetProperty("sourceId").GetGuid(),
                one.GetProperty("ruleVersion").GetInt32(),
                one.GetProperty("reason").GetString()
            )
        );

        Assert.Equal(points.Text, (await _service.As(person).Get("/organizations/v1/me/points")).Expect(200).Text);
        Assert.Equal(
            points.Text,
            (await _service.As(person).Get($"/organizations/v1/people/{person}/points")).Expect(200).Text
        );
        var list = $"/organizations/v1/people/{person}/points/entries";
        Assert.Equal(
            [10, 8],
            (await _service.As(person).Get(list + "?sort=-points&limit=2"))
                .Expect(200)
                .Items.Select(e => e.GetProperty("points").GetInt32())
        );
        Assert.Contains(
            "走访联系一户并写下民情日记",
            (await officer.Get(list + "?kind=visit-recorded&format=csv")).Expect(200).Text,
            StringComparison.Ordinal
        );
        (await _service.AsSomebody().Get(list)).Refused(404, "PLT-0005");
        var page = (await officer.Get($"/organizations/v1/people/{person}/points?limit=5")).Expect(200);
        Assert.Equal((5, 32L), (page["entries"].GetArrayLength(), page["total"].GetInt64()));
        Assert.Equal(
            2,
            (await officer.Get($"/organizations/v1/people/{person}/points?limit=5&cursor={page["next"].GetString()}"))
                .Expect(200)["entries"]
                .GetArrayLength()
        );
    }

    [Theory]
    [
        InlineData("limit=0", "/limit PLT-1007"),
        InlineData("limit=501", "/limit PLT-1007"),
        InlineData("kind=visit-recorded", "/kind PLT-1009")
    ]
    [InlineData("format=csv", "/format PLT-1009")]
    public async Task An_account_takes_a_page_of_its_entries_and_nothing_else(string query, string error) =>
        (await _service.AsSomebody().Get("/organizations/v1/me/points?" + query)).Refused(400, "PLT-0001", error);

    [Fact]
    public async Task A_malformed_cursor_gives_no_page_of_an_account() =>
        (await _service.AsSomebody().Get("/organizations/v1/me/points?cursor=x")).Refused(400, "PLT-0012");

    [Fact]
    public async Task Others_do_not_see_the_points_and_a_person_without_points_sees_none()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var person = (await officer.Post("/organizations/v1/people", new { name = "陈" })).Expect(201).Id;
        (
            await (await province.Staff(Post.Chair, province.OtherCounty)).Get(
                $"/organizations/v1/people/{person}/points"
            )
        ).Refused(404, "PLT-0005");
        (await _service.AsSomebody().Get($"/organizations/v1/people/{person}/points")).Expect(404);
        (await _service.AsNobody().Get($"/organizations/v1/people/{person}/points")).Expect(401);
        Assert.Equal(
            0,
            (await _service.AsSomebody().Get("/organizations/v1/me/points")).Expect(200)["total"].GetInt64()
        );
    }

    [Fact]
    public async Task Points_earned_elsewhere_count_in_the_total_without_a_line()
    {
        var province = await Province.NewAsync(_service);
        var (person, county, chair) = await province.HolderOfTownship();
        foreach (var code in new[] { province.Village, province.OtherCounty })
            await _service.Deliver(
                new VisitRecorded(
                    Guid.CreateVersion7(),
                    Guid.CreateVersion7(),
                    await province.Key(code),
                    "visit",
                    person,
                    _service.Clock.GetUtcNow()
                )
            );
        var path = $"/organizations/v1/people/{person}/points";
        foreach (var (by, lines) in new[] { (chair, 1), (county, 1), (_service.As(person), 2) })
        {
            var answer = (await by.Get(path)).Expect(200);
            Assert.Equal(lines, answer["entries"].GetArrayLength());
            Assert.Equal(2 - lines, answer["elsewhere"].GetProperty("entries").GetInt64());
            Assert.Equal(
                answer["total"].GetInt64(),
                answer["elsewhere"].GetProperty("points").GetInt64()
                    + answer["entries"].EnumerateArray().Sum(e => e.GetProperty("points").GetInt64())
            );
            Assert.Equal(lines, (await by.Get(path + "/entries")).Expect(200).Items.Count);
        }
    }

    [Fact]
    public async Task An_event_counts_by_the_rule_of_its_time()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Setup.Subscriptions.Program);
        await using var broker = await TestBroker.CreateAsync();
        await using var service = await TestService.StartAsync(fixture.Setup, database, broker.Address);
        await database.Execute(
            """
            update point_rules set valid_to = '2020-01-01Z' where kind = 'visit-recorded';
            insert into point_rules values ('visit-recorded', 2, 5, '走访联系一户', 'Visited a household', '2020-01-01Z');
            """
        );
        var person = Guid.CreateVersion7();
        await service.Deliver(
            new VisitRecorded(
                Guid.CreateVersion7(),
                Guid.CreateVersion7(),
                "000",
                "call",
                person,
                service.Clock.GetUtcNow()
            )
        );
        var entry = Assert.Single(
            (await service.As(person).Get("/organizations/v1/me/points")).Expect(200)["entries"].EnumerateArray()
        );
        Assert.Equal(
            (5, 2, "走访联系一户"),
            (
                entry.GetProperty("points").GetInt32(),
                entry.GetProperty("ruleVersion").GetInt32(),
                entry.GetProperty("reason").GetString()
            )
        );
    }
}
