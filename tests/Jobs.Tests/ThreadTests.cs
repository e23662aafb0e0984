using Contracts.Jobs.V1;
using Testing;

namespace Jobs.Tests;

/// <summary>The part of the story in Jobs: from a certificate to a job.</summary>
public class ThreadTests(JobsFixture jobs)
{
    [Fact]
    public async Task A_name_that_does_not_open_is_null_and_hides_no_other_profile()
    {
        var scene = await Scene.CreateAsync(jobs);
        var ((damaged, _), (whole, _)) = (await scene.OpenNeed("王秀兰"), await scene.OpenNeed("李梅"));
        await scene.Consent(damaged);
        await scene.Consent(whole);
        await jobs.Database.Execute("update profiles set name_sealed = '\\x02' where id = @damaged", new { damaged });
        var list = (await scene.Officer.Get("/jobs/v1/profiles")).Expect(200);
        Assert.Equal(
            [(damaged, null), (whole, "李*")],
            list.Items.Select(p => (p.GetProperty("personId").GetGuid(), p.GetProperty("name").GetString()))
        );
        var one = (await scene.Officer.Get($"/jobs/v1/profiles/{damaged}")).Expect(200);
        Assert.Equal((null, $"{damaged}/name"), (one["name"].GetString(), one.Headers["Unreadable"]));
    }

    [Fact]
    public async Task A_profile_shows_need_and_certificate_and_the_name_in_full_to_the_officer_of_one_person()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (person, need) = await SeekAsync(scene);

