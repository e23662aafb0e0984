using Contracts.Jobs.V1;
using Contracts.Organizations.V1;

namespace Jobs.Tests;

/// <summary>New names of employers and divisions reach the rows of Jobs that show them.</summary>
public class NameTests(JobsFixture jobs)
{
    [Fact]
    public async Task A_renamed_employer_has_its_new_name_on_postings_referrals_placements_and_in_the_search()
    {
        var scene = await Scene.CreateAsync(jobs);
        var referred = await scene.ReferSomebody();
        var read = (await scene.Officer.Get($"/jobs/v1/employers/{referred.Employer}")).Expect(200);
        var renamed = (
            await scene.Officer.Patch($"/jobs/v1/employers/{referred.Employer}", new { name = "贴心居家" }, read.ETag)
        ).Expect(200);
        Assert.Equal(("贴心居家", 2L), (renamed["name"].GetString(), renamed["version"].GetInt64()));

        var nobody = scene.Service.AsNobody();
        var list = $"/jobs/v1/postings?divisionId={scene.County.Id}";
        Assert.Single((await nobody.Get(list + "&q=贴心")).Expect(200).Items);
        Assert.Empty((await nobody.Get(list + "&q=好帮手")).Expect(200).Items);
        Assert.Single((await nobody.Get(list + "&q=家政服务员")).Expect(200).Items);
        var placement = (await scene.Hire(referred.Manager, referred.Referral)).Expect(201).Id;
        foreach (
            var path in new[]
            {
                $"postings/{referred.Posting}",
                $"referrals/{referred.Referral}",
                $"placements/{placement}",
            }
        )
            Assert.Equal("贴心居家", (await scene.Officer.Get("/jobs/v1/" + path)).Expect(200)["employer"].GetString());
        Assert.Equal(
            ["贴心居家"],
            (await scene.Service.Published<EmployerRenamed>())
                .Where(e => e.EmployerId == referred.Employer)
                .Select(e => e.Name)
        );
    }

    [Fact]
    public async Task An_employer_is_changed_by_an_officer_of_its_area_with_the_version_read()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (employer, manager) = await scene.Employ();
        var path = $"/jobs/v1/employers/{employer}";
        var read = (await scene.Officer.Get(path)).Expect(200);
        (await scene.Officer.Patch(path, new { name = " ", contact = new string('0', 101) }, read.ETag)).Refused(
            400,
            "PLT-0001",
            "/name PLT-1001",
            "/contact PLT-1002"
        );
        (await scene.Officer.Patch(path, new { name = "甲" }, null)).Refused(428, "PLT-0011");
        (await manager.Patch(path, new { name = "甲" }, read.ETag)).Expect(403);
        var elsewhere = await Scene.CreateAsync(jobs);
        (await elsewhere.Officer.Patch(path, new { name = "甲" }, read.ETag)).Expect(404);
        (await scene.Officer.Patch(path, new { contact = "0911 5632110" }, read.ETag)).Expect(200);
        Assert.Equal("0911 5632110", (await manager.Get(path)).Expect(200)["contact"].GetString());
        Assert.DoesNotContain(await scene.Service.Published<EmployerRenamed>(), e => e.EmployerId == employer);
    }

    [Fact]
    public async Task An_employer_renamed_several_times_at_once_is_renamed_once_with_all_postings()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (employer, manager) = await scene.Employ();
        var path = $"/jobs/v1/employers/{employer}";
        for (var round = 0; round < 10; round++)
        {
            var read = (await scene.Officer.Get(path)).Expect(200);
            var publishing = scene.Publish(manager);
            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 3)
                    .Select(i => scene.Officer.Patch(path, new { name = $"单位{round}{i}" }, read.ETag))
            );
            await publishing;
            var name = Assert.Single(answers, a => a.Status == 200)["name"].GetString()!;
            foreach (var refused in answers.Where(a => a.Status != 200))
                refused.Refused(412, "PLT-0008");
            Assert.Equal(
                name,
                await scene.Service.Database.Find<string>(
                    "select string_agg(distinct employer_name, ',') from postings where employer_id = @employer",
                    new { employer }
                )
            );
        }
    }

    [Fact]
    public async Task A_renamed_division_has_its_new_name_on_postings()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (_, manager) = await scene.Employ();
        var posting = await scene.Publish(manager);
        var nobody = scene.Service.AsNobody();
        var before = (await nobody.Get($"/jobs/v1/postings/{posting}")).Expect(200);
        await scene.Service.Deliver(
            new DivisionsPublished(Guid.CreateVersion7(), 1, 1, 1, [scene.Community with { Name = "城南社区居委会" }])
        );
        var after = (await nobody.Get($"/jobs/v1/postings/{posting}", before.ETag)).Expect(200);
        Assert.Equal("城南社区居委会", after["division"].GetString());
        Assert.Equal(
            "城南社区居委会",
            Assert
                .Single((await nobody.Get($"/jobs/v1/postings?divisionId={scene.County.Id}")).Expect(200).Items)
                .GetProperty("division")
                .GetString()
        );
    }
}
