using Testing;

namespace Training.Tests;

/// <summary>Filters, search, order and exported files of the lists of Training.</summary>
public class ListTests(TrainingFixture training)
{
    [Fact]
    public async Task Classes_are_filtered_searched_and_sorted()
    {
        var scene = await Scene.CreateAsync(training);
        var (small, large) = (await scene.OpenClass(2), await scene.OpenClass(20));
        await training.Database.Execute(
            "update classes set name = '艾叶编织班', course = 'handicraft' where id = @large",
            new { large }
        );
        async Task<Guid[]> Find(string query) =>
            [
                .. (await scene.Officer.Get("/training/v1/classes?" + query))
                    .Expect(200)
                    .Items.Select(c => c.GetProperty("id").GetGuid()),
            ];
        Assert.Equal([large, small], await Find(""));
        Assert.Equal([large, small], await Find("sort=name"));
        Assert.Equal([small, large], await Find("sort=-name&open=true"));
        Assert.Equal([small], await Find("capacity.to=10"));
        Assert.Equal([large], await Find("course=handicraft,cooking"));
        Assert.Equal([large], await Find("q=编 织"));
        Assert.Equal([large, small], await Find($"startsOn={scene.Today:O}&attendanceRequired=0.8"));
        Assert.Empty(await Find("cancelledOn.from=2020-01-01"));
        Assert.Empty(await Find("cancelledReason=no-venue,other"));
    }

    [Theory]
    [InlineData("classes?course=juggling", "/course PLT-1003")]
    [InlineData("classes?cancelledReason=rain", "/cancelledReason PLT-1003")]
    [InlineData("classes?lessons=2", "/lessons PLT-1009")]
    [InlineData("classes?sort=lessons", "/sort PLT-1003")]
    [InlineData("classes?capacity=many", "/capacity PLT-1006")]
    [InlineData("learners?name=王秀兰", "/name PLT-1009")]
    [InlineData("learners?sort=name", "/sort PLT-1003")]
    [InlineData("learners?q=王", "/q PLT-1009")]
    [InlineData("learners?sort=skills", "/sort PLT-1003")]
    [InlineData("learners?openedAt.from=yesterday", "/openedAt.from PLT-1006")]
    public async Task An_unknown_filter_or_order_is_refused_by_name(string query, string error)
    {
        var scene = await Scene.CreateAsync(training);
        (await scene.Officer.Get("/training/v1/" + query)).Refused(400, "PLT-0001", error);
    }

    [Fact]
    public async Task A_file_of_classes_has_the_lessons_as_text()
    {
        var scene = await Scene.CreateAsync(training);
        await scene.OpenClass();
        var row = Assert.Single(await ListFiles.LikeThePageAsync(scene.Trainer, "/training/v1/classes?sort=id"));
        Assert.Equal($"{scene.Today:O} 09:00-11:00; {scene.Today:O} 13:00-15:00", row["lessons"]);
    }

    [Fact]
    public async Task Learners_are_found_by_wanted_skills_and_their_files_mask_names()
    {
        var scene = await Scene.CreateAsync(training);
        var (person, need) = await scene.OpenNeed(
            "王秀兰",
            new Contracts.Census.V1.WorkingHours(7, new(9, 0), new(15, 30))
        );
        await scene.OpenNeed("李兰");
        const string path = "/training/v1/learners?skills=domestic-service,cooking&state=waiting";
        var rows = await ListFiles.LikeThePageAsync(scene.Officer, path);
        Assert.Equal(["王**", "李*"], rows.Select(r => r["name"]));
        Assert.Equal(["周日 09:00-15:30", ""], rows.Select(r => r["hours"]));
        Assert.Single(await ListFiles.LikeThePageAsync(scene.Officer, $"{path}&needId={need}&personId={person}"));
        Assert.Empty((await scene.Officer.Get("/training/v1/learners?skills=cooking")).Expect(200).Items);
    }

    [Fact]
    public async Task Pages_hold_learners_with_the_same_waiting_time_once()
    {
        var scene = await Scene.CreateAsync(training);
        List<Guid> needs = [];
        for (var i = 0; i < 5; i++)
            needs.Add((await scene.OpenNeed()).Need);
        await training.Database.Execute(
            "update learners set opened_at = '2026-01-01T00:00:00Z' where id = any (@needs)",
            new { needs = needs.ToArray() }
        );
        foreach (var (sort, expected) in new[] { ("openedAt", needs.Order()), ("-openedAt", needs.OrderDescending()) })
        {
            List<Guid> found = [];
            for (string? cursor = ""; cursor is not null; )
            {
                var page = (
                    await scene.Officer.Get(
                        $"/training/v1/learners?sort={sort}&limit=2{(cursor == "" ? "" : "&cursor=" + cursor)}"
                    )
                ).Expect(200);
                found.AddRange(page.Items.Select(l => l.GetProperty("needId").GetGuid()));
                cursor = page["next"].GetString();
            }
            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public async Task A_roster_is_filtered_by_result_and_its_files_mask_names()
    {
        var scene = await Scene.CreateAsync(training);
        var (_, _, passed) = await scene.Pass();
        var planned = (await scene.Officer.Get($"/training/v1/enrolments/{passed}")).Expect(200)["classId"].GetGuid();
        var (other, _) = await scene.OpenNeed("李兰");
        await scene.Enrol(planned, other);
        var path = $"/training/v1/classes/{planned}/enrolments?";
        var rows = await ListFiles.LikeThePageAsync(scene.Trainer, path + "sort=id");
        Assert.Equal(["王**", "李*"], rows.Select(r => r["name"]));
        Assert.Equal(["是 yes", ""], rows.Select(r => r["passed"]));
        Assert.Single((await scene.Trainer.Get(path + "state=passed,certified&score.from=60")).Expect(200).Items);
        Assert.Single((await scene.Trainer.Get(path + "attended.to=1")).Expect(200).Items);
        (await scene.Trainer.Get(path + "name=李兰&state=absent")).Refused(
            400,
            "PLT-0001",
            "/name PLT-1009",
            "/state PLT-1003"
        );
    }

    [Fact]
    public async Task A_person_exports_their_own_certificates()
    {
        var scene = await Scene.CreateAsync(training);
        var (person, _, enrolment) = await scene.Pass();
        (await scene.Certify(enrolment)).Expect(201);
        var (_, _, others) = await scene.Pass("李兰");
        (await scene.Certify(others)).Expect(201);
        const string path = "/training/v1/me/certificates?";
        var row = Assert.Single(
            await ListFiles.LikeThePageAsync(scene.Service.As(person), path + "course=domestic-service,cooking")
        );
        Assert.Equal("家政服务", row["courseName"]);
        Assert.Empty((await scene.Service.As(person).Get(path + "revokedOn.from=2020-01-01")).Expect(200).Items);
        (await scene.Service.As(person).Get(path + "course=juggling&personId=1")).Refused(
            400,
            "PLT-0001",
            "/course PLT-1003",
            "/personId PLT-1009"
        );
    }
}
