using Contracts.Jobs.V1;
using Contracts.Organizations.V1;
using Testing;

namespace Jobs.Tests;

/// <summary>Checks fall due 3, 6 and 12 months after the start, and each is recorded once.</summary>
public class RetentionTests(ClockFixture jobs) : IClassFixture<ClockFixture>
{
    [Fact]
    public async Task Each_check_falls_due_on_its_day_and_is_published_once()
    {
        var scene = await Scene.CreateAsync(jobs);
        var referred = await scene.ReferSomebody();
        var startedOn = scene.Today;
        var placement = (await scene.Hire(referred.Manager, referred.Referral)).Expect(201).Id;
        await scene.CloseNeed(referred.Need, referred.Person);
        (
            await scene.Officer.Post($"/jobs/v1/placements/{placement}/checks", new { months = 3, employed = true })
        ).Refused(409, "JOB-0008");
        (
            await scene.Officer.Post($"/jobs/v1/placements/{placement}/checks", new { months = 4, employed = true })
        ).Refused(400, "PLT-0001", "/months PLT-1003");
        (await scene.Officer.Post($"/jobs/v1/placements/{placement}/checks", new { })).Refused(
            400,
            "PLT-0001",
            "/months PLT-1001",
            "/employed PLT-1001"
        );

        foreach (var months in new[] { 3, 6, 12 })
        {
            var midnight = new DateTimeOffset(startedOn.AddMonths(months), TimeOnly.MinValue, TimeSpan.FromHours(8));
            jobs.Service.Clock.Set(midnight.AddMinutes(-2));
            var officer = await jobs.Service.Holder(Post.JobOfficer, scene.County.Key);
            (await officer.Post($"/jobs/v1/placements/{placement}/checks", new { months, employed = true })).Refused(
                409,
                "JOB-0008"
            );
            jobs.Service.Clock.Set(midnight);
            await Due(officer, placement, months);
            Assert.Equal(
                placement,
                Assert
                    .Single((await officer.Get("/jobs/v1/placements?checks=due")).Expect(200).Items)
                    .GetProperty("id")
                    .GetGuid()
            );

            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 3)
                    .Select(_ =>
                        officer.Post($"/jobs/v1/placements/{placement}/checks", new { months, employed = true })
                    )
            );
            Assert.Equal(1, answers.Count(a => a.Status == 200));
            foreach (var refused in answers.Where(a => a.Status != 200))
                refused.Refused(409, "JOB-0009");
            Assert.Empty((await officer.Get("/jobs/v1/placements?checks=due")).Expect(200).Items);
        }
        var events = (await jobs.Service.Published<PlacementRetained>())
            .Where(e => e.PlacementId == placement)
            .ToList();
        Assert.Equal([3, 6, 12], events.Select(e => e.Months));
        Assert.All(events, e =>
            Assert.Equal(
                (referred.Person, referred.Need, scene.Officer.Subject),
                (e.PersonId, e.NeedId!.Value, e.ReferredBy)
            )
        );
    }

    [Fact]
    public async Task A_person_who_has_left_has_the_later_checks_dropped()
    {
        var scene = await Scene.CreateAsync(jobs);
        var referred = await scene.ReferSomebody();
        var placement = (await scene.Hire(referred.Manager, referred.Referral)).Expect(201).Id;
        jobs.Service.Clock.Move(TimeSpan.FromDays(100));
        var officer = await jobs.Service.Holder(Post.JobOfficer, scene.County.Key);
        await Due(officer, placement, 3);
        (await officer.Post($"/jobs/v1/placements/{placement}/checks", new { months = 3, employed = false })).Expect(
            200
        );
        var seen = (await officer.Get($"/jobs/v1/placements/{placement}")).Expect(200);
        Assert.Equal(
            ("ended", "left,dropped,dropped"),
            (
                seen["state"].GetString(),
                string.Join(',', seen["checks"].EnumerateArray().Select(c => c.GetProperty("state").GetString()))
            )
        );
        (await officer.Post($"/jobs/v1/placements/{placement}/checks", new { months = 6, employed = true })).Refused(
            409,
            "JOB-0009"
        );
        Assert.Equal(
            0,
            await jobs.Database.Find<long>(
                "select count(*) from platform.timers where key like @key",
                new { key = $"{placement:N}/%" }
            )
        );
        Assert.DoesNotContain(await jobs.Service.Published<PlacementRetained>(), e => e.PlacementId == placement);
    }

    [Fact]
    public async Task A_start_before_the_day_of_the_referral_is_refused()
    {
        var scene = await Scene.CreateAsync(jobs);
        var referred = await scene.ReferSomebody();
        var referredOn = scene.Today;
        jobs.Service.Clock.Move(TimeSpan.FromDays(2));
        var manager = await jobs.Service.Holder(Post.EmployerManager, organization: referred.Employer);
        foreach (var early in new[] { referredOn.AddDays(-1), referredOn.AddYears(-1) })
            (await scene.Hire(manager, referred.Referral, early)).Refused(400, "PLT-0001", "/startedOn JOB-1001");
        var placement = (await scene.Hire(manager, referred.Referral, referredOn)).Expect(201).Id;
        Assert.Equal(
            (referredOn.AddMonths(3), referredOn.AddMonths(12)),
            await jobs.Database.Find<(DateOnly, DateOnly)>(
                "select min(due_on), max(due_on) from placement_checks where placement_id = @placement",
                new { placement }
            )
        );
    }

    /// <summary>An older release accepted a start long before the referral, whose checks were due at once.</summary>
    [Fact]
    public async Task A_check_made_due_before_its_day_is_refused()
    {
        var scene = await Scene.CreateAsync(jobs);
        var referred = await scene.ReferSomebody();
        var placement = (await scene.Hire(referred.Manager, referred.Referral)).Expect(201).Id;
        await jobs.Database.Execute(
            "update placement_checks set state = 'due' where placement_id = @placement",
            new { placement }
        );
        foreach (var months in new[] { 3, 6, 12 })
            (
                await scene.Officer.Post($"/jobs/v1/placements/{placement}/checks", new { months, employed = true })
            ).Refused(409, "JOB-0008");
    }

    static Task Due(Client officer, Guid placement, int months) =>
        Eventually.True(
            async () =>
                (await officer.Get($"/jobs/v1/placements/{placement}"))
                    .Expect(200)["checks"]
                    .EnumerateArray()
                    .Any(c =>
                        c.GetProperty("months").GetInt32() == months && c.GetProperty("state").GetString() == "due"
                    ),
            $"check after {months} months due"
        );
}
