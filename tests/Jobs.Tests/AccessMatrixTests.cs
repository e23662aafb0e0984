namespace Jobs.Tests;

/// <summary>Postings and their employers are public.</summary>
public class AccessMatrixTests(JobsFixture fixture) : Testing.AccessMatrixTests(fixture)
{
    readonly JobsFixture _fixture = fixture;

    protected override IReadOnlySet<string> Exempt => new HashSet<string> { "postings", "employers" };

    protected override async Task<IReadOnlyDictionary<string, Guid>> MakeAsync()
    {
        var scene = await Scene.CreateAsync(_fixture);
        var referred = await scene.ReferSomebody();
        return new Dictionary<string, Guid>
        {
            ["profiles"] = referred.Person,
            ["referrals"] = referred.Referral,
            ["placements"] = (await scene.Hire(referred.Manager, referred.Referral))
                .ExpectOk()["placementId"]
                .GetGuid(),
        };
    }
}
