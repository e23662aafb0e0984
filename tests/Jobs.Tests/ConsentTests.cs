namespace Jobs.Tests;

/// <summary>Without consent only the person sees the profile; a withdrawal hides it again.</summary>
public class ConsentTests(JobsFixture jobs)
{
    [Fact]
    public async Task A_profile_is_visible_only_with_consent()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (person, _) = await scene.OpenNeed();
        await scene.Certify(person);
        var (_, manager) = await scene.Employ();
        var posting = await scene.Publish(manager);
        await Hidden();

        var given = await scene.Consent(person);
        Assert.True(given["consent"].GetBoolean());
        (await scene.Officer.Get($"/jobs/v1/profiles/{person}")).Expect(200);
        Assert.NotEmpty((await scene.Officer.Get($"/jobs/v1/profiles/{person}/matches")).Expect(200).Items);
        var referral = (await scene.Refer(person, posting)).Expect(201).Id;
        Assert.Equal("王秀兰", (await manager.Get($"/jobs/v1/referrals/{referral}")).Expect(200)["name"].GetString());

        Assert.False((await scene.Consent(person, given: false))["consent"].GetBoolean());
        await Hidden();
        foreach (var reader in new[] { manager, scene.Officer, scene.Service.As(person) })
        {
            var withdrawn = (await reader.Get($"/jobs/v1/referrals/{referral}")).Expect(200);
            Assert.Equal(
                ("withdrawn", "consent-withdrawn", null, 0),
                (
                    withdrawn["state"].GetString(),
                    withdrawn["reasonCode"].GetString(),
                    withdrawn["name"].GetString(),
                    withdrawn["certificates"].GetArrayLength()
                )
            );
        }
        (await scene.Hire(manager, referral)).Refused(409, "JOB-0007");
        Assert.Equal(
            0,
            await scene.Service.Database.Find<long>(
                "select count(*) from referrals where person_id = @person and name_sealed is not null",
                new { person }
            )
        );

        await scene.Consent(person);
        (await scene.Refer(person, posting)).Expect(201);

        async Task Hidden()
        {
            (await scene.Officer.Get($"/jobs/v1/profiles/{person}")).Expect(404);
            (await scene.Officer.Get($"/jobs/v1/profiles/{person}/matches")).Expect(404);
            Assert.Empty((await scene.Officer.Get("/jobs/v1/profiles")).Expect(200).Items);
            (await scene.Refer(person, posting)).Refused(409, "JOB-0004");
            Assert.DoesNotContain(
                person.ToString(),
                (await scene.Officer.Get("/jobs/v1/changes?limit=500"))
                    .Expect(200)["changes"]
                    .EnumerateArray()
                    .Where(c =>
                        c.GetProperty("entity").GetString() == "profiles"
                        && c.GetProperty("scopeAfter").GetString() is not null
                        && c.GetProperty("kind").GetString() == "i"
                    )
                    .Select(c => c.GetProperty("entityId").GetString())
            );
            (await scene.Service.As(person).Get("/jobs/v1/me/profile")).Expect(200);
        }
    }

    [Fact]
    public async Task Consent_is_set_by_the_person_alone_and_with_the_version_read()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (person, _) = await scene.OpenNeed();
        var candidate = scene.Service.As(person);
        const string path = "/jobs/v1/me/profile/consent";
        (await candidate.Put(path, new { given = true }, null)).Refused(428, "PLT-0011");
        (await candidate.Put(path, new { given = true }, "\"v99\"")).Refused(412, "PLT-0008");
        (await candidate.Put(path, new { }, "\"v1\"")).Refused(400, "PLT-0001", "/given PLT-1001");
        (await candidate.Put(path, """{"given":"yes"}""", "\"v1\"")).Refused(400, "PLT-0002", "/given PLT-1006");
        (await scene.Officer.Put(path, new { given = true }, "\"v1\"")).Expect(404);
        (await scene.Service.AsNobody().Put(path, new { given = true }, "\"v1\"")).Expect(401);
        (await scene.Service.AsSomebody().Get("/jobs/v1/me/profile")).Expect(404);

        (await candidate.Put(path, new { given = true }, "\"v1\"")).Expect(200);
        var again = (await candidate.Put(path, new { given = true }, "\"v2\"")).Expect(200);
        Assert.Equal(2, again["version"].GetInt64());
    }

    [Fact]
    public async Task Consent_withdrawn_during_a_referral_leaves_no_open_referral()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (_, manager) = await scene.Employ();
        for (var round = 0; round < 5; round++)
        {
            var (person, _) = await scene.OpenNeed();
            await scene.Consent(person);
            var posting = await scene.Publish(manager);
            var referring = scene.Refer(person, posting);
            var withdrawing = scene.Consent(person, given: false);
            await Task.WhenAll(referring, withdrawing);
            Assert.Contains((await referring).Status, new[] { 201, 409 });
            Assert.Equal(
                0,
                await scene.Service.Database.Find<long>(
                    """
                    select count(*)
                    from referrals
                    where person_id = @person and (state = 'sent' or name_sealed is not null)
                    """,
                    new { person }
                )
            );
        }
    }

    [Fact]
    public async Task A_certificate_that_arrives_during_consent_is_shown()
    {
        var scene = await Scene.CreateAsync(jobs);
        for (var round = 0; round < 5; round++)
        {
            var (person, _) = await scene.OpenNeed();
            var certifying = scene.Certify(person);
            for (var given = false; !given; )
            {
                var candidate = scene.Service.As(person);
                var read = (await candidate.Get("/jobs/v1/me/profile")).Expect(200);
                given =
                    (await candidate.Put("/jobs/v1/me/profile/consent", new { given = true }, read.ETag)).Status == 200;
            }
            await certifying;
            Assert.Single(
                (await scene.Officer.Get($"/jobs/v1/profiles/{person}")).Expect(200)["certificates"].EnumerateArray()
            );
        }
    }

    [Fact]
    public async Task The_wage_asked_for_changes_the_score()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (person, _) = await scene.OpenNeed();
        await scene.Consent(person);
        var (_, manager) = await scene.Employ();
        var (low, high) = (
            await scene.Publish(manager, scene.Posting("低", wageFrom: 2000)),
            await scene.Publish(manager, scene.Posting("高", wageFrom: 4000))
        );
        var candidate = scene.Service.As(person);
        (await candidate.Put("/jobs/v1/me/profile/wishes", new { wageWanted = -1 }, "\"v2\"")).Refused(
            400,
            "PLT-0001",
            "/wageWanted PLT-1007"
        );
        (await candidate.Put("/jobs/v1/me/profile/wishes", new { wageWanted = 3500 }, "\"v2\"")).Expect(200);
        var matches = (await scene.Officer.Get($"/jobs/v1/profiles/{person}/matches")).Expect(200).Items;
        Assert.Equal([high, low], matches.Select(m => m.GetProperty("postingId").GetGuid()));
        Assert.Equal(5, matches[0].GetProperty("score").GetInt32() - matches[1].GetProperty("score").GetInt32());
        Assert.DoesNotContain(
            "wage",
            matches[1].GetProperty("reasons").EnumerateArray().Select(r => r.GetProperty("code").GetString())
        );
    }
}
