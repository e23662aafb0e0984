using Testing;

namespace Training.Tests;

/// <summary>No request gives a 5xx.</summary>
public class HostileTests(TrainingFixture training)
{
    static readonly string[] Bodies =
    [
        "",
        "null",
        "0",
        "\"text\"",
        "[]",
        "[[[[[[",
        "{\"personId\":\"\\ud800\"}",
        "{\"name\":\"\\ud800\",\"course\":\"\\udfff\"}",
        "{\"score\":1e400}",
        "{\"score\":99999999999999999999}",
        "{\"score\":1.5}",
        "{\"capacity\":-2147483649,\"attendanceRequired\":1e28}",
        "{\"attendanceRequired\":1e29}",
        "{\"name\":\"\\u0000\",\"lessons\":[{\"day\":\"-0001-01-01\"}]}",
        "{\"lessons\":[[],{},null,1]}",
        "{\"present\":[null]}",
        "{\"present\":{\"a\":1}}",
        "{\"a\":{\"b\":{\"c\":1}}}",
        "\u0000",
        "{\"course\":\"domestic-service\",\"course\":\"x\"}",
        "{\"lessons\":[{\"from\":\"-1:00\",\"to\":\"24:00\"}]}",
    ];

    [Fact]
    public async Task A_hostile_body_is_refused()
    {
        var scene = await Scene.CreateAsync(training);
        var planned = await scene.OpenClass();
        var enrolment = await scene.Enrol(planned, (await scene.OpenNeed()).Person);
        (Client Who, string Path)[] routes =
        [
            (scene.Officer, "classes"),
            (scene.Officer, $"classes/{planned}/enrolments"),
            (scene.Trainer, $"classes/{planned}/lessons/1/attendance"),
            (scene.Trainer, $"enrolments/{enrolment}/assessment"),
            (scene.Officer, $"enrolments/{enrolment}/certificate"),
        ];
        foreach (var body in Bodies)
        foreach (var (who, path) in routes)
        {
            var answer = await who.Post($"/training/v1/{path}", body);
            Assert.True(answer.Status is >= 400 and < 500, $"{path} with {body}: {answer.Status} {answer.Text}");
        }
    }

    [Fact]
    public async Task Deep_and_wrongly_typed_bodies_are_refused()
    {
        var scene = await Scene.CreateAsync(training);
        Assert.InRange((await scene.Officer.Post("/training/v1/classes", new string('[', 100_000))).Status, 400, 499);
        // Content-Length alone refuses it; the service does not read the body.
        (
            await scene.Officer.Send(
                HttpMethod.Post,
                "/training/v1/classes",
                new string(' ', 9 * 1024 * 1024),
                ("Expect", "100-continue")
            )
        ).Refused(413, "PLT-0009");
        (
            await scene.Officer.Post(
                "/training/v1/classes",
                new StringContent("course=x", System.Text.Encoding.UTF8, "application/x-www-form-urlencoded")
            )
        ).Refused(415, "PLT-0010");
    }

    [Fact]
    public async Task A_hostile_address_gives_no_5xx()
    {
        string[] paths =
        [
            "classes?course=%00",
            "classes?open=perhaps",
            "classes?limit=99999999999",
            "classes?limit=501",
            "classes?cursor=bnVsbA",
            "classes?cursor=e30",
            "classes?cursor=%00%ff",
            "learners?state=%F0%9F%98%80",
            "learners?cursor=WzFd",
            "changes?cursor=AAAA",
            "classes/not-an-id",
            "certificates/verify/%0d%0a",
        ];
        var scene = await Scene.CreateAsync(training);
        foreach (var path in paths)
        {
            var answer = await scene.Officer.Get("/training/v1/" + path);
            Assert.True(answer.Status is >= 200 and < 500, $"{path}: {answer.Status} {answer.Text}");
        }
    }
}
