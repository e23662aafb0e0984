using Contracts.Organizations.V1;
using Contracts.Training.V1;
using Testing;

namespace Training.Tests;

/// <summary>A learner has one class at a time and one certificate a course and need, and can leave a class.</summary>
public class EnrolmentTests(TrainingFixture training)
{
    [Fact]
    public async Task A_learner_enrolled_at_once_in_two_classes_at_the_same_hours_is_in_one()
    {
        var scene = await Scene.CreateAsync(training);
        var classes = new[] { await Plan(scene, "09:00", "11:00"), await Plan(scene, "10:00", "12:00") };
        for (var round = 0; round < 20; round++)
        {
            var (person, _) = await scene.OpenNeed();
            var answers = await Task.WhenAll(classes.Select(c => Enrol(scene.Officer, c, person)));
            Assert.Single(answers, a => a.Status == 201);
            Assert.Single(answers, a => a.Status == 409).Refused(409, "TRN-0016");
        }
        Assert.Equal(
            20,
            await scene.Service.Database.Find<int>(
                "select sum(taken)::int from classes where id = any (@classes)",
                new { classes }
            )
        );
    }

    [Fact]
    public async Task A_class_of_another_county_at_the_same_hours_conflicts_and_an_adjoining_one_does_not()
    {
        var scene = await Scene.CreateAsync(training);
        var province = await scene.Service.Holder(Post.TrainingOfficer, scene.County.Key[..^2]);
        var (person, _) = await scene.OpenNeed();
        await scene.Enrol(await Plan(scene, "09:00", "11:00"), person);
        await scene.Enrol(await Plan(scene, "11:00", "12:00"), person);

        var elsewhere = await Scene.CreateAsync(training);
        var there = await Plan(elsewhere, "10:30", "10:45");
        var both = await scene.Service.Holder(Post.TrainingOfficer, "");
        (await Enrol(both, there, person)).Refused(409, "TRN-0016");
        (await Enrol(province, there, person)).Expect(404);
    }

    [Fact]
    public async Task Two_classes_of_a_course_certified_at_once_give_a_need_one_certificate()
    {
        var scene = await Scene.CreateAsync(training);
        for (var round = 0; round < 5; round++)
        {
            var (person, need) = await scene.OpenNeed();
            var enrolments = new List<Guid>();
            foreach (var from in new[] { "08", "10" })
            {
                var planned = await Plan(scene, from + ":00", from + ":45");
                enrolments.Add(await scene.Enrol(planned, person));
                (await scene.Attend(planned, 1, enrolments[^1])).Expect(200);
                (await scene.Assess(enrolments[^1])).Expect(200);
            }
            var answers = await Task.WhenAll(enrolments.Select(scene.Certify));
            var issued = Assert.Single(answers, a => a.Status == 201).Id;
            Assert.Single(answers, a => a.Status == 409).Refused(409, "TRN-0017");
            Assert.Single(await scene.Service.Published<CertificateIssued>(), e => e.NeedId == need);
            var third = await Plan(scene, "13:00", "14:00");
            (await Enrol(scene.Officer, third, person)).Refused(409, "TRN-0017");

            (
                await scene.Officer.Post(
                    $"/training/v1/certificates/{issued}/revoke",
                    new { reasonCode = "issued-in-error" }
                )
            ).Expect(200);
            (await Enrol(scene.Officer, third, person)).Expect(201);
        }
    }

