namespace Jobs.Tests;

/// <summary>Referrals, refusals and hires, concurrent and in any order.</summary>
public class ReferralTests(JobsFixture jobs)
{
    [Fact]
    public async Task Each_wrong_id_of_a_referral_is_named()
    {
        var scene = await Scene.CreateAsync(jobs);
        (await scene.Officer.Post("/jobs/v1/referrals", new { })).Refused(
            400,
            "PLT-0001",
            "/personId PLT-1001",
            "/postingId PLT-1001"
        );
        (
            await scene.Officer.Post(
                "/jobs/v1/referrals",
                new { personId = Guid.CreateVersion7(), postingId = Guid.CreateVersion7() }
            )
        ).Refused(400, "PLT-0001", "/personId PLT-1008", "/postingId PLT-1008");
        (
            await scene.Officer.Post(
                "/jobs/v1/referrals",
                new
                {
                    personId = Guid.CreateVersion7(),
                    postingId = Guid.CreateVersion7(),
                    note = new string('x', 501),
                }
            )
        ).Refused(400, "PLT-0001", "/note PLT-1002");
        (await scene.Officer.Get("/jobs/v1/referrals?state=lost")).Refused(400, "PLT-0001", "/state PLT-1003");
        (await scene.Officer.Get("/jobs/v1/placements?checks=soon")).Refused(400, "PLT-0001", "/checks PLT-1003");
    }

    [Fact]
    public async Task A_refused_referral_keeps_its_reason_and_loses_the_name()
    {
        var scene = await Scene.CreateAsync(jobs);
        var referred = await scene.ReferSomebody();
        var path = $"/jobs/v1/referrals/{referred.Referral}/refuse";
        (await referred.Manager.Post(path, new { })).Refused(400, "PLT-0001", "/reasonCode PLT-1001");
        (await referred.Manager.Post(path, new { reasonCode = "no-answer" })).Refused(
            400,
            "PLT-0001",
            "/reasonCode PLT-1003"
        );
        (await referred.Manager.Post(path, new { reasonCode = "hours" })).Expect(200);
        (await referred.Manager.Post(path, new { reasonCode = "hours" })).Refused(409, "JOB-0007");
        var seen = (await referred.Manager.Get($"/jobs/v1/referrals/{referred.Referral}")).Expect(200);
        Assert.Equal(
            ("refused", "hours", null),
            (seen["state"].GetString(), seen["reasonCode"].GetString(), seen["name"].GetString())
        );
        (await scene.Refer(referred.Person, referred.Posting)).Expect(201);
    }

    [Fact]
    public async Task An_open_referral_is_withdrawn_by_the_officer_or_the_candidate_and_loses_the_name()
    {
        var scene = await Scene.CreateAsync(jobs);
        var referred = await scene.ReferSomebody();
        var path = $"/jobs/v1/referrals/{referred.Referral}/withdraw";
        (await scene.Officer.Post(path, new { reasonCode = "bored" })).Refused(400, "PLT-0001", "/reasonCode PLT-1003");
        (await referred.Manager.Post(path, new { reasonCode = "other" })).Expect(404);
        (await scene.Service.AsSomebody().Post(path, new { reasonCode = "other" })).Expect(404);
        (await scene.Officer.Post(path, new { reasonCode = "no-answer" })).Expect(200);
        (await scene.Officer.Post(path, new { reasonCode = "no-answer" })).Refused(409, "JOB-0007");
        var seen = (await referred.Manager.Get($"/jobs/v1/referrals/{referred.Referral}")).Expect(200);
        Assert.Equal(
            ("withdrawn", "no-answer", null),
            (seen["state"].GetString(), seen["reasonCode"].GetString(), seen["name"].GetString())
        );
        var again = (await scene.Refer(referred.Person, referred.Posting)).Expect(201).Id;
        (
            await scene
                .Service.As(referred.Person)
                .Post($"/jobs/v1/referrals/{again}/withdraw", new { reasonCode = "declined-by-candidate" })
        ).Expect(200);
    }

    [Fact]
    public async Task A_referral_hired_and_withdrawn_at_once_ends_in_one_of_the_two()
    {
        var scene = await Scene.CreateAsync(jobs);
        for (var round = 0; round < 10; round++)
        {
            var referred = await scene.ReferSomebody();
            var answers = await Task.WhenAll(
                scene.Hire(referred.Manager, referred.Referral),
                scene.Officer.Post(
                    $"/jobs/v1/referrals/{referred.Referral}/withdraw",
                    new { reasonCode = "entered-in-error" }
                )
            );
            Assert.Single(answers, a => a.Status is 200 or 201);
            Assert.Single(answers, a => a.Status == 409).Refused(409, "JOB-0007");
            Assert.Equal(
                answers[0].Status == 201 ? 0 : 1,
                await scene.Service.Database.Find<int>(
                    "select count(*)::int from profiles where id = @Person and seeking",
                    new { referred.Person }
                )
            );
        }
    }

