using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>An import belongs to its sender; a caller with all areas of the sender sees and applies it too.</summary>
public class ImportSightTests(OrganizationsFixture fixture)
{
    const string Imports = "/organizations/v1/people-imports";
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task An_import_over_two_areas_is_seen_only_by_its_sender_and_holders_of_both()
    {
        var s = await NewAsync();
        var job = await s.Upload(s.Province.OtherCounty);
        foreach (var county in new[] { s.Province.County, s.Province.OtherCounty })
        {
            var officer = await s.Province.Staff(Post.FederationOfficer, county);
            (await officer.Get($"{Imports}/{job.Id}")).Refused(404, "PLT-0005");
            (await officer.Get($"{Imports}/{job.Id}/rejections")).Expect(404);
            (await officer.Post($"{Imports}/{job.Id}/apply")).Expect(404);
        }
        var city = await s.Province.Staff(Post.FederationOfficer, s.Province.Digits + "0100000000");
        Assert.Equal("validated", (await city.Get($"{Imports}/{job.Id}")).Expect(200)["state"].GetString());
        await PeopleImportTests.ApplyAsync(s.Sender, "people-imports", job);
    }

    [Fact]
    public async Task A_holder_of_all_areas_of_the_sender_applies_the_import()
    {
        var s = await NewAsync();
        var job = await s.Upload(s.Province.OtherCounty);
        await PeopleImportTests.ApplyAsync(s.Province.Administrator, "people-imports", job);
        Assert.Equal("applied", (await s.Sender.Get($"{Imports}/{job.Id}")).Expect(200)["state"].GetString());
    }

    [Fact]
    public async Task One_of_two_concurrent_applications_is_refused()
    {
        var s = await NewAsync();
        var job = await s.Upload(s.Province.County);
        var answers = await Task.WhenAll(
            new[] { s.Sender, s.Province.Administrator, s.Sender, s.Province.Administrator }.Select(c =>
                c.Post($"{Imports}/{job.Id}/apply")
            )
        );
        Assert.Single(answers, a => a.Status == 202);
        Assert.Equal(3, answers.Count(a => a.Status == 409));
    }

    [Fact]
    public async Task A_sender_who_has_lost_an_area_sees_the_rejections_and_applies_nothing_until_the_file_is_sent_again()
    {
        var s = await NewAsync();
        var broken = await s.Upload("000000000000");
        var job = await s.Upload(s.Province.OtherCounty, "13911110000");
        await _service.Database.Execute(
            "delete from platform.grants where subject_id = @Subject and scope_key = @key",
            new { s.Sender.Subject, key = await s.Province.Key(s.Province.County) }
        );
        Assert.Single((await s.Sender.Get($"{Imports}/{broken.Id}/rejections")).Expect(200).Items);
        (await s.Sender.Post($"{Imports}/{job.Id}/apply")).Refused(409, "PLT-0060");
        var again = await s.Upload(s.Province.OtherCounty, "13911110000");
        Assert.NotEqual(job.Id, again.Id);
        Assert.Equal("failed", (await s.Sender.Get($"{Imports}/{job.Id}")).Expect(200)["state"].GetString());
        await PeopleImportTests.ApplyAsync(s.Sender, "people-imports", again);
    }

    [Fact]
    public async Task Sight_follows_the_areas_when_they_move()
    {
        var s = await NewAsync(p => p.Village);
        var job = await s.Upload(s.Province.Village);
        var officer = await s.Province.Staff(Post.FederationOfficer, s.Province.OtherCounty);
        (await officer.Get($"{Imports}/{job.Id}")).Expect(404);
        await new Reorganising(_service, s.Province).Make(
            new
            {
                kind = "move",
                divisionId = (await s.Province.Division(s.Province.Village)).Id,
                parentId = (await s.Province.Division(s.Province.Digits + "0102200000")).Id,
            }
        );
        (await officer.Get($"{Imports}/{job.Id}")).Expect(200);
        (await s.Sender.Get($"{Imports}/{job.Id}")).Expect(200);
        Assert.Equal(
            job.Id,
            Assert
                .Single((await officer.Get("/organizations/v1/imports")).Expect(200).Items)
                .GetProperty("id")
                .GetGuid()
        );
    }

    /// <param name="area">One of the sender's two areas; the county unless given. The other one is the other
    /// county.</param>
    async Task<Sight> NewAsync(Func<Province, string>? area = null)
    {
        var province = await Province.NewAsync(_service);
        var sender = await province.Staff(Post.FederationOfficer, area?.Invoke(province) ?? province.County);
        await _service.Grant(sender.Subject, Post.FederationOfficer, await province.Key(province.OtherCounty));
        return new(province, sender);
    }

    /// <param name="Sender">A sender with two areas.</param>
    sealed record Sight(Province Province, Client Sender)
    {
        static int s_last = 10_000;

        public Task<Answer> Upload(string division, string? telephone = null) =>
            PeopleImportTests.UploadAsync(
                Sender,
                "people-imports",
                $"姓名,电话,区划代码\n双县,{telephone ?? $"139222{Interlocked.Increment(ref s_last)}"},{division}\n"
            );
    }
}
