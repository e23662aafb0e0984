using Testing;

namespace Training.Tests;

/// <summary>Nothing a client sends is answered with a 5xx.</summary>
public class HostileTests(TrainingFixture training)
{
    public static readonly TheoryData<string> Bodies =
    [
        "", "null", "0", "\"text\"", "[]", "[[[[[[", "{\"personId\":\"\\ud800\"}", "{\"name\":\"\\ud800\",\"course\":\"\\udfff\"}", "{\"score\":1e400}", "{\"score\":99999999999999999999}", "{\"score\":1.5}",
        "{\"capacity\":-2147483649,\"attendanceRequired\":1e28}", "{\"attendanceRequired\":1e29}", "{\"name\":\"\\u0000\",\"lessons\":[{\"day\":\"-0001-01-01\"}]}", "{\"lessons\":[[],{},null,1]}",
        "{\"present\":[null]}", "{\"present\":{\"a\":1}}", "{\"a\":{\"b\":{\"c\":1}}}", "\u0000", "{\"course\":\"domestic-service\",\"course\":\"x\"}", "{\"lessons\":[{\"from\":\"-1:00\",\"to\":\"24:00\"}]}",
    ];

    [Theory, MemberData(nameof(Bodies))]
    public async Task A_hostile_body_is_refused(string body)
    {
        var scene = await Scene.CreateAsync(training);
        var planned = await scene.PlanClass();
        var enrolment = await scene.Enrol(planned, (await scene.OpenNeed()).Person);
        (Client Who, string Path)[] routes =
        [
            (scene.Officer, "classes"), (scene.Officer, $"classes/{planned}/enrolments"), (scene.Trainer, $"classes/{planned}/lessons/1/attendance"), (scene.Trainer, $"enrolments/{enrolment}/assessment"),
            (scene.Officer, $"enrolments/{enrolment}/certificate"),
        ];
        foreach (var (who, path) in routes) Assert.InRange((await who.Post($"/training/v1/{path}", body)).Status, 400, 499);
    }

    [Fact]
    public async Task Deep_and_wrongly_typed_bodies_are_refused()
    {
        var scene = await Scene.CreateAsync(training);
        Assert.InRange((await scene.Officer.Post("/training/v1/classes", new string('[', 100_000))).Status, 400, 499);
        (await scene.Officer.Post("/training/v1/classes", new string(' ', 2 * 1024 * 1024))).Expect(413).ExpectProblem("PLT-0009");
        (await scene.Officer.Post("/training/v1/classes", new StringContent("course=x", System.Text.Encoding.UTF8, "application/x-www-form-urlencoded"))).Expect(415).ExpectProblem("PLT-0010");
    }

    [Theory]
    [InlineData("classes?course=%00"), InlineData("classes?open=perhaps"), InlineData("classes?limit=99999999999"), InlineData("classes?limit=501"), InlineData("classes?cursor=bnVsbA"), InlineData("classes?cursor=e30"),
     InlineData("classes?cursor=%00%ff"), InlineData("learners?state=%F0%9F%98%80"), InlineData("learners?cursor=WzFd"), InlineData("changes?cursor=AAAA"), InlineData("classes/not-an-id"), InlineData("certificates/verify/%0d%0a")]
    public async Task A_hostile_address_is_answered(string path)
    {
        var scene = await Scene.CreateAsync(training);
        Assert.InRange((await scene.Officer.Get("/training/v1/" + path)).Status, 200, 499);
    }
}
