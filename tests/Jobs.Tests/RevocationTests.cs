namespace Jobs.Tests;

/// <summary>A revoked certificate counts in no profile, no match and no referral.</summary>
public class RevocationTests(JobsFixture jobs)
{
    [Fact]
    public async Task A_revoked_certificate_leaves_profile_matching_and_every_referral_and_others_stay()
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
    public async Task Hidden_from_the_officer_the_certificate_is_gone_when_she_consents()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (person, _) = await scene.OpenNeed();
        await scene.Revoke(await scene.Certify(person));
        var profile = await scene.Consent(person);
        Assert.Empty(profile["certificates"].EnumerateArray());
    }
}