    [Fact]
    public async Task A_learner_who_leaves_frees_place_and_hours_waits_again_and_can_be_enrolled_again()
    {
        var scene = await Scene.CreateAsync(training);
        var planned = await scene.OpenClass(capacity: 1);
        var (person, need) = await scene.OpenNeed();
        var enrolment = await scene.Enrol(planned, person);
        var path = $"/training/v1/enrolments/{enrolment}/leave";
        (await scene.Officer.Post(path, new { reasonCode = "bored" })).Refused(400, "PLT-0001", "/reasonCode PLT-1003");
        var left = (await scene.Officer.Post(path, new { reasonCode = "health" })).Expect(200);
        Assert.Equal(("left", "null"), (left["state"].GetString(), left["passed"].GetRawText()));
        (await scene.Officer.Post(path, new { reasonCode = "health" })).Refused(409, "TRN-0018");
        (await scene.Attend(planned, 1, enrolment)).Refused(409, "TRN-0012", "/present/0 TRN-1001");
        (await scene.Assess(enrolment)).Refused(409, "TRN-0018");
        Assert.Equal(
            need,
            Assert
                .Single((await scene.Officer.Get("/training/v1/learners?state=waiting")).Expect(200).Items)
                .GetProperty("needId")
                .GetGuid()
        );
        var ended = Assert.Single(await scene.Service.Published<EnrolmentEnded>(), e => e.PersonId == person);
        Assert.Equal(
            (enrolment, planned, need, "health"),
            (ended.EnrolmentId, ended.ClassId, ended.NeedId!.Value, ended.ReasonCode)
        );

        var again = await scene.Enrol(planned, person);
        Assert.NotEqual(enrolment, again);
        (await Enrol(scene.Officer, planned, person)).Refused(409, "TRN-0002");
        Assert.Equal(1, (await scene.Trainer.Get($"/training/v1/classes/{planned}")).Expect(200)["taken"].GetInt32());
    }

