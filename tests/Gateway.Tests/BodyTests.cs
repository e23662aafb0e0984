using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests;

public sealed class BodyTests : IAsyncLifetime
{
    const int Megabyte = 1024 * 1024;
    FakeService _service = null!;
    TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await FakeService.StartAsync(context =>
            context.Request.Path.Value!.Split('/')[^1] switch
            {
                "large" => context.Response.WriteAsJsonAsync(new { text = new string('字', 5000) }),
                "small" => WriteAsync(context, "application/json", Encoding.UTF8.GetBytes("{\"text\":1}")),
                "picture" => WriteAsync(context, "image/png", new byte[5000]),
                "compressed" => WriteAsync(context, "application/json", new byte[5000], "gzip"),
                _ => context.Response.WriteAsJsonAsync(new { ok = true }),
            }
        );
        _gateway = await TestGateway.StartAsync(
            _service.Address,
            ("Limits:UploadBytes", (11 * Megabyte).ToString(null, null))
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Theory]
    [
        InlineData("/census/v1/visits", 8, 200),
        InlineData("/census/v1/visits", 8.01, 413),
        InlineData("/census/v1/visits", 60, 413)
    ]
    [
        InlineData("/organizations/v1/division-imports", 10.9, 200),
        InlineData("/organizations/v1/division-imports", 11.1, 413),
        InlineData("/organizations/v1/division-imports", 60, 413),
        InlineData("/organizations/v1/people-imports", 10.9, 200),
        InlineData("/organizations/v1/campaigns/0198c0de/participation-imports", 10.9, 200),
        InlineData("/training/v1/Things-imports/", 10.9, 200),
        InlineData("/organizations/v1/people-imports/0198c0de/apply", 9, 413),
        InlineData("/organizations/v1/people", 9, 413)
    ]
    public async Task A_body_above_the_routes_limit_is_refused_and_the_sender_gets_the_answer(
        string path,
        double megabytes,
        int status
    )
    {
        var content = new ByteArrayContent(new byte[(int)(megabytes * Megabyte)]);
        var answer = await _gateway.Anonymous.Send(HttpMethod.Post, path, content);
        if (status == 413)
            answer.Refused(status, "PLT-0009");
        else
            answer.Expect(status);
    }

    [Fact]
    public async Task A_body_without_a_length_is_cut_off_at_the_limit()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/census/v1/visits")
        {
            Content = new StreamContent(new MemoryStream(new byte[8 * Megabyte + 1])),
        };
        request.Headers.TransferEncodingChunked = true;
        using var response = await _gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains(
            "PLT-0009",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [
        InlineData("/jobs/v1/large", "br, gzip", "br"),
        InlineData("/jobs/v1/large", "gzip", "gzip"),
        InlineData("/jobs/v1/large", "", null),
        InlineData("/docs/problems", "gzip", "gzip"),
        InlineData("/style.css", "br", "br")
    ]
    [
        InlineData("/jobs/v1/small", "br, gzip", null),
        InlineData("/jobs/v1/picture", "br, gzip", null),
        InlineData("/jobs/v1/compressed", "br", "gzip")
    ]
    public async Task Only_long_text_is_compressed(string path, string accepted, string? encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accepted.Length > 0)
            request.Headers.AcceptEncoding.ParseAdd(accepted);
        using var response = await _gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        if (encoding is "br" && path == "/jobs/v1/large")
            Assert.InRange(
                (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length,
                1,
                5000
            );
    }

    static async Task WriteAsync(HttpContext context, string type, byte[] body, string? encoding = null)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        if (encoding is not null)
            context.Response.Headers.ContentEncoding = encoding;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    [Fact]
    public async Task A_page_of_another_site_may_call_only_when_the_setting_names_the_site()
    {
        async Task<HttpResponseMessage> Preflight(TestGateway gateway, string origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Options, "/census/v1/visits")
            {
                Headers =
                {
                    { "Origin", origin },
                    { "Access-Control-Request-Method", "POST" },
                    { "Access-Control-Request-Headers", "authorization,idempotency-key" },
                },
            };
            return await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        }
        Assert.False(
            (await Preflight(_gateway, "https://app.example")).Headers.Contains("Access-Control-Allow-Origin")
        );
        await using var open = await TestGateway.StartAsync(
            _service.Address,
            ("Cors:Origins:0", "https://app.example")
        );
        var allowed = await Preflight(open, "https://app.example");
        Assert.Equal("https://app.example", allowed.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains(
            "Idempotency-Key",
            allowed.Headers.GetValues("Access-Control-Allow-Headers").Single(),
            StringComparison.OrdinalIgnoreCase
        );
        Assert.False((await Preflight(open, "https://evil.example")).Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [
        InlineData("/"),
        InlineData("/docs"),
        InlineData("/docs/jobs"),
        InlineData("/jobs/v1/small"),
        InlineData("/nothing"),
        InlineData("/health/live")
    ]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        var headers = (await _gateway.Anonymous.Get(path)).Headers;
        Assert.Contains("frame-ancestors 'none'", headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal(
            ("nosniff", "no-referrer", "DENY"),
            (headers["X-Content-Type-Options"], headers["Referrer-Policy"], headers["X-Frame-Options"])
        );
        Assert.DoesNotContain("Strict-Transport-Security", headers.Keys);
        Assert.DoesNotContain("Server", headers.Keys);
    }

    [Fact]
    public async Task Under_TLS_answers_carry_HSTS()
    {
        await using var gateway = await TestGateway.StartAsync(
            _service.Address,
            ("Forwarded:Networks:0", "127.0.0.0/8")
        );
        var headers = (await gateway.Anonymous.Send(HttpMethod.Get, "/", null, ("X-Forwarded-Proto", "https"))).Headers;
        Assert.StartsWith("max-age=31536000", headers["Strict-Transport-Security"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_services_own_content_policy_is_kept()
    {
        await using var service = await FakeService.StartAsync(context =>
        {
            context.Response.Headers.ContentSecurityPolicy = "frame-ancestors *";
            return context.Response.WriteAsync("embeddable");
        });
        await using var gateway = await TestGateway.StartAsync(service.Address);
        var headers = (await gateway.Anonymous.Get("/jobs/v1/zone")).Headers;
        Assert.Equal("frame-ancestors *", headers["Content-Security-Policy"]);
        Assert.DoesNotContain("X-Frame-Options", headers.Keys);
    }
}
