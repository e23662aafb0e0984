using Contracts.Organizations.V1;
using Stories;
using Xunit;

namespace Platform.Tests;

/// <summary>The people whom `./platform up` loads.</summary>
public sealed class DemonstrationTests(PlatformFixture platform)
{
    [Fact]
    public async Task Demonstration_people_loaded_twice_are_the_same_as_loaded_once()
    {
        using var client = new PlatformClient(platform.Gateway, platform.NewSeed(), TimeProvider.System);
        var said = new StringWriter();
        for (var time = 0; time < 2; time++)
            await new DemonstrationPeople(client, said, TimeProvider.System).LoadAsync();
        Assert.Contains("people 人员: 0 new 新增, 20 unchanged 不变", said.ToString(), StringComparison.Ordinal);
        var posts = await client.GetAsync(
            FromVisitToJob.Administrator,
            $"/organizations/v1/people/{DemonstrationPeople.Id(3)}/appointments"
        );
        Assert.Equal(
            Post.FederationOfficer,
            Assert.Single(posts["items"].EnumerateArray()).GetProperty("post").GetString()
        );
    }
}
