using Testing;

namespace Jobs.Tests;

/// <summary>No request gives a 5xx.</summary>
public class HostileTests(JobsFixture jobs)
{
    static readonly string[] Bodies =
    [
        "",
        "null",
        "0",
        "\"text\"",
        "[]",
        "[[[[[[",
        "{\"title\":\"\\ud800\",\"name\":\"\\udfff\"}",
        "{\"creditCode\":\"\\u0000\",\"name\":\"\\u0000\",\"note\":\"\\u0000\"}",
        "{\"wageFrom\":1e400}",
        "{\"wageFrom\":99999999999999999999}",
        "{\"openings\":2147483648}",
        "{\"hours\":[[],{},null,1]}",
        "{\"hours\":[{\"day\":-2147483648,\"from\":\"00:00\",\"to\":\"24:00\"}]}",
        "{\"skills\":{\"a\":1}}",
        "{\"startedOn\":\"9999-12-31\"}",
        "{\"startedOn\":\"10000-01-01\"}",
        "{\"months\":2147483647,\"employed\":true}",
        "{\"reasonCode\":\"\\u0000\"}",
        "\u0000",
        "{\"personId\":\"00000000-0000-0000-0000-000000000000\",\"postingId\":\"x\"}",
        "{\"given\":null,\"wageWanted\":1.5}",
    ];

    [Fact]
    public async Task A_hostile_body_is_refused()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (waiting, hired) = (await scene.ReferSomebody(), await scene.ReferSomebody());
        var placement = (await scene.Hire(hired.Manager, hired.Referral)).Expect(201).Id;
        (Client Who, string Path)[] routes =
        [
            (scene.Officer, "employers"),
            (waiting.Manager, "postings"),
            (scene.Officer, "referrals"),
            (waiting.Manager, $"referrals/{waiting.Referral}/hire"),
            (waiting.Manager, $"referrals/{waiting.Referral}/refuse"),
            (scene.Officer, $"placements/{placement}/checks"),
        ];
        foreach (var body in Bodies)
        {
            foreach (var (who, path) in routes)
                Refused(await who.Post($"/jobs/v1/{path}", body), body);
            foreach (var path in new[] { "me/profile/consent", "me/profile/wishes" })
                Refused(await scene.Service.As(waiting.Person).Put($"/jobs/v1/{path}", body, "\"v2\""), body);
        }

        static void Refused(Answer answer, string body) =>
            Assert.True(answer.Status is >= 400 and < 500, $"{answer.Path} with {body}: {answer.Status} {answer.Text}");
    }

    [Fact]
    public async Task A_hostile_address_gives_no_5xx()
    {
        string[] paths =
        [
            "postings?q=%00",
            "postings?q=%F0%9F%98%80%E2%80%8D",
            "postings?skills=%00",
            "postings?limit=-1",
            "postings?cursor=e30",
            "postings?employerId=x",
            "profiles?skills=%00",
            "profiles?cursor=bnVsbA",
            "referrals?postingId=x",
            "referrals?cursor=WzFd",
            "employers?creditCode=%00",
            "placements?checks=%00",
            "changes?cursor=AAAA",
            "postings/not-an-id",
        ];
        var scene = await Scene.CreateAsync(jobs);
        foreach (var path in paths)
        {
            var answer = await scene.Officer.Get("/jobs/v1/" + path);
            Assert.True(answer.Status is >= 200 and < 500, $"{path}: {answer.Status} {answer.Text}");
            if (path.EndsWith("=%00", StringComparison.Ordinal))
                Assert.Contains(("/" + path.Split('?', '=')[1], "PLT-1020"), answer.Refused(400, "PLT-0001").Errors);
        }
    }

    [Fact]
    public async Task A_hostile_cursor_of_matches_gives_no_5xx()
    {
        var scene = await Scene.CreateAsync(jobs);
        var referred = await scene.ReferSomebody();
        foreach (var cursor in new[] { "e30", "eyJTY29yZSI6MX0", "W10", "bnVsbA" })
            Assert.InRange(
                (await scene.Officer.Get($"/jobs/v1/profiles/{referred.Person}/matches?cursor={cursor}")).Status,
                200,
                499
            );
    }
}