    [Fact]
    public async Task An_enrolment_left_several_times_at_once_frees_one_place()
    {
        var scene = await Scene.CreateAsync(training);
        var planned = await scene.OpenClass();
        await scene.Enrol(planned, (await scene.OpenNeed()).Person);
        for (var round = 0; round < 10; round++)
        {
            var enrolment = await scene.Enrol(planned, (await scene.OpenNeed()).Person);
            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 3)
                    .Select(_ =>
                        scene.Officer.Post($"/training/v1/enrolments/{enrolment}/leave", new { reasonCode = "other" })
                    )
            );
            Assert.Single(answers, a => a.Status == 200);
            Assert.Equal(
                1,
                (await scene.Trainer.Get($"/training/v1/classes/{planned}")).Expect(200)["taken"].GetInt32()
            );
        }
    }

    [Fact]
    public async Task A_cancelled_class_lets_its_learners_wait_again_and_refuses_enrolments()
    {
        var scene = await Scene.CreateAsync(training);
        var planned = await scene.OpenClass();
        var path = $"/training/v1/classes/{planned}";
        var (person, _) = await scene.OpenNeed();
        var enrolment = await scene.Enrol(planned, person);
        (await scene.Attend(planned, 1, enrolment)).Expect(200);
        (await scene.Officer.Post(path + "/cancel", new { })).Refused(400, "PLT-0001", "/reasonCode PLT-1001");
        var cancelled = (await scene.Officer.Post(path + "/cancel", new { reasonCode = "no-trainer" })).Expect(200);
        Assert.Equal(
            (0, "no-trainer", scene.Today.ToString("yyyy-MM-dd", null)),
            (
                cancelled["taken"].GetInt32(),
                cancelled["cancelledReason"].GetString(),
                cancelled["cancelledOn"].GetString()
            )
        );
        (await scene.Officer.Post(path + "/cancel", new { reasonCode = "other" })).Refused(409, "TRN-0019");
        (await Enrol(scene.Officer, planned, person)).Refused(409, "TRN-0019");
        Assert.Single((await scene.Officer.Get("/training/v1/learners?state=waiting")).Expect(200).Items);
        Assert.Empty((await scene.Officer.Get("/training/v1/classes?open=true")).Expect(200).Items);
        Assert.Equal(
            "class-cancelled",
            Assert.Single(await scene.Service.Published<EnrolmentEnded>(), e => e.EnrolmentId == enrolment).ReasonCode
        );
        await scene.Enrol(await scene.OpenClass(), person);
    }

    [Fact]
    public async Task A_class_with_a_passed_learner_is_not_cancelled()
    {
        var scene = await Scene.CreateAsync(training);
        var enrolment = (await scene.Pass()).Enrolment;
        var planned = (await scene.Trainer.Get($"/training/v1/enrolments/{enrolment}"))["classId"].GetGuid();
        (await scene.Officer.Post($"/training/v1/classes/{planned}/cancel", new { reasonCode = "other" })).Refused(
            409,
            "TRN-0020"
        );
    }

    [Fact]
    public async Task Enrolling_and_leaving_during_a_cancellation_leave_nobody_in_the_class()
    {
        var scene = await Scene.CreateAsync(training);
        for (var round = 0; round < 10; round++)
        {
            var planned = await scene.OpenClass();
            var (first, second) = ((await scene.OpenNeed()).Person, (await scene.OpenNeed()).Person);
            var enrolment = await scene.Enrol(planned, first);
            var cancelling = scene.Officer.Post($"/training/v1/classes/{planned}/cancel", new { reasonCode = "other" });
            var answers = await Task.WhenAll(
                Enrol(scene.Officer, planned, second),
                scene.Officer.Post($"/training/v1/enrolments/{enrolment}/leave", new { reasonCode = "other" })
            );
            (await cancelling).Expect(200);
            Assert.Contains(answers[0].Status, new[] { 201, 409 });
            Assert.Contains(answers[1].Status, new[] { 200, 409 });
            Assert.Equal(
                (0, 0L),
                await scene.Service.Database.Find<(int, long)>(
                    """
                    select taken, (select count(*) from enrolments where class_id = c.id and state <> 'left')
                    from classes c
                    where id = @planned
                    """,
                    new { planned }
                )
            );
        }
    }

    [Fact]
    public async Task Double_certificates_of_an_older_release_stay()
    {
        await using var database = await TestDatabase.CreateAsync(typeof(Subscriptions).Assembly);
        await database.Execute(
            """
            alter table certificates drop column again;
            insert into classes (
                id, course, division_id, scope_key, name, starts_on, ends_on, capacity, lessons, pass_mark,
                attendance_required, planned_by, planned_at
            )
            select gen_random_uuid(), 'cooking', gen_random_uuid(), 'k', 'c', '2026-01-01', '2026-01-01', 9, '[]', 0,
                0, gen_random_uuid(), now()
            from generate_series(1, 2);
            insert into enrolments (
                id, class_id, person_id, need_id, scope_key, name_sealed, course, class_name, lessons, pass_mark,
                attendance_required, hours_fit, state, enrolled_by, enrolled_at
            )
            select gen_random_uuid(), id, division_id, '00000000-0000-0000-0000-00000000000a', 'k', '', course, name,
                0, 0, 0, 0, 'certified', planned_by, now()
            from classes;
            insert into certificates (
                id, enrolment_id, person_id, need_id, scope_key, course, number, verification, issued_on, issued_by
            )
            select gen_random_uuid(), id, person_id, need_id, 'k', course, id, id, '2026-01-01', enrolled_by
            from enrolments;
            """
        );
        await using var command = database.Owner.CreateCommand(
            await File.ReadAllTextAsync(
                Path.Combine(TestServers.Root, "services/Training/Migrations/0003_one_certificate_a_course.sql"),
                TestContext.Current.CancellationToken
            )
        );
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            (2L, 1L),
            await database.Find<(long, long)>("select count(*), count(*) filter (where again) from certificates")
        );
    }

    static async Task<Guid> Plan(Scene scene, string from, string to) =>
        await scene.OpenClass(20, new[] { Scene.Lesson(scene.Today, from, to) });

    static Task<Answer> Enrol(Client officer, Guid planned, Guid person) =>
        officer.Post($"/training/v1/classes/{planned}/enrolments", new { personId = person });
}