    [Fact]
    public async Task A_missing_future_or_malformed_start_is_refused()
    {
        var scene = await Scene.CreateAsync(jobs);
        var referred = await scene.ReferSomebody();
        var path = $"/jobs/v1/referrals/{referred.Referral}/hire";
        (await referred.Manager.Post(path, new { })).Refused(400, "PLT-0001", "/startedOn PLT-1001");
        (await referred.Manager.Post(path, new { startedOn = scene.Today.AddDays(1) })).Refused(
            400,
            "PLT-0001",
            "/startedOn PLT-1004"
        );
        (await referred.Manager.Post(path, new { startedOn = "0001-01-01" })).Refused(
            400,
            "PLT-0001",
            "/startedOn PLT-1007"
        );
        (await referred.Manager.Post(path, """{"startedOn":"2025-02-30"}""")).Refused(
            400,
            "PLT-0002",
            "/startedOn PLT-1006"
        );
    }

    [Fact]
    public async Task A_candidate_hired_twice_at_once_has_one_placement()
    {
        var scene = await Scene.CreateAsync(jobs);
        var referred = await scene.ReferSomebody(openings: 5);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => scene.Hire(referred.Manager, referred.Referral))
        );
        Assert.Equal(1, answers.Count(a => a.Status == 201));
        foreach (var refused in answers.Where(a => a.Status != 201))
            refused.Refused(409, "JOB-0007");
        Assert.Equal(
            (1L, 1),
            await scene.Service.Database.Find<(long, int)>(
                """
                select (select count(*) from placements where referral_id = @Referral),
                    (select filled from postings where id = @Posting)
                """,
                referred
            )
        );
    }

    [Fact]
    public async Task Of_several_candidates_hired_at_once_for_the_last_opening_one_is_hired()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (_, manager) = await scene.Employ();
        var posting = await scene.Publish(manager, scene.Posting(openings: 2));
        var referrals = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            var (person, _) = await scene.OpenNeed();
            await scene.Consent(person);
            referrals.Add((await scene.Refer(person, posting)).Expect(201).Id);
        }
        var answers = await Task.WhenAll(referrals.Select(r => scene.Hire(manager, r)));
        Assert.Equal(2, answers.Count(a => a.Status == 201));
        foreach (var refused in answers.Where(a => a.Status != 201))
            Assert.Contains(refused.Expect(409)["code"].GetString(), new[] { "JOB-0003", "JOB-0007" });
        Assert.Equal(
            (2, "filled"),
            await scene.Service.Database.Find<(int, string)>(
                "select filled, state from postings where id = @posting",
                new { posting }
            )
        );
        var states = (await manager.Get($"/jobs/v1/referrals?postingId={posting}")).Expect(200).Items;
        Assert.Equal(
            3,
            states.Count(r =>
                r.GetProperty("state").GetString() == "refused"
                && r.GetProperty("reasonCode").GetString() == "posting-filled"
                && r.GetProperty("name").GetString() is null
            )
        );

        var (late, _) = await scene.OpenNeed();
        await scene.Consent(late);
        (await scene.Refer(late, posting)).Refused(409, "JOB-0003");
    }

    [Fact]
    public async Task Closing_a_posting_refuses_open_and_concurrent_referrals()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (_, manager) = await scene.Employ();
        for (var round = 0; round < 5; round++)
        {
            var (person, _) = await scene.OpenNeed();
            await scene.Consent(person);
            var posting = await scene.Publish(manager);
            var (referring, closing) = (
                scene.Refer(person, posting),
                manager.Post($"/jobs/v1/postings/{posting}/close")
            );
            (await closing).Expect(200);
            Assert.Contains((await referring).Status, new[] { 201, 409 });
            Assert.Equal(
                0,
                await scene.Service.Database.Find<long>(
                    "select count(*) from referrals where posting_id = @posting and state = 'sent'",
                    new { posting }
                )
            );
        }
    }

    [Fact]
    public async Task A_person_referred_twice_at_once_has_one_referral()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (person, _) = await scene.OpenNeed();
        await scene.Consent(person);
        var (_, manager) = await scene.Employ();
        var posting = await scene.Publish(manager);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => scene.Refer(person, posting)));
        Assert.Equal(1, answers.Count(a => a.Status == 201));
        foreach (var refused in answers.Where(a => a.Status != 201))
            refused.Refused(409, "JOB-0005");
    }

    [Fact]
    public async Task Pages_of_matches_keep_one_order()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (person, _) = await scene.OpenNeed();
        await scene.Consent(person);
        var (_, manager) = await scene.Employ();
        for (var i = 0; i < 7; i++)
            await scene.Publish(
                manager,
                scene.Posting($"岗位{i}", wageFrom: 3000 + i % 2 * 500, skills: i % 3 == 0 ? [] : ["domestic-service"])
            );
        var path = $"/jobs/v1/profiles/{person}/matches";
        var all = (await scene.Officer.Get(path))
            .Expect(200)
            .Items.Select(m => m.GetProperty("postingId").GetGuid())
            .ToList();
        List<Guid> paged = [];
        for (string? next = ""; next is not null; )
        {
            var page = (await scene.Officer.Get($"{path}?limit=2{(next.Length > 0 ? "&cursor=" + next : "")}")).Expect(
                200
            );
            paged.AddRange(page.Items.Select(m => m.GetProperty("postingId").GetGuid()));
            next = page["next"].GetString();
        }
        Assert.Equal(7, all.Count);
        Assert.Equal(all, paged);
        (await scene.Officer.Get(path + "?cursor=nonsense")).Refused(400, "PLT-0012");
    }
}
