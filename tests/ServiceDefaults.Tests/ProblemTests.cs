using System.Net.Http.Headers;
using System.Text;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>
/// Every wrong request is answered with a problem that names the error and its place, never with 500.
/// </summary>
public sealed class ProblemTests(ToyFixture toys)
{
    Client Anybody => toys.Service.AsNobody();

    Task<Answer> Echo(string json) =>
        Anybody.Send(HttpMethod.Post, "/toys/v1/echo", json, ("Idempotency-Key", Guid.NewGuid().ToString()));

    [Theory]
    [InlineData("zh-CN", "zh-CN", "没有找到")]
    [InlineData("en-GB,en;q=0.9", "en", "Not found")]
    [InlineData("", "zh-CN", "没有找到")]
    [InlineData("fr", "zh-CN", "没有找到")]
    public async Task A_problem_is_in_the_callers_language_and_always_has_both(
        string accept,
        string language,
        string title
    )
    {
        var answer = (
            await new Client(toys.Service.Http, TestService.DevelopmentKey, null) { Language = accept }.Get(
                "/toys/v1/nowhere"
            )
        ).Refused(404, "PLT-0005");
        Assert.Equal(title, answer["title"].GetString());
        Assert.Equal(language, answer.Headers["Content-Language"]);
        Assert.Equal("没有找到", answer["titles"].GetProperty("zh-CN").GetString());
        Assert.Equal("Not found", answer["titles"].GetProperty("en").GetString());
        Assert.Equal("/toys/v1/nowhere", answer["instance"].GetString());
        Assert.Equal("/docs/problems#PLT-0005", answer["type"].GetString());
        Assert.NotEqual("", answer["detail"].GetString());
    }

