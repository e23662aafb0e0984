using Contracts.Census.V1;
using Contracts.Training.V1;
using ServiceDefaults.Sealing;

namespace Training.Tests;

/// <summary>The part of the story in Training: from a need to a certificate.</summary>
public class ThreadTests(TrainingFixture training)
{
    [Fact]
    public async Task A_name_that_does_not_open_is_null_in_lists_and_refuses_the_enrolment()
    {
        var scene = await Scene.CreateAsync(training);
        var (damaged, need) = await scene.OpenNeed("王秀兰");
        var (whole, _) = await scene.OpenNeed("李梅");
        var planned = await scene.OpenClass();
        await training.Database.Execute("update learners set name_sealed = '\\x02' where id = @need", new { need });
        var list = (await scene.Officer.Get("/training/v1/learners?state=waiting")).Expect(200);
        Assert.Equal(
            [(damaged, null), (whole, "李*")],
            list.Items.Select(l => (l.GetProperty("personId").GetGuid(), l.GetProperty("name").GetString()))
        );
        Assert.Equal($"{need}/name", list.Headers["Unreadable"]);
        (await scene.Officer.Post($"/training/v1/classes/{planned}/enrolments", new { personId = damaged })).Refused(
            409,
            "PLT-0070"
        );
        await scene.Enrol(planned, whole);
    }

    [Fact]
    public async Task A_person_with_a_need_waits_for_a_class_until_the_enrolment()
    {
        var scene = await Scene.CreateAsync(training);
        var (person, need) = await scene.OpenNeed(
            "王秀兰",
            new WorkingHours((int)scene.Today.DayOfWeek == 0 ? 7 : (int)scene.Today.DayOfWeek, new(9, 0), new(12, 0))
        );

        var waiting = Assert.Single((await scene.Officer.Get("/training/v1/learners?state=waiting")).Expect(200).Items);
        Assert.Equal(
            (need, person, "王**"),
            (
                waiting.GetProperty("needId").GetGuid(),
                waiting.GetProperty("personId").GetGuid(),
                waiting.GetProperty("name").GetString()
            )
        );

        var planned = await scene.OpenClass();
        var enrolled = (
            await scene.Officer.Post($"/training/v1/classes/{planned}/enrolments", new { personId = person })
        ).Expect(201);
        Assert.Equal(0.5m, enrolled["hoursFit"].GetDecimal());
        Assert.Empty((await scene.Officer.Get("/training/v1/learners?state=waiting")).Items);
        Assert.Equal(1, (await scene.Trainer.Get($"/training/v1/classes/{planned}")).Expect(200)["taken"].GetInt32());
        Assert.Equal(
            enrolled.Id,
            Assert
                .Single((await scene.Trainer.Get($"/training/v1/classes/{planned}/enrolments")).Expect(200).Items)
                .GetProperty("id")
                .GetGuid()
        );
        var enrolledEvent = Assert.Single(await scene.Service.Published<LearnerEnrolled>(), e => e.PersonId == person);
        Assert.Equal(
            (enrolled.Id, planned, need, "domestic-service", scene.Officer.Subject),
            (
                enrolledEvent.EnrolmentId,
                enrolledEvent.ClassId,
                enrolledEvent.NeedId!.Value,
                enrolledEvent.Course,
                enrolledEvent.EnrolledBy
            )
        );
    }

    [Fact]
    public async Task A_result_is_recorded_after_the_last_lesson_until_it_is_passed()
    {
        var scene = await Scene.CreateAsync(training);
        var (person, _) = await scene.OpenNeed();
        var planned = await scene.OpenClass();
        var enrolled = await scene.Enrol(planned, person);

        (await scene.Assess(enrolled)).Refused(409, "TRN-0006");
        (await scene.Attend(planned, 1, enrolled)).Expect(200);
        (await scene.Assess(enrolled)).Refused(409, "TRN-0006");
        (await scene.Attend(planned, 2, enrolled)).Expect(200);
        (await scene.Certify(enrolled)).Refused(409, "TRN-0008");
        Assert.False((await scene.Assess(enrolled, 59)).Expect(200)["passed"].GetBoolean());
        Assert.True((await scene.Assess(enrolled, 60)).Expect(200)["passed"].GetBoolean());
        (await scene.Assess(enrolled, 61)).Refused(409, "TRN-0007");
    }

