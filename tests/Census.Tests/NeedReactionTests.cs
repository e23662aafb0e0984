using Contracts.Census.V1;
using Contracts.Jobs.V1;
using Contracts.Training.V1;
using Testing;

namespace Census.Tests;

/// <summary>Events of Training and Jobs change the need, in any order of arrival.</summary>
public class NeedReactionTests(CensusFixture census)
{
    readonly TestService _service = census.Service;
    readonly Guid _officer = Guid.CreateVersion7();

    [Fact]
    public async Task A_need_follows_enrolment_certificate_hire_and_retention()
    {
        var (county, person, need) = await OpenAsync();
        await _service.Deliver(Enrolled(person, need));
        Assert.Equal("in-training", await StateAsync(county, need));
        await _service.Deliver(Certified(person, need));
        Assert.Equal("trained", await StateAsync(county, need));
        var hired = Hired(person, need);
        await _service.Deliver(hired);
        await _service.Deliver(new PlacementRetained(hired.PlacementId, person, need, 3, _officer));

        var read = (await county.Member.Get($"/census/v1/needs/{need}")).Expect(200);
        Assert.Equal(("closed", "employed"), (read["state"].GetString(), read["outcome"].GetString()));
        Assert.Equal(
            ["opened", "learner-enrolled", "certificate-issued", "placement-started", "closed", "placement-retained"],
            Facts(read)
        );
        Assert.Equal("3", read["timeline"][5].GetProperty("detail").GetString());
        await ClosedOnceAsync(need, "employed");
        (await county.Member.Post($"/census/v1/needs/{need}/close", new { outcome = "withdrawn" })).Refused(
            409,
            "CEN-0004"
        );
    }

    [Fact]
    public async Task Events_in_another_order_never_take_the_state_back()
    {
        var (county, person, need) = await OpenAsync();
        await _service.Deliver(Certified(person, need));
        await _service.Deliver(Enrolled(person, need));
        Assert.Equal("trained", await StateAsync(county, need));
        await _service.Deliver(Hired(person, need));
        await _service.Deliver(Enrolled(person, need));
        await _service.Deliver(Certified(person, need));
        Assert.Equal("closed", await StateAsync(county, need));
        await ClosedOnceAsync(need, "employed");
    }

    [Fact]
    public async Task A_repeated_event_or_a_second_hire_closes_the_need_once()
    {
        var (county, person, need) = await OpenAsync();
        var first = Hired(person, need);
        var sent = await _service.Deliver(first);
        await _service.Others.SendAsync(first, sent.EventId, sent.Sequence);
        await _service.Deliver(Hired(person, need));
        Assert.Equal(
            2,
            Facts((await county.Member.Get($"/census/v1/needs/{need}")).Expect(200))
                .Count(f => f == "placement-started")
        );
        await ClosedOnceAsync(need, "employed");
    }

    [Fact]
    public async Task A_hire_after_a_withdrawal_only_adds_to_the_timeline()
    {
        var (county, person, need) = await OpenAsync();
        (await county.Member.Post($"/census/v1/needs/{need}/close", new { outcome = "withdrawn" })).Expect(200);
        var before = (await county.Member.Get($"/census/v1/needs/{need}")).ETag;
        await _service.Deliver(Hired(person, need));
        var read = (await county.Member.Get($"/census/v1/needs/{need}", before)).Expect(200);
        Assert.Equal(("closed", "withdrawn"), (read["state"].GetString(), read["outcome"].GetString()));
        Assert.Equal(["opened", "closed", "placement-started"], Facts(read));
        await ClosedOnceAsync(need, "withdrawn");
    }

    [Fact]
    public async Task An_event_without_a_need_goes_to_the_open_need_and_an_unknown_person_to_none()
    {
        var (county, person, need) = await OpenAsync();
        await _service.Deliver(Enrolled(person, null));
        Assert.Equal("in-training", await StateAsync(county, need));
        await _service.Deliver(Certified(Guid.CreateVersion7(), null));
        await _service.Deliver(Hired(person, Guid.CreateVersion7()));
        await _service.Deliver(Hired(Guid.CreateVersion7(), need));
        Assert.Equal("in-training", await StateAsync(county, need));
    }

    [Fact]
    public async Task Events_that_arrive_at_once_end_in_the_same_state()
    {
        var (county, person, need) = await OpenAsync();
        var sent = await Task.WhenAll(
            _service.Others.PublishAsync(Hired(person, need)),
            _service.Others.PublishAsync(Enrolled(person, need)),
            _service.Others.PublishAsync(Certified(person, need))
        );
        foreach (var s in sent)
            await _service.AppliedAsync(s);
        var read = (await county.Member.Get($"/census/v1/needs/{need}")).Expect(200);
        Assert.Equal("closed", read["state"].GetString());
        Assert.Equal(
            ["certificate-issued", "closed", "learner-enrolled", "opened", "placement-started"],
            Facts(read).Order()
        );
        await ClosedOnceAsync(need, "employed");
    }