    [Theory]
    [InlineData("""{"number":"seven"}""", "PLT-0002", "/number PLT-1006")]
    [InlineData("""{"number":1.5}""", "PLT-0002", "/number PLT-1006")]
    [InlineData("""{"number":99999999999}""", "PLT-0002", "/number PLT-1006")]
    [InlineData("""{"text":1}""", "PLT-0002", "/text PLT-1006")]
    [InlineData("""{"date":"2023-02-30"}""", "PLT-0002", "/date PLT-1006")]
    [InlineData(
        """{"parts":[{"id":"00000000-0000-0000-0000-000000000001"},{"id":"x"}]}""",
        "PLT-0002",
        "/parts/1/id PLT-1006"
    )]
    [InlineData("""{"parts":{}}""", "PLT-0002", "/parts PLT-1006")]
    [InlineData("""{"unknown":1}""", "PLT-0002", "/unknown PLT-1009")]
    [InlineData("""{"parts":[{"square":true}]}""", "PLT-0002", "/parts/0/square PLT-1009")]
    public async Task A_field_of_the_wrong_type_or_name_is_pointed_at(string json, string code, string error) =>
        (await Echo(json)).Refused(400, code, error);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"number\":1}}")]
    [InlineData("{\"text\":\"\\ud800\"}")]
    public async Task A_malformed_body_is_answered_with_400(string json) => (await Echo(json)).Refused(400, "PLT-0002");

    [Fact]
    public async Task Of_many_errors_the_first_hundred_are_pointed_at() =>
        (await Echo($$"""{"parts":[{{string.Join(',', Enumerable.Repeat("null", 300))}}]}""")).Refused(
            400,
            "PLT-0001",
            [.. Enumerable.Range(0, 100).Select(i => $"/parts/{i} PLT-1001")]
        );

    [Fact]
    public async Task A_text_with_invisible_characters_is_pointed_at() =>
        (
            await (await toys.Service.Holder(ToyService.Keeper, "a")).Post(
                "/toys/v1/things",
                new { name = "null \0 inside", scopeKey = "a1" }
            )
        ).Refused(400, "PLT-0001", "/name PLT-1020");

    [Fact]
    public async Task A_missing_field_is_pointed_at_with_its_rule()
    {
        var answer = (
            await (await toys.Service.Holder(ToyService.Keeper, "a")).Post("/toys/v1/things", new { scopeKey = "a1" })
        ).Refused(400, "PLT-0001", "/name PLT-1001");
        Assert.Equal("必填", answer["errors"][0].GetProperty("details").GetProperty("zh-CN").GetString());
    }

    [Fact]
    public async Task A_path_or_query_of_the_wrong_form_is_answered_with_400()
    {
        var keeper = await toys.Service.Holder(ToyService.Keeper, "a");
        (await keeper.Get("/toys/v1/things/not-an-id")).Refused(404, "PLT-0005");
        foreach (var limit in new[] { "0", "501", "-1", "ten", "99999999999" })
            (await keeper.Get($"/toys/v1/things?limit={limit}")).Refused(400, "PLT-0001", "/limit PLT-1007");
        foreach (var cursor in new[] { "x", "AAAA", "bnVsbA%3D", "WzFd" })
            (await keeper.Get($"/toys/v1/things?cursor={cursor}")).Refused(400, "PLT-0012");
        (await keeper.Get("/toys/v1/things?cursor=%00&other=a%00b")).Refused(
            400,
            "PLT-0001",
            "/cursor PLT-1020",
            "/other PLT-1020"
        );
    }

    [Fact]
    public async Task A_wrong_method_size_or_media_type_is_a_problem_with_its_own_code()
    {
        (await Anybody.Delete("/toys/v1/echo", null)).Refused(405, "PLT-0006");
        var large = $$"""{"text":"{{new string('x', 9_000_000)}}"}""";
        // The client sends Expect: 100-continue: otherwise the connection may close before it reads the answer.
        (
            await Anybody.Send(
                HttpMethod.Post,
                "/toys/v1/echo",
                large,
                ("Idempotency-Key", "12345678"),
                ("Expect", "100-continue")
            )
        ).Refused(413, "PLT-0009");
        var plain = new StringContent("number=1", new MediaTypeHeaderValue("application/x-www-form-urlencoded"));
        (await Anybody.Send(HttpMethod.Post, "/toys/v1/echo", plain, ("Idempotency-Key", "12345678"))).Refused(
            415,
            "PLT-0010"
        );
    }

    [Fact]
    public async Task A_conflict_the_database_finds_is_409_and_quotes_nothing()
    {
        var keeper = await toys.Service.Holder(ToyService.Keeper, "a");
        var name = $"unique {Guid.NewGuid()}";
        (await keeper.Post("/toys/v1/things", new { name, scopeKey = "a1" })).Expect(201);
        var answer = (await keeper.Post("/toys/v1/things", new { name, scopeKey = "a1" })).Refused(409, "PLT-0007");
        Assert.DoesNotContain(name, answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("things_name_idx", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_internal_error_has_a_trace_id_and_no_detail()
    {
        var answer = (await Anybody.Get("/toys/v1/broken")).Refused(500, "PLT-0017");
        Assert.DoesNotContain("secret detail", answer.Text, StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{32}$", answer["traceId"].GetString());
        Assert.Contains(toys.Service.Log, l => l.Contains("InvalidOperationException", StringComparison.Ordinal));
        Assert.DoesNotContain(toys.Service.Log, l => l.Contains("secret detail", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_problem_of_the_service_keeps_its_code_and_has_Retry_After()
    {
        var answer = (await Anybody.Post("/toys/v1/grumpy")).Refused(409, "TOY-0001");
        Assert.Equal("7", answer.Headers["Retry-After"]);
        Assert.Contains("no-store", answer.Headers["Cache-Control"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enum_values_and_texts_are_written_as_documented()
    {
        var answer = (await Echo("""{"text":"中文 <b> \"x\" 😀","date":"2024-02-29"}""")).Expect(200);
        Assert.Contains("中文", answer.Text, StringComparison.Ordinal);
        Assert.Equal("中文 <b> \"x\" 😀", answer["text"].GetString());
        Assert.Equal("2024-02-29", answer["date"].GetString());
        Assert.Equal(Encoding.UTF8.WebName, MediaTypeHeaderValue.Parse(answer.Headers["Content-Type"]).CharSet);
    }
}