        var profile = (await scene.Officer.Get($"/jobs/v1/profiles/{person}")).Expect(200);
        Assert.Equal(
            ("王秀兰", "domestic-service", need),
            (
                profile["name"].GetString(),
                profile["certificates"][0].GetProperty("course").GetString(),
                profile["needId"].GetGuid()
            )
        );
        Assert.Equal(
            "王**",
            Assert
                .Single((await scene.Officer.Get("/jobs/v1/profiles")).Expect(200).Items)
                .GetProperty("name")
                .GetString()
        );
    }

    [Fact]
    public async Task A_certified_person_is_matched_with_the_fitting_posting_for_stated_reasons()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (person, _) = await SeekAsync(scene);
        var (_, manager) = await scene.Employ();
        await scene.Publish(manager, scene.Posting("酒店晚班保洁", from: "18:00", to: "23:00"));
        await scene.Publish(manager, scene.Posting("电工", skills: ["electrician"]));
        var fitting = await FittingAsync(scene, manager);

        var match = Assert.Single((await scene.Officer.Get($"/jobs/v1/profiles/{person}/matches")).Expect(200).Items);
        Assert.Equal((fitting, 100), (match.GetProperty("postingId").GetGuid(), match.GetProperty("score").GetInt32()));
        var reasons = match.GetProperty("reasons").EnumerateArray().ToList();
        Assert.Equal(
            ["hours", "place", "skill", "certificate", "wage"],
            reasons.Select(r => r.GetProperty("code").GetString())
        );
        Assert.Contains("27.5", reasons[0].GetProperty("zh").GetString(), StringComparison.Ordinal);
        Assert.Equal("同在城东社区居委会", reasons[1].GetProperty("zh").GetString());
        Assert.Equal("Certified in domestic service", reasons[3].GetProperty("en").GetString());
    }

    [Fact]
    public async Task A_referral_shows_the_person_to_the_employer_and_is_made_once()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (person, _) = await SeekAsync(scene);
        var (_, manager) = await scene.Employ();
        var fitting = await FittingAsync(scene, manager);

        var referral = (await scene.Refer(person, fitting)).Expect(201).Id;

        (await scene.Refer(person, fitting)).Refused(409, "JOB-0005");
        var seen = Assert.Single((await manager.Get($"/jobs/v1/referrals?postingId={fitting}")).Expect(200).Items);
        Assert.Equal(
            (referral, "王秀兰", "domestic-service"),
            (
                seen.GetProperty("id").GetGuid(),
                seen.GetProperty("name").GetString(),
                seen.GetProperty("certificates")[0].GetProperty("course").GetString()
            )
        );
    }

    [Fact]
    public async Task A_hire_fills_the_posting_and_plans_the_checks_of_the_placement()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (person, need) = await SeekAsync(scene);
        var (employer, manager) = await scene.Employ();
        var fitting = await FittingAsync(scene, manager);
        var referral = (await scene.Refer(person, fitting)).Expect(201).Id;

        var hired = (await scene.Hire(manager, referral)).Expect(201);

        (await scene.Hire(manager, referral)).Refused(409, "JOB-0007");
        var placement = (await scene.Officer.Get($"/jobs/v1/placements/{hired["placementId"].GetGuid()}")).Expect(200);
        Assert.Equal(
            [(3, "planned"), (6, "planned"), (12, "planned")],
            placement["checks"]
                .EnumerateArray()
                .Select(c => (c.GetProperty("months").GetInt32(), c.GetProperty("state").GetString()))
        );
        Assert.Equal(
            scene.Today.AddMonths(3).ToString("yyyy-MM-dd", null),
            placement["checks"][0].GetProperty("dueOn").GetString()
        );
        Assert.Equal(
            ("filled", 0),
            (
                (await manager.Get($"/jobs/v1/postings/{fitting}"))["state"].GetString(),
                (await manager.Get($"/jobs/v1/postings/{fitting}"))["remaining"].GetInt32()
            )
        );
        Assert.Equal(
            "hired",
            (await scene.Service.As(person).Get($"/jobs/v1/referrals/{referral}")).Expect(200)["state"].GetString()
        );
        var started = Assert.Single(await scene.Service.Published<PlacementStarted>(), e => e.PersonId == person);
        Assert.Equal(
            new PlacementStarted(placement.Id, person, need, fitting, employer, scene.Officer.Subject, scene.Today),
            started
        );
        Assert.Contains(await scene.Service.Published<EmployerRegistered>(), e =>
            e.EmployerId == employer && e.ScopeKey == scene.County.Key
        );
    }

    [Fact]
    public async Task A_certificate_that_arrives_before_the_need_is_kept()
    {
        var scene = await Scene.CreateAsync(jobs);
        var person = Guid.CreateVersion7();
        await scene.Certify(person);
        await scene.Certify(person, "pet-grooming");
        await scene.OpenNeed(person: person);
        await scene.Consent(person);
        var profile = (await scene.Officer.Get($"/jobs/v1/profiles/{person}")).Expect(200);
        Assert.Equal(
            ["domestic-service", "pet-grooming"],
            profile["certificates"].EnumerateArray().Select(c => c.GetProperty("course").GetString())
        );
        Assert.Contains((await scene.Service.AsNobody().Get("/jobs/v1/skills")).Expect(200).Items, s =>
            s.GetProperty("code").GetString() == "pet-grooming"
        );
    }

    [Fact]
    public async Task A_certificate_that_arrives_after_the_referral_is_shown_to_the_employer()
    {
        var scene = await Scene.CreateAsync(jobs);
        var referred = await scene.ReferSomebody();
        Assert.Empty(
            (await referred.Manager.Get($"/jobs/v1/referrals/{referred.Referral}"))
                .Expect(200)["certificates"]
                .EnumerateArray()
        );
        await scene.Certify(referred.Person);
        Assert.Single(
            (await referred.Manager.Get($"/jobs/v1/referrals/{referred.Referral}"))
                .Expect(200)["certificates"]
                .EnumerateArray()
        );
        Assert.Single(
            (await scene.Officer.Get($"/jobs/v1/profiles/{referred.Person}"))
                .Expect(200)["certificates"]
                .EnumerateArray()
        );
    }

    [Fact]
    public async Task A_closed_need_ends_the_search_and_a_new_need_starts_it_again()
    {
        var scene = await Scene.CreateAsync(jobs);
        var referred = await scene.ReferSomebody();
        await scene.CloseNeed(referred.Need, referred.Person, "withdrawn");
        var referral = (await referred.Manager.Get($"/jobs/v1/referrals/{referred.Referral}")).Expect(200);
        Assert.Equal(
            ("withdrawn", "need-closed", null),
            (referral["state"].GetString(), referral["reasonCode"].GetString(), referral["name"].GetString())
        );
        Assert.Empty((await scene.Officer.Get($"/jobs/v1/profiles/{referred.Person}/matches")).Expect(200).Items);
        Assert.Empty((await scene.Officer.Get("/jobs/v1/profiles")).Expect(200).Items);
        (await scene.Refer(referred.Person, referred.Posting)).Refused(409, "JOB-0006");
        (await scene.Hire(referred.Manager, referred.Referral)).Refused(409, "JOB-0007");

        await scene.OpenNeed(person: referred.Person);
        (await scene.Refer(referred.Person, referred.Posting)).Expect(201);
    }

    [Fact]
    public async Task Needs_of_one_person_may_arrive_in_any_order()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (person, first) = await scene.OpenNeed();
        var (_, second) = await scene.OpenNeed(person: person);
        await scene.CloseNeed(first, person);
        var profile = (await scene.Service.As(person).Get("/jobs/v1/me/profile")).Expect(200);
        Assert.Equal((second, true), (profile["needId"].GetGuid(), profile["seeking"].GetBoolean()));
    }

    [Fact]
    public async Task No_table_holds_a_name_or_a_contact_in_clear()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (person, _) = await scene.OpenNeed("欧阳明月");
        await scene.Consent(person);
        var employer = (
            await scene.Officer.Post(
                "/jobs/v1/employers",
                new
                {
                    creditCode = Scene.CreditCode(),
                    name = "好帮手",
                    divisionId = scene.County.Id,
                    contact = "13800138000",
                }
            )
        ).Expect(201).Id;
        var manager = await scene.Service.Holder(
            Contracts.Organizations.V1.Post.EmployerManager,
            organization: employer
        );
        (await scene.Refer(person, await scene.Publish(manager))).Expect(201);
        (await scene.Officer.Get($"/jobs/v1/profiles/{person}", null)).Expect(200);
        foreach (
            var table in new[]
            {
                "profiles",
                "referrals",
                "employers",
                "platform.events",
                "platform.idempotency",
                "platform.audit",
            }
        )
            Assert.Equal(
                0,
                await scene.Service.Database.Find<long>(
                    $"select count(*) from {table} t where t::text like '%明月%' or t::text like '%13800138000%'"
                )
            );
        Assert.Equal(
            "13800138000",
            (await manager.Get($"/jobs/v1/employers/{employer}")).Expect(200)["contact"].GetString()
        );
        Assert.Equal(
            "138******00",
            (await scene.Officer.Get($"/jobs/v1/employers/{employer}")).Expect(200)["contact"].GetString()
        );
        Assert.True(
            await scene.Service.Database.Find<bool>(
                """
                select exists (
                    select from platform.audit
                    where @person = any (subjects)
                        and caller_id = @Subject
                        and action = 'GET /jobs/v1/profiles/{personId:guid}'
                )
                """,
                new { person, scene.Officer.Subject }
            )
        );
    }

    /// <summary>A certified person with a need, who consents.</summary>
    static async Task<(Guid Person, Guid Need)> SeekAsync(Scene scene)
    {
        var (person, need) = await scene.OpenNeed();
        await scene.Certify(person);
        await scene.Consent(person);
        return (person, need);
    }

    static Task<Guid> FittingAsync(Scene scene, Client manager) =>
        scene.Publish(manager, scene.Posting("家政服务员（妈妈岗）", flexible: true));
}
