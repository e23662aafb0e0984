using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>
/// Replacement of a whole: of many callers who read the same version one succeeds, and the others are refused.
/// </summary>
public sealed class ReplacementTests(OrganizationsFixture fixture)
{
    const int Callers = 20;
    readonly TestService _service = fixture.Service;

    [Theory, InlineData("\"v0\""), InlineData("\"v1\"")]
    public async Task One_of_many_concurrent_changes_of_a_home_succeeds(string ifMatch)
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var village = await province.Division(province.Village);
        var person = (await officer.Post("/organizations/v1/people", new { name = "王秀兰" })).Expect(201).Id;
        var path = $"/organizations/v1/people/{person}/home";
        if (ifMatch == "\"v1\"")
            (await officer.Put(path, new { divisionId = village.Id }, "\"v0\"")).Expect(200);
        await OneOfManyAsync(officer, path, _ => new { divisionId = village.Id }, ifMatch);
    }

    [Theory, InlineData("\"v0\""), InlineData("\"v1\"")]
    public async Task One_of_many_concurrent_changes_of_a_centre_succeeds(string ifMatch)
    {
        var province = await Province.NewAsync(_service);
        var chair = await province.Staff(Post.Chair, province.County);
        var path = $"/organizations/v1/divisions/{(await province.Division(province.Village)).Id}/centre";
        if (ifMatch == "\"v1\"")
            (await chair.Put(path, new { longitude = 110.0, latitude = 35.5 }, "\"v0\"")).Expect(200);
        await OneOfManyAsync(chair, path, i => new { longitude = 110.0 + i, latitude = 35.5 }, ifMatch);
    }

    static async Task OneOfManyAsync(Client client, string path, Func<int, object> body, string ifMatch)
    {
        var version = (await client.Get(path)).Expect(200).Version;
        var answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => client.Put(path, body(i), ifMatch)));
        Assert.Equal([200, .. Enumerable.Repeat(412, Callers - 1)], answers.Select(a => a.Status).Order());
        Assert.Equal(version + 1, (await client.Get(path)).Version);
    }

    [Fact]
    public async Task An_officer_neither_changes_nor_ends_the_post_of_an_administrator()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var administrator = await province.Staff(Post.PlatformAdministrator, province.County);
        var county = await province.Division(province.County);
        var person = (await administrator.Post("/organizations/v1/people", new { name = "王秀兰" })).Expect(201).Id;
        var path = (
            await administrator.Post(
                "/organizations/v1/appointments",
                new
                {
                    personId = person,
                    post = Post.PlatformAdministrator,
                    divisionId = county.Id,
                }
            )
        ).Expect(201).Headers["Location"];

        (await officer.Patch(path, new { validTo = "2090-01-01" }, "*")).Refused(403, "ORG-0002");
        (await officer.Post(path + "/end", ifMatch: "*")).Refused(403, "ORG-0002");
        Assert.Equal(1, (await administrator.Get(path)).Expect(200).Version);
        (await administrator.Post(path + "/end", ifMatch: "*")).Expect(200);
    }
}
