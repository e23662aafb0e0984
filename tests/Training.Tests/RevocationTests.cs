using Contracts.Training.V1;
using Testing;

namespace Training.Tests;

/// <summary>A result matches its attendance, and a wrong certificate is revoked.</summary>
public class RevocationTests(TrainingFixture training)
{
    [Fact]
    public async Task A_revoked_certificate_shows_its_revocation_in_every_answer()
    {
        var scene = await Scene.CreateAsync(training);
        var (person, need, enrolment) = await scene.Pass();
        var issued = (await scene.Certify(enrolment)).Expect(201);
        var revoked = (await Revoke(scene, issued.Id)).Expect(200);
        var today = scene.Today.ToString("yyyy-MM-dd", null);
        Assert.Equal(
            (issued["number"].GetString(), today, "fraud"),
            (revoked["number"].GetString(), revoked["revokedOn"].GetString(), revoked["reasonCode"].GetString())
        );

        var verified = (
            await scene.Service.AsNobody().Get($"/training/v1/certificates{issued["verifyUrl"].GetString()}")
        ).Expect(200);
        Assert.Equal(("revoked", today), (verified["status"].GetString(), verified["revokedOn"].GetString()));
        Assert.DoesNotContain("fraud", verified.Text, StringComparison.Ordinal);
        var page = await CertificateTests.Page(scene.Service, issued["verification"].GetString()!);
        Assert.Contains($"证书已于 {today} 撤销", page.Text, StringComparison.Ordinal);
        Assert.Contains($"Revoked on {today}", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("This certificate is valid", page.Text, StringComparison.Ordinal);

        var own = Assert.Single((await scene.Service.As(person).Get("/training/v1/me/certificates")).Expect(200).Items);
        Assert.Equal(
            (today, "fraud"),
            (own.GetProperty("revokedOn").GetString(), own.GetProperty("reasonCode").GetString())
        );
        Assert.Equal(
            today,
            (await scene.Service.As(person).Get($"/training/v1/certificates/{issued.Id}"))
                .Expect(200)["revokedOn"]
                .GetString()
        );
        var seen = (await scene.Officer.Get($"/training/v1/enrolments/{enrolment}")).Expect(200);
        Assert.Equal(
            ("enrolled", null, null),
            (
                seen["state"].GetString(),
                seen["score"].GetRawText() == "null" ? null : "a score",
                seen["certificateId"].GetString()
            )
        );
        Assert.Equal(
            "enrolled",
            await scene.Service.Database.Find<string>("select state from learners where id = @need", new { need })
        );
        var published = Assert.Single(await scene.Service.Published<CertificateRevoked>(), e => e.PersonId == person);
        Assert.Equal(
            (issued.Id, need, enrolment, "domestic-service", issued["number"].GetString(), scene.Today),
            (
                published.CertificateId,
                published.NeedId!.Value,
                published.EnrolmentId,
                published.Course,
                published.Number,
                published.RevokedOn
            )
        );
        Assert.Equal(("fraud", scene.Officer.Subject), (published.ReasonCode, published.RevokedBy));
    }

    [Fact]
    public async Task A_revocation_needs_the_issuing_post_and_a_reason()
    {
        var scene = await Scene.CreateAsync(training);
        var issued = (await scene.Certify((await scene.Pass()).Enrolment)).Expect(201).Id;
        var path = $"/training/v1/certificates/{issued}/revoke";
        foreach (var (reason, rule) in new[] { (null, "PLT-1001"), ("mood", "PLT-1003") })
            (await scene.Officer.Post(path, new { reasonCode = reason })).Refused(
                400,
                "PLT-0001",
                $"/reasonCode {rule}"
            );
        (await scene.Trainer.Post(path, new { reasonCode = "fraud" })).Expect(403);
        var elsewhere = await Scene.CreateAsync(training);
        (await elsewhere.Officer.Post(path, new { reasonCode = "fraud" })).Expect(404);
        (await elsewhere.Officer.Get($"/training/v1/certificates/{issued}")).Expect(404);
        Assert.DoesNotContain(await scene.Service.Published<CertificateRevoked>(), e => e.CertificateId == issued);
    }

    [Fact]
    public async Task Attendance_is_closed_after_a_pass_and_open_again_after_the_result_is_taken_back()
    {
        var scene = await Scene.CreateAsync(training);
        var (person, _) = await scene.OpenNeed();
        var planned = await scene.OpenClass();
        var enrolment = await scene.Enrol(planned, person);
        var beside = await scene.Enrol(planned, (await scene.OpenNeed()).Person);
        (await scene.Attend(planned, 1, enrolment, beside)).Expect(200);
        (await scene.Attend(planned, 2, enrolment)).Expect(200);
        (await Reopen(scene, enrolment)).Refused(409, "TRN-0015");
        (await scene.Assess(enrolment)).Expect(200);

        (await Absent(scene, planned, beside, enrolment)).Refused(409, "TRN-0012", "/absent/1 TRN-1001");
        Assert.Equal(
            2,
            (await scene.Trainer.Get($"/training/v1/enrolments/{enrolment}")).Expect(200)["attended"].GetInt32()
        );
        Assert.Equal(
            1,
            (await scene.Trainer.Get($"/training/v1/enrolments/{beside}")).Expect(200)["attended"].GetInt32()
        );
        var first = (await scene.Certify(enrolment)).Expect(201);
        (await Absent(scene, planned, enrolment)).Refused(409, "TRN-0012", "/absent/0 TRN-1001");
        (await Reopen(scene, enrolment)).Refused(409, "TRN-0014");

        (await Revoke(scene, first.Id, "attendance-corrected")).Expect(200);
        (await Absent(scene, planned, enrolment)).Expect(200);
        (await scene.Assess(enrolment)).Refused(409, "TRN-0006");
        (await scene.Certify(enrolment)).Refused(409, "TRN-0008");
        (await scene.Attend(planned, 1, enrolment)).Expect(200);
        (await scene.Assess(enrolment, 90)).Expect(200);
        Assert.Equal("enrolled", (await Reopen(scene, enrolment)).Expect(200)["state"].GetString());
        (await scene.Assess(enrolment, 70)).Expect(200);
        var second = (await scene.Certify(enrolment)).Expect(201);
        Assert.NotEqual(first["number"].GetString(), second["number"].GetString());
        var seen = (await scene.Officer.Get($"/training/v1/enrolments/{enrolment}")).Expect(200);
        Assert.Equal((second.Id, 70), (seen["certificateId"].GetGuid(), seen["score"].GetInt32()));
        (await Revoke(scene, first.Id)).Refused(409, "TRN-0013");
        Assert.Equal(2, (await scene.Service.As(person).Get("/training/v1/me/certificates")).Expect(200).Items.Count);
    }

    [Fact]
    public async Task A_certificate_revoked_several_times_at_once_is_revoked_once()
    {
        var scene = await Scene.CreateAsync(training);
        for (var round = 0; round < 10; round++)
        {
            var issued = (await scene.Certify((await scene.Pass()).Enrolment)).Expect(201).Id;
            var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Revoke(scene, issued)));
            Assert.Single(answers, a => a.Status == 200);
            foreach (var refused in answers.Where(a => a.Status != 200))
                refused.Refused(409, "TRN-0013");
            Assert.Single(await scene.Service.Published<CertificateRevoked>(), e => e.CertificateId == issued);
        }
    }

    [Fact]
    public async Task An_assessment_during_a_correction_matches_the_stored_attendance()
    {
        var scene = await Scene.CreateAsync(training);
        var planned = await scene.OpenClass(capacity: 20);
        for (var round = 0; round < 20; round++)
        {
            var enrolment = await scene.Enrol(planned, (await scene.OpenNeed()).Person);
            (await scene.Attend(planned, 1, enrolment)).Expect(200);
            (await scene.Attend(planned, 2, enrolment)).Expect(200);
            var answers = await Task.WhenAll(scene.Assess(enrolment), Absent(scene, planned, enrolment));
            Assert.Single(answers, a => a.Status == 200);
            Assert.Contains(
                Assert.Single(answers, a => a.Status == 409)["code"].GetString(),
                new[] { "TRN-0006", "TRN-0012" }
            );
        }
    }

    [Fact]
    public async Task A_result_certified_and_reopened_at_once_ends_in_one_of_the_two()
    {
        var scene = await Scene.CreateAsync(training);
        for (var round = 0; round < 10; round++)
        {
            var enrolment = (await scene.Pass()).Enrolment;
            var answers = await Task.WhenAll(scene.Certify(enrolment), Reopen(scene, enrolment));
            Assert.Single(answers, a => a.Status is 200 or 201);
            Assert.Contains(
                Assert.Single(answers, a => a.Status == 409)["code"].GetString(),
                new[] { "TRN-0008", "TRN-0014" }
            );
        }
    }

    static Task<Answer> Revoke(Scene scene, Guid certificate, string reasonCode = "fraud") =>
        scene.Officer.Post($"/training/v1/certificates/{certificate}/revoke", new { reasonCode });

    static Task<Answer> Reopen(Scene scene, Guid enrolment) =>
        scene.Trainer.Post($"/training/v1/enrolments/{enrolment}/assessment/reopen");

    static Task<Answer> Absent(Scene scene, Guid planned, params Guid[] absent) =>
        scene.Trainer.Post(
            $"/training/v1/classes/{planned}/lessons/1/attendance",
            new { present = Array.Empty<Guid>(), absent }
        );
}
