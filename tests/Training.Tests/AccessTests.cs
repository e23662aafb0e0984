using Contracts.Organizations.V1;

namespace Training.Tests;

/// <summary>Access: records of other areas answer 404, routes of other posts 403; a learner sees their own.</summary>
public class AccessTests(TrainingFixture training)
{
    [Fact]
    public async Task Another_county_gets_404_for_every_record()
    {
        var (here, there) = (await Scene.CreateAsync(training), await Scene.CreateAsync(training));
        var (person, _) = await here.OpenNeed();
        var planned = await here.OpenClass();
        var enrolment = await here.Enrol(planned, person);

        (await there.Officer.Get($"/training/v1/classes/{planned}")).Expect(404);
        (await there.Officer.Get($"/training/v1/classes/{planned}/enrolments")).Expect(404);
        (await there.Officer.Get($"/training/v1/enrolments/{enrolment}")).Expect(404);
        (await there.Officer.Post($"/training/v1/classes/{planned}/enrolments", new { personId = person })).Expect(404);
        (
            await there.Trainer.Post(
                $"/training/v1/classes/{planned}/lessons/1/attendance",
                new { present = new[] { enrolment } }
            )
        ).Expect(404);
        (await there.Trainer.Post($"/training/v1/enrolments/{enrolment}/assessment", new { score = 90 })).Expect(404);
        (await there.Officer.Post($"/training/v1/enrolments/{enrolment}/certificate")).Expect(404);
        Assert.Empty((await there.Officer.Get("/training/v1/learners")).Expect(200).Items);
        Assert.Empty((await there.Officer.Get("/training/v1/classes")).Expect(200).Items);
        Assert.Empty((await there.Officer.Get("/training/v1/changes")).Expect(200)["changes"].EnumerateArray());
        Assert.NotEmpty((await here.Officer.Get("/training/v1/changes")).Expect(200)["changes"].EnumerateArray());

        // The officer can neither enrol a person of another area nor open a class in another area.
        var own = await there.OpenClass();
        (await there.Officer.Post($"/training/v1/classes/{own}/enrolments", new { personId = person })).Refused(
            400,
            "PLT-0001",
            "/personId PLT-1008"
        );
        (await there.Officer.Post("/training/v1/classes", here.Class())).Refused(
            400,
            "PLT-0001",
            "/divisionId PLT-1008"
        );
    }

    [Fact]
    public async Task Callers_with_different_views_get_different_ETags()
    {
        var scene = await Scene.CreateAsync(training);
        var (person, _) = await scene.OpenNeed("王秀兰");
        var path = $"/training/v1/enrolments/{await scene.Enrol(await scene.OpenClass(), person)}";
        var learner = (await scene.Service.As(person).Get(path)).Expect(200);
        var officer = (await scene.Officer.Get(path, learner.ETag)).Expect(200);
        Assert.Equal(("王秀兰", "王**"), (learner["name"].GetString(), officer["name"].GetString()));
        Assert.Equal((learner.Version, true), (officer.Version, learner.ETag != officer.ETag));
        (await scene.Officer.Get(path, officer.ETag)).Expect(304);
    }

    [Fact]
    public async Task A_community_officer_sees_the_learner_but_not_the_countys_class()
    {
        var scene = await Scene.CreateAsync(training);
        var (person, _) = await scene.OpenNeed();
        var planned = await scene.OpenClass();
        var narrow = await scene.Service.Holder(Post.TrainingOfficer, scene.Community.Key);
        Assert.Equal(
            person,
            Assert
                .Single((await narrow.Get("/training/v1/learners")).Expect(200).Items)
                .GetProperty("personId")
                .GetGuid()
        );
        (await narrow.Get($"/training/v1/classes/{planned}")).Expect(404);
    }

    [Fact]
    public async Task A_learner_reads_only_their_own_records()
    {
        var scene = await Scene.CreateAsync(training);
        var planned = await scene.OpenClass();
        var ((first, _), (second, _)) = (await scene.OpenNeed(), await scene.OpenNeed("李桂英"));
        var (own, other) = (await scene.Enrol(planned, first), await scene.Enrol(planned, second));
        var learner = scene.Service.As(first);
        (await learner.Get($"/training/v1/enrolments/{own}")).Expect(200);
        (await learner.Get($"/training/v1/enrolments/{other}")).Expect(404);
        Assert.Empty((await learner.Get("/training/v1/me/certificates")).Expect(200).Items);
        (await learner.Get("/training/v1/learners")).Refused(403, "PLT-0004");
    }

    [Fact]
    public async Task Each_route_refuses_a_caller_without_its_post()
    {
        var scene = await Scene.CreateAsync(training);
        var (person, _) = await scene.OpenNeed();
        var planned = await scene.OpenClass();
        var enrolment = await scene.Enrol(planned, person);
        (string Path, object Body)[] officers =
        [
            ("/classes", scene.Class()),
            ($"/classes/{planned}/enrolments", new { personId = person }),
            ($"/enrolments/{enrolment}/certificate", new { }),
        ];
        (string Path, object Body)[] trainers =
        [
            ($"/classes/{planned}/lessons/1/attendance", new { present = new[] { enrolment } }),
            ($"/enrolments/{enrolment}/assessment", new { score = 90 }),
        ];
        foreach (var (path, body) in officers)
            (await scene.Trainer.Post("/training/v1" + path, body)).Refused(403, "PLT-0004");
        foreach (var (path, body) in trainers)
            (await scene.Officer.Post("/training/v1" + path, body)).Refused(403, "PLT-0004");
        foreach (var (path, body) in officers.Concat(trainers))
        {
            (await scene.Service.AsSomebody().Post("/training/v1" + path, body)).Expect(403);
            (await scene.Service.AsNobody().Post("/training/v1" + path, body)).Refused(401, "PLT-0003");
        }
        foreach (
            var path in new[]
            {
                "/classes",
                $"/classes/{planned}",
                "/learners",
                $"/enrolments/{enrolment}",
                "/me/certificates",
                "/changes",
            }
        )
            (await scene.Service.AsNobody().Get("/training/v1" + path)).Expect(401);
        Assert.Equal(10, (await scene.Service.AsNobody().Get("/training/v1/courses")).Expect(200).Items.Count);
    }

    [Fact]
    public async Task The_API_document_has_every_route_and_problem()
    {
        var document = (await training.Service.AsNobody().Get("/openapi/training.json")).Expect(200);
        foreach (
            var path in new[]
            {
                "/training/v1/classes/{id}/enrolments",
                "/training/v1/certificates/verify/{verification}",
            }
        )
            Assert.True(document["paths"].TryGetProperty(path, out _), path);
        Assert.All(document["paths"].EnumerateObject().SelectMany(p => p.Value.EnumerateObject()), o =>
            Assert.NotEqual("", o.Value.GetProperty("summary").GetString())
        );
    }

    [Fact]
    public async Task Only_public_tables_have_no_row_policy()
    {
        var open = await training.Database.Query<string>(
            """
            select relname
            from pg_class
            where relnamespace = 'public'::regnamespace
                and relkind = 'r'
                and not (relrowsecurity and relforcerowsecurity)
            order by relname
            """
        );
        Assert.Equal(["certificate_numbers", "courses", "migrations", "verifications"], open);
    }
}
