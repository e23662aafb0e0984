using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Gateway.Tests;

/// <summary>/docs and /docs/{service}: the pages' resources and policy.</summary>
public sealed partial class DocsPageTests : IAsyncLifetime
{
    const string Page = "/docs/census";
    FakeService _service = null!;
    TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await FakeService.StartAsync();
        _gateway = await TestGateway.StartAsync(_service.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Theory, InlineData("/docs"), InlineData("/docs/")]
    public async Task The_list_links_to_the_document_of_each_service(string path)
    {
        var page = (await _gateway.Anonymous.Get(path)).Expect(200).Text;
        Assert.All(TestGateway.Services, name =>
            Assert.Contains($"<li id=\"{name}\"><a href=\"/docs/{name}\">", page, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_services_page_is_titled_in_Chinese_and_English()
    {
        var page = (await _gateway.Anonymous.Get(Page)).Expect(200);
        Assert.Contains("<title>民情 Census - 接口文档 API</title>", page.Text, StringComparison.Ordinal);
        Assert.Equal("zh-CN", page.Headers["Content-Language"]);
    }

    [Fact]
    public async Task A_services_page_links_to_the_other_services_and_to_the_problems()
    {
        var page = (await _gateway.Anonymous.Get(Page)).Expect(200).Text;
        Assert.All(TestGateway.Services.Append("problems"), name =>
            Assert.Contains($"href=\"/docs/{name}\"", page, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_services_page_opens_the_document_of_that_service_alone()
    {
        var source = Assert.Single((await ConfigurationAsync())["sources"]!.AsArray());
        Assert.Equal("openapi/census.json", $"{source!["url"]}");
    }

    [Fact]
    public async Task What_a_services_page_loads_is_served_here()
    {
        var text = (await _gateway.Anonymous.Get(Page)).Expect(200).Text;
        var loaded = Loaded().Matches(text).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(4, loaded.Count);
        foreach (var address in loaded)
            (await _gateway.Anonymous.Get(new Uri(new Uri(_gateway.Address, Page), address).PathAndQuery)).Expect(200);
    }

    [Fact]
    public async Task A_services_page_names_no_other_origin() =>
        Assert.DoesNotContain("//", (await _gateway.Anonymous.Get(Page)).Expect(200).Text, StringComparison.Ordinal);

    /// <summary>Each of these is on by default, or requests another origin.</summary>
    [Theory]
    [
        InlineData("withDefaultFonts", "false"),
        InlineData("telemetry", "false"),
        InlineData("hideClientButton", "true"),
        InlineData("showDeveloperTools", "\"never\""),
        InlineData("agent", "{\"disabled\":true}"),
        InlineData("mcp", "{\"disabled\":true}")
    ]
    [
        InlineData("proxyUrl", null),
        InlineData("pluginUrls", null),
        InlineData("servers", null),
        InlineData("baseServerURL", null)
    ]
    public async Task Scalar_is_set_to_ask_this_origin_alone(string option, string? value) =>
        Assert.Equal(value, (await ConfigurationAsync())[option]?.ToJsonString());

    [Fact]
    public async Task A_typed_token_is_not_stored() =>
        Assert.False((await ConfigurationAsync())["persistAuth"]!.GetValue<bool>());

    [Fact]
    public async Task The_policy_of_a_services_page_names_what_Scalar_needs()
    {
        var page = (await _gateway.Anonymous.Get(Page)).Expect(200);
        var nonce = Nonces(page.Text)[0];
        Assert.Equal(
            $"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
                + "img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            page.Headers["Content-Security-Policy"]
        );
    }

    [Fact]
    public async Task Each_script_of_a_services_page_carries_the_nonce()
    {
        var text = (await _gateway.Anonymous.Get(Page)).Expect(200).Text;
        Assert.Equal(text.Split("<script").Length - 1, Nonces(text).Count);
        Assert.Single(Nonces(text).Distinct());
    }

    [Fact]
    public async Task Each_answer_has_a_nonce_of_its_own()
    {
        var first = (await _gateway.Anonymous.Get(Page)).Expect(200);
        var second = (await _gateway.Anonymous.Get(Page)).Expect(200);
        Assert.NotEqual(Nonces(first.Text)[0], Nonces(second.Text)[0]);
        Assert.Equal("no-store", first.Headers["Cache-Control"]);
    }

    [Theory, InlineData("/docs"), InlineData("/docs/problems"), InlineData("/docs/scalar.js"), InlineData("/docs/x")]
    public async Task Other_pages_keep_their_policy(string path)
    {
        var policy = (await _gateway.Anonymous.Get("/")).Headers["Content-Security-Policy"];
        Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal);
        Assert.Equal(policy, (await _gateway.Anonymous.Get(path)).Headers["Content-Security-Policy"]);
    }

    [Fact]
    public async Task The_scripts_are_compressed_and_cached_for_their_version()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, await ScriptsAsync());
        request.Headers.AcceptEncoding.ParseAdd("br, gzip");
        using var response = await _gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("gzip", response.Content.Headers.ContentEncoding.Single());
        Assert.Equal("public, max-age=31536000, immutable", $"{response.Headers.CacheControl}");
    }

    [Theory, InlineData(""), InlineData("?v=1.0.0.0")]
    public async Task The_scripts_of_another_version_are_not_cached(string query) =>
        Assert.Equal(
            "no-cache",
            (await _gateway.Anonymous.Get((await ScriptsAsync()).Split('?')[0] + query)).Expect(200).Headers[
                "Cache-Control"
            ]
        );

    [Fact]
    public async Task HEAD_of_a_services_page_answers_its_headers()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, Page);
        using var response = await _gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("script-src", response.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Theory, InlineData("/docs/nothing"), InlineData("/docs/v1"), InlineData("/docs/nothing/")]
    public async Task An_unknown_service_is_not_found(string path) =>
        (await _gateway.Anonymous.Get(path)).Refused(404, "PLT-0005");

    [Fact]
    public async Task An_address_with_a_slash_at_its_end_redirects_to_the_page() =>
        Assert.Equal(Page, (await _gateway.Anonymous.Get(Page + "/")).Expect(302).Headers["Location"]);

    async Task<string> ScriptsAsync() =>
        "/docs/" + Scripts().Match((await _gateway.Anonymous.Get(Page)).Expect(200).Text).Groups[1].Value;

    async Task<JsonNode> ConfigurationAsync() =>
        JsonNode.Parse(Configuration().Match((await _gateway.Anonymous.Get(Page)).Expect(200).Text).Value)!;

    static List<string> Nonces(string page) => [.. Nonce().Matches(page).Select(m => m.Groups[1].Value)];

    /// <summary>Style sheets, scripts and imports of scripts, but not links.</summary>
    [GeneratedRegex("""(?:<link rel="stylesheet" href=|<script[^>]* src=|import .* from )["']([^"']+)["']""")]
    private static partial Regex Loaded();

    [GeneratedRegex("""src="(scalar\.js\?[^"]+)""")]
    private static partial Regex Scripts();

    [GeneratedRegex("""(?<=^\s*)\{".*\}(?=,\s*$)""", RegexOptions.Multiline)]
    private static partial Regex Configuration();

    [GeneratedRegex("""<script[^>]* nonce="([^"]+)">""")]
    private static partial Regex Nonce();
}
