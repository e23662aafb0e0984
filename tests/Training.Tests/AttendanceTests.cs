namespace Training.Tests;

/// <summary>
/// Attendance is recorded after a lesson, corrected by recording it again, and required for the assessment.
/// </summary>
public class AttendanceTests(TrainingFixture training, ClockFixture clocked) : IClassFixture<ClockFixture>
{
    [Fact]
    public async Task Each_wrong_id_is_named()
    {
        var scene = await Scene.CreateAsync(training);
        var planned = await scene.OpenClass();
        var own = await scene.Enrol(planned, (await scene.OpenNeed()).Person);
        var foreign = await scene.Enrol(await scene.OpenClass(), (await scene.OpenNeed()).Person);
        var path = $"/training/v1/classes/{planned}/lessons/1/attendance";
        (
            await scene.Trainer.Post(
                path,
                new { present = new[] { own, Guid.CreateVersion7() }, absent = new[] { own, foreign } }
            )
        ).Refused(400, "PLT-0001", "/present/1 PLT-1008", "/absent/0 PLT-1010", "/absent/1 PLT-1008");
        (await scene.Trainer.Post(path, new { })).Refused(400, "PLT-0001", "/present PLT-1001");
        (await scene.Trainer.Post(path, """{"present":["nobody"]}""")).Refused(400, "PLT-0002", "/present/0 PLT-1006");
        foreach (var n in new[] { "0", "3", "-1" })
            (
                await scene.Trainer.Post(
                    $"/training/v1/classes/{planned}/lessons/{n}/attendance",
                    new { present = new[] { own } }
                )
            ).Expect(404);
        (
            await scene.Trainer.Post(
                $"/training/v1/classes/{planned}/lessons/first/attendance",
                new { present = new[] { own } }
            )
        ).Expect(404);
    }

    [Fact]
    public async Task Attendance_recorded_again_is_corrected()
    {
        var scene = await Scene.CreateAsync(training);
        var planned = await scene.OpenClass();
        var enrolment = await scene.Enrol(planned, (await scene.OpenNeed()).Person);
        async Task<(int, long)> Attended()
        {
            var read = (await scene.Trainer.Get($"/training/v1/enrolments/{enrolment}")).Expect(200);
            return (read["attended"].GetInt32(), read.Version);
        }
        Assert.Equal((0, 1L), await Attended());
        (await scene.Attend(planned, 1, enrolment)).Expect(200);
        Assert.Equal((1, 2L), await Attended());
        (
            await scene.Trainer.Post(
                $"/training/v1/classes/{planned}/lessons/1/attendance",
                new { present = Array.Empty<Guid>(), absent = new[] { enrolment } }
            )
        ).Expect(200);
        Assert.Equal((0, 3L), await Attended());
    }

    [Theory]
    [
        InlineData(0, 0, 200),
        InlineData(0.5, 1, 200),
        InlineData(0.501, 1, 409),
        InlineData(1, 1, 409),
        InlineData(1, 2, 200)
    ]
    public async Task An_assessment_needs_the_required_share_of_lessons(double required, int attended, int status)
    {
        var scene = await Scene.CreateAsync(training);
        var planned = await scene.OpenClass(attendanceRequired: (decimal)required);
        var enrolment = await scene.Enrol(planned, (await scene.OpenNeed()).Person);
        for (var n = 1; n <= attended; n++)
            (await scene.Attend(planned, n, enrolment)).Expect(200);
        (await scene.Assess(enrolment)).Expect(status);
        foreach (var (score, rule) in new[] { ("-1", "PLT-1007"), ("101", "PLT-1007"), ("null", "PLT-1001") })
            (
                await scene.Trainer.Post($"/training/v1/enrolments/{enrolment}/assessment", $$"""{"score":{{score}}}""")
            ).Refused(400, "PLT-0001", $"/score {rule}");
    }

    [Fact]
    public async Task Attendance_of_a_future_lesson_and_enrolment_in_a_past_class_are_refused()
    {
        var scene = await Scene.CreateAsync(clocked);
        var planned = await scene.OpenClass(
            lessons: new[]
            {
                Scene.Lesson(scene.Today, "09:00", "10:00"),
                Scene.Lesson(scene.Today.AddDays(1), "09:00", "10:00"),
            }
        );
        var enrolment = await scene.Enrol(planned, (await scene.OpenNeed()).Person);
        (await scene.Attend(planned, 1, enrolment)).Expect(200);
        (await scene.Attend(planned, 2, enrolment)).Refused(409, "TRN-0005");

        clocked.Service.Clock.Move(TimeSpan.FromDays(1));
        (await scene.Attend(planned, 2, enrolment)).Expect(200);

        var (late, _) = await scene.OpenNeed();
        clocked.Service.Clock.Move(TimeSpan.FromDays(31));
        var officer = await clocked.Service.Holder(Contracts.Organizations.V1.Post.TrainingOfficer, scene.County.Key);
        (await officer.Post($"/training/v1/classes/{planned}/enrolments", new { personId = late })).Refused(
            409,
            "TRN-0004"
        );
        Assert.Empty((await officer.Get("/training/v1/classes?open=true")).Expect(200).Items);
        Assert.Single((await officer.Get("/training/v1/classes?course=domestic-service")).Expect(200).Items);
    }
}