    [Fact]
    public async Task A_certificate_is_issued_once_and_shows_in_the_answers_of_its_person()
    {
        var scene = await Scene.CreateAsync(training);
        var (person, need, enrolled) = await scene.Pass();

        var certificate = (await scene.Certify(enrolled)).Expect(201);
        (await scene.Certify(enrolled)).Refused(409, "TRN-0009");
        Assert.Equal("/verify/" + certificate["verification"].GetString(), certificate["verifyUrl"].GetString());
        var own = Assert.Single((await scene.Service.As(person).Get("/training/v1/me/certificates")).Expect(200).Items);
        Assert.Equal(certificate["number"].GetString(), own.GetProperty("number").GetString());
        var seen = (await scene.Officer.Get($"/training/v1/enrolments/{enrolled}")).Expect(200);
        Assert.Equal(
            ("certified", "王**", 1m),
            (seen["state"].GetString(), seen["name"].GetString(), seen["attendance"].GetDecimal())
        );
        Assert.Equal(
            "王秀兰",
            (await scene.Service.As(person).Get($"/training/v1/enrolments/{enrolled}")).Expect(200)["name"].GetString()
        );
        var issued = Assert.Single(await scene.Service.Published<CertificateIssued>(), e => e.PersonId == person);
        Assert.Equal(
            (
                certificate.Id,
                need,
                enrolled,
                "家政服务",
                certificate["number"].GetString(),
                certificate["verification"].GetString(),
                scene.Today,
                scene.Officer.Subject
            ),
            (
                issued.CertificateId,
                issued.NeedId!.Value,
                issued.EnrolmentId,
                issued.CourseName,
                issued.Number,
                issued.Verification,
                issued.IssuedOn,
                issued.IssuedBy
            )
        );
    }

    [Fact]
    public async Task No_table_holds_a_name_in_clear()
    {
        var scene = await Scene.CreateAsync(training);
        var (person, _, enrolment) = await scene.Pass("欧阳明月");
        (await scene.Certify(enrolment)).Expect(201);
        foreach (
            var table in new[]
            {
                "learners",
                "enrolments",
                "certificates",
                "verifications",
                "platform.events",
                "platform.inbox",
                "platform.idempotency",
            }
        )
            Assert.Equal(
                0,
                await scene.Service.Database.Find<long>(
                    $"""
                    select count(*)
                    from {table} t
                    where t::text like '%明月%' or t::text like '%' || encode('欧阳明月', 'hex') || '%'
                    """
                )
            );
        Assert.True(
            await scene.Service.Database.Find<long>(
                "select count(*) from platform.audit where @person = any (subjects)",
                new { person }
            ) >= 5
        );
    }

    [Fact]
    public async Task A_closed_need_ends_the_waiting_and_keeps_the_enrolment()
    {
        var scene = await Scene.CreateAsync(training);
        var (person, need) = await scene.OpenNeed();
        var first = await scene.OpenClass();
        var enrolment = await scene.Enrol(first, person);
        await scene.Service.Deliver(
            new NeedClosed(
                need,
                person,
                scene.Community.Key,
                "withdrawn",
                Guid.CreateVersion7(),
                scene.Service.Clock.GetUtcNow()
            )
        );

        Assert.Equal(
            "closed",
            Assert
                .Single((await scene.Officer.Get("/training/v1/learners?state=closed")).Expect(200).Items)
                .GetProperty("state")
                .GetString()
        );
        (
            await scene.Officer.Post(
                $"/training/v1/classes/{await scene.OpenClass()}/enrolments",
                new { personId = person }
            )
        ).Refused(409, "TRN-0003");
        (await scene.Attend(first, 1, enrolment)).Expect(200);
        (await scene.Attend(first, 2, enrolment)).Expect(200);
        (await scene.Assess(enrolment)).Expect(200);
        (await scene.Certify(enrolment)).Expect(201);
        Assert.Equal(
            "closed",
            await scene.Service.Database.Find<string>("select state from learners where id = @need", new { need })
        );
    }

    [Fact]
    public async Task NeedClosed_before_NeedOpened_waits_for_it()
    {
        var scene = await Scene.CreateAsync(training);
        var (person, need) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await scene.Service.Others.SendAsync(
            new NeedClosed(
                need,
                person,
                scene.Community.Key,
                "other",
                Guid.CreateVersion7(),
                scene.Service.Clock.GetUtcNow()
            ),
            Guid.CreateVersion7(),
            2
        );
        var openedId = Guid.CreateVersion7();
        var opened = Scene.Need(
            need,
            person,
            scene.Community.Key,
            new EventSealer(scene.Service.Sealer, openedId).Seal("name", "李桂英")
        );
        await scene.Service.AppliedAsync(
            (await scene.Service.Others.SendAsync(opened, openedId, 1)) with
            {
                Sequence = 2,
            }
        );
        Assert.Equal(
            "closed",
            await scene.Service.Database.Find<string>("select state from learners where id = @need", new { need })
        );
    }
}
