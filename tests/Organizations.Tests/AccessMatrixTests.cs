namespace Organizations.Tests;

/// <summary>The tree is public, and a campaign is announced to everybody.</summary>
public class AccessMatrixTests(OrganizationsFixture fixture) : Testing.AccessMatrixTests(fixture)
{
    readonly OrganizationsFixture _fixture = fixture;

    protected override int FewestDays => 31;

    protected override IReadOnlySet<string> Exempt => new HashSet<string> { "divisions", "campaigns" };

    protected override async Task<IReadOnlyDictionary<string, Guid>> MakeAsync() =>
        await CountyRecords.MakeAsync(_fixture, await Province.NewAsync(_fixture.Service));
}
