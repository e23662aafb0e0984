namespace Jobs.Tests;

/// <summary>Profiles, matches and referrals do not contain a revoked certificate.</summary>
public class RevocationTests(JobsFixture jobs)
{
    [Fact]
    public async Task A_revoked_certificate_is_removed_from_profile_matches_and_referrals()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (person, _) = await scene.OpenNeed();
        await scene.Consent(person);
        var cooking = await scene.Certify(person, "cooking");
        var care = await scene.Certify(person, "elderly-care");
        var (_, manager) = await scene.Employ();
        var kitchen = await scene.Publish(manager, scene.Posting("厨师", skills: ["cooking"]));
        var referral = (await scene.Refer(person, kitchen)).Expect(201).Id;
        Assert.Equal([cooking.Number, care.Number], await Numbers($"/jobs/v1/referrals/{referral}"));

        await scene.Revoke(cooking);
        Assert.Equal([care.Number], await Numbers($"/jobs/v1/profiles/{person}"));
        Assert.Equal([care.Number], await Numbers($"/jobs/v1/referrals/{referral}"));
        Assert.Empty((await scene.Officer.Get("/jobs/v1/profiles?skills=cooking")).Expect(200).Items);
        Assert.Empty((await scene.Officer.Get($"/jobs/v1/profiles/{person}/matches")).Expect(200).Items);

        (await scene.Hire(manager, referral)).Expect(201);
        await scene.Revoke(care);
        Assert.Empty(await Numbers($"/jobs/v1/referrals/{referral}"));

        async Task<string[]> Numbers(string path) =>
            [
                .. (await scene.Officer.Get(path))
                    .Expect(200)["certificates"]
                    .EnumerateArray()
                    .Select(c => c.GetProperty("number").GetString()!),
            ];
    }

    [Fact]
    public async Task A_certificate_revoked_before_consent_is_not_shown_after_it()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (person, _) = await scene.OpenNeed();
        await scene.Revoke(await scene.Certify(person));
        var profile = await scene.Consent(person);
        Assert.Empty(profile["certificates"].EnumerateArray());
    }
}
