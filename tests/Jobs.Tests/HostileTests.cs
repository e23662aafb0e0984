using Testing;

namespace Jobs.Tests;

/// <summary>Nothing a client sends is answered with a 5xx.</summary>
public class HostileTests(JobsFixture jobs)
{
    public static readonly TheoryData<string> Bodies =
    [
        "", "null", "0", "\"text\"", "[]", "[[[[[[", "{\"title\":\"\\ud800\",\"name\":\"\\udfff\"}", "{\"creditCode\":\"\\u0000\",\"name\":\"\\u0000\",\"note\":\"\\u0000\"}", "{\"wageFrom\":1e400}",
        "{\"wageFrom\":99999999999999999999}", "{\"openings\":2147483648}", "{\"hours\":[[],{},null,1]}", "{\"hours\":[{\"day\":-2147483648,\"from\":\"00:00\",\"to\":\"24:00\"}]}", "{\"skills\":{\"a\":1}}",
        "{\"startedOn\":\"9999-12-31\"}", "{\"startedOn\":\"10000-01-01\"}", "{\"months\":2147483647,\"employed\":true}", "{\"reasonCode\":\"\\u0000\"}", "\u0000", "{\"personId\":\"00000000-0000-0000-0000-000000000000\",\"postingId\":\"x\"}",
        "{\"given\":null,\"wageWanted\":1.5}",
    ];

    [Theory, MemberData(nameof(Bodies))]
    public async Task A_hostile_body_is_refused(string body)
    {
        var scene = await Scene.CreateAsync(jobs);
        var (waiting, hired) = (await scene.ReferSomebody(), await scene.ReferSomebody());
        var placement = (await scene.Hire(hired.Manager, hired.Referral)).Expect(201).Id;
        (Client Who, string Path)[] routes =
        [
            (scene.Officer, "employers"), (waiting.Manager, "postings"), (scene.Officer, "referrals"), (waiting.Manager, $"referrals/{waiting.Referral}/hire"), (waiting.Manager, $"referrals/{waiting.Referral}/refuse"),
            (scene.Officer, $"placements/{placement}/checks"),
        ];
        foreach (var (who, path) in routes) Assert.InRange((await who.Post($"/jobs/v1/{path}", body)).Status, 400, 499);
        foreach (var path in new[] { "me/profile/consent", "me/profile/wishes" }) Assert.InRange((await scene.Service.As(waiting.Person).Put($"/jobs/v1/{path}", body, "\"v2\"")).Status, 400, 499);
    }

    [Theory]
    [InlineData("postings?q=%00"), InlineData("postings?q=%F0%9F%98%80%E2%80%8D"), InlineData("postings?skill=%00"), InlineData("postings?limit=-1"), InlineData("postings?cursor=e30"), InlineData("postings?employer=x"),
     InlineData("profiles?skill=%00"), InlineData("profiles?cursor=bnVsbA"), InlineData("referrals?posting=x"), InlineData("referrals?cursor=WzFd"), InlineData("employers?creditCode=%00"), InlineData("placements?check=%00"),
     InlineData("changes?cursor=AAAA"), InlineData("postings/not-an-id")]
    public async Task A_hostile_address_is_answered(string path)
    {
        var scene = await Scene.CreateAsync(jobs);
        Assert.InRange((await scene.Officer.Get("/jobs/v1/" + path)).Status, 200, 499);
    }

    [Theory, InlineData("e30"), InlineData("eyJTY29yZSI6MX0"), InlineData("W10"), InlineData("bnVsbA")]
    public async Task A_hostile_cursor_of_matches_is_answered(string cursor)
    {
        var scene = await Scene.CreateAsync(jobs);
        var referred = await scene.ReferSomebody();
        Assert.InRange((await scene.Officer.Get($"/jobs/v1/profiles/{referred.Person}/matches?cursor={cursor}")).Status, 200, 499);
    }
}