    [Fact]
    public async Task A_revoked_certificate_takes_the_need_back_from_trained()
    {
        var (county, person, need) = await OpenAsync();
        await _service.Deliver(Enrolled(person, need));
        var (first, second) = (Certified(person, need), Certified(person, need));
        await _service.Deliver(first);
        await _service.Deliver(second);
        await _service.Deliver(Revoked(first));
        Assert.Equal("trained", await StateAsync(county, need));
        await _service.Deliver(Revoked(second));
        var read = (await county.Member.Get($"/census/v1/needs/{need}")).Expect(200);
        Assert.Equal("in-training", read["state"].GetString());
        Assert.Equal(
            [
                "opened",
                "learner-enrolled",
                "certificate-issued",
                "certificate-issued",
                "certificate-revoked",
                "certificate-revoked",
            ],
            Facts(read)
        );
        Assert.Equal(second.CertificateId, read["timeline"][5].GetProperty("reference").GetGuid());
        await _service.Deliver(Certified(person, need));
        Assert.Equal("trained", await StateAsync(county, need));
    }

    [Fact]
    public async Task Leaving_the_last_class_takes_the_need_back_to_open()
    {
        var (county, person, need) = await OpenAsync();
        var (first, second) = (Enrolled(person, need), Enrolled(person, null));
        await _service.Deliver(first);
        await _service.Deliver(second);
        await _service.Deliver(Left(first));
        Assert.Equal("in-training", await StateAsync(county, need));
        await _service.Deliver(Left(second));
        var read = (await county.Member.Get($"/census/v1/needs/{need}")).Expect(200);
        Assert.Equal("open", read["state"].GetString());
        Assert.Equal(
            ["opened", "learner-enrolled", "learner-enrolled", "enrolment-ended", "enrolment-ended"],
            Facts(read)
        );
    }

    [Fact]
    public async Task A_revoked_certificate_leaves_a_closed_need_and_a_later_need_as_they_are()
    {
        var (county, person, need) = await OpenAsync();
        var certificate = Certified(person, null);
        await _service.Deliver(certificate);
        await _service.Deliver(Hired(person, need));
        var later = (await county.Member.Post("/census/v1/needs", NeedTests.Form(person))).Expect(201).Id;
        await _service.Deliver(Revoked(certificate));
        var read = (await county.Member.Get($"/census/v1/needs/{need}")).Expect(200);
        Assert.Equal(("closed", "certificate-revoked"), (read["state"].GetString(), Facts(read)[^1]));
        Assert.Equal(["opened"], Facts((await county.Member.Get($"/census/v1/needs/{later}")).Expect(200)));
        await ClosedOnceAsync(need, "employed");
    }

    async Task<(County County, Guid Person, Guid Need)> OpenAsync()
    {
        var county = await County.NewAsync(_service);
        var person = (await county.Register()).Residents[0];
        return (county, person, (await county.Member.Post("/census/v1/needs", NeedTests.Form(person))).Expect(201).Id);
    }

    static async Task<string> StateAsync(County county, Guid need) =>
        (await county.Member.Get($"/census/v1/needs/{need}")).Expect(200)["state"].GetString()!;

    async Task ClosedOnceAsync(Guid need, string outcome) =>
        Assert.Equal(outcome, Assert.Single(await _service.Published<NeedClosed>(), n => n.NeedId == need).Outcome);

    static List<string> Facts(Answer need) =>
        [.. need["timeline"].EnumerateArray().Select(t => t.GetProperty("event").GetString()!)];

    LearnerEnrolled Enrolled(Guid person, Guid? need) =>
        new(Guid.CreateVersion7(), Guid.CreateVersion7(), person, need, "domestic-service", _officer);

    CertificateIssued Certified(Guid person, Guid? need) =>
        new(
            Guid.CreateVersion7(),
            person,
            need,
            Guid.CreateVersion7(),
            "domestic-service",
            "家政服务",
            "61-1",
            "verify",
            new(2026, 1, 1),
            _officer
        );

    static EnrolmentEnded Left(LearnerEnrolled e) =>
        new(e.EnrolmentId, e.ClassId, e.PersonId, e.NeedId, e.Course, "health", new(2026, 2, 1));

    CertificateRevoked Revoked(CertificateIssued c) =>
        new(
            c.CertificateId,
            c.PersonId,
            c.NeedId,
            c.EnrolmentId,
            c.Course,
            c.Number,
            new(2026, 2, 1),
            "fraud",
            _officer
        );

    PlacementStarted Hired(Guid person, Guid? need) =>
        new(
            Guid.CreateVersion7(),
            person,
            need,
            Guid.CreateVersion7(),
            Guid.CreateVersion7(),
            _officer,
            new(2026, 1, 1)
        );
}
