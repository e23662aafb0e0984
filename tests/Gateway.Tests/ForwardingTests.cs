using System.Text;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests;

public sealed class ForwardingTests : IAsyncLifetime
{
    static readonly Guid Person = Guid.Parse("019a0000-0000-7000-8000-000000000001");
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

    [Theory]
    [
        InlineData("/organizations/v1/divisions?parentId=root"),
        InlineData("/census/v1/households?q=%E7%8E%8B%20%26&cursor=a%2Fb"),
        InlineData("/training/v1/courses"),
        InlineData("/jobs/v1/postings/%E6%9C%88%20a")
    ]
    [InlineData("/openapi/census.json"), InlineData("/openapi/jobs.problems.json")]
    public async Task A_path_of_a_service_goes_to_it_unchanged(string path)
    {
        (await _gateway.Anonymous.Get(path)).Expect(200);
        Assert.Equal("GET " + path, _service.Line);
    }

    [Theory, InlineData("User-Agent"), InlineData("Referer"), InlineData("Purpose")]
    public async Task A_header_with_text_that_is_not_ASCII_is_forwarded_unchanged(string name)
    {
        using var http = new HttpClient(
            new SocketsHttpHandler { UseCookies = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 }
        )
        {
            BaseAddress = _gateway.Address,
        };
        var client = new Testing.Client(http, TestGateway.DevelopmentKey, null);
        (await client.Send(HttpMethod.Get, "/training/v1/courses", null, (name, "a=入户走访"))).Expect(200);
        Assert.Equal("a=入户走访", _service.Headers[name]);
    }

    [Fact]
    public async Task HEAD_is_forwarded_as_HEAD()
    {
        (await _gateway.Anonymous.Send(HttpMethod.Head, "/training/v1/courses", null)).Expect(200);
        Assert.Equal("HEAD /training/v1/courses", _service.Line);
    }

    [Fact]
    public async Task GET_after_HEAD_on_one_connection_is_forwarded_as_GET()
    {
        (await _gateway.Anonymous.Send(HttpMethod.Head, "/training/v1/courses", null)).Expect(200);
        (await _gateway.Anonymous.Get("/training/v1/courses")).Expect(200);
        Assert.Equal("GET /training/v1/courses", _service.Line);
    }

    [Fact]
    public async Task Body_and_headers_of_a_caller_are_forwarded()
    {
        var content = new StringContent("{\"名\":1}", Encoding.UTF8, "application/json");
        await _gateway
            .As(Person)
            .Send(
                HttpMethod.Post,
                "/census/v1/visits",
                content,
                ("Idempotency-Key", "0123456789"),
                ("If-Match", "\"v3\""),
                ("X-Organization", Person.ToString()),
                ("Purpose", "visit")
            );
        Assert.Equal("{\"名\":1}", _service.Body);
        Assert.Equal(
            ("0123456789", "\"v3\"", Person.ToString(), "visit"),
            (
                _service.Headers["Idempotency-Key"],
                _service.Headers["If-Match"],
                _service.Headers["X-Organization"],
                _service.Headers["Purpose"]
            )
        );
        Assert.StartsWith("Bearer ", _service.Headers["Authorization"], StringComparison.Ordinal);
    }

    [Theory]
    [
        InlineData("X-User"),
        InlineData("X-User-Id"),
        InlineData("X-Subject"),
        InlineData("X-Caller"),
        InlineData("X-Remote-User"),
        InlineData("X-Original-URL"),
        InlineData("X-Forwarded-User"),
        InlineData("X-Real-IP")
    ]
    [
        InlineData("x-authenticated-userid"),
        InlineData("Forwarded"),
        InlineData("Remote-User"),
        InlineData("Client-IP"),
        InlineData("X_Organization"),
        InlineData("Ssl-Client-Cert"),
        InlineData("X-Ms-Client-Principal"),
        InlineData("Platform-Caller")
    ]
    public async Task A_header_that_identifies_the_caller_is_removed(string name)
    {
        (await _gateway.Anonymous.Send(HttpMethod.Get, "/census/v1/me/needs", null, (name, "somebody"))).Expect(200);
        Assert.DoesNotContain(name, _service.Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Headers_about_the_connection_come_from_the_gateway_only()
    {
        await _gateway.Anonymous.Send(
            HttpMethod.Get,
            "/jobs/v1/postings",
            null,
            ("X-Forwarded-For", "203.0.113.9"),
            ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-Host", "evil.example"),
            ("X-Forwarded-Prefix", "/evil")
        );
        Assert.Equal(
            ("127.0.0.1", "http", _gateway.Address.Authority),
            (
                _service.Headers["X-Forwarded-For"],
                _service.Headers["X-Forwarded-Proto"],
                _service.Headers["X-Forwarded-Host"]
            )
        );
        Assert.DoesNotContain("X-Forwarded-Prefix", _service.Headers.Keys);
    }

    [Fact]
    public async Task Behind_a_trusted_ingress_the_callers_address_is_the_forwarded_one()
    {
        await using var gateway = await TestGateway.StartAsync(
            _service.Address,
            ("Forwarded:Networks:0", "127.0.0.0/8")
        );
        await gateway.Anonymous.Send(
            HttpMethod.Get,
            "/jobs/v1/postings",
            null,
            ("X-Forwarded-For", "198.51.100.1, 203.0.113.9"),
            ("X-Forwarded-Proto", "https")
        );
        Assert.Equal(
            ("203.0.113.9", "https"),
            (_service.Headers["X-Forwarded-For"], _service.Headers["X-Forwarded-Proto"])
        );
    }

    [Fact]
    public async Task A_certificate_is_verified_at_a_short_address()
    {
        (await _gateway.Anonymous.Get("/verify/AB12-CD34")).Expect(200);
        Assert.Equal("GET /training/v1/certificates/verify/AB12-CD34", _service.Line);
    }

    [Fact]
    public async Task The_callers_trace_continues_in_the_service()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        await _gateway.Anonymous.Send(
            HttpMethod.Get,
            "/census/v1/needs",
            null,
            ("traceparent", $"00-{Trace}-b7ad6b7169203331-01")
        );
        var seen = _service.Headers["traceparent"];
        Assert.Equal(Trace, seen.Split('-')[1]);
        Assert.NotEqual("b7ad6b7169203331", seen.Split('-')[2]);
    }

    [Theory]
    [
        InlineData("/nothing/here"),
        InlineData("/health"),
        InlineData("/census"),
        InlineData("/dev/people"),
        InlineData("/openapi/nobody.json")
    ]
    public async Task An_address_of_no_service_is_not_found(string path)
    {
        var answer = await _gateway.Anonymous.Get(path);
        if (path == "/census")
            answer.Expect(200);
        else
            answer.Refused(404, "PLT-0005");
    }

    [Fact]
    public async Task A_services_own_problem_is_forwarded_unchanged()
    {
        await using var service = await FakeService.StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "7";
            return context.Response.WriteAsJsonAsync(
                new { code = "CEN-0099", status = 503 },
                options: null,
                contentType: "application/problem+json"
            );
        });
        await using var gateway = await TestGateway.StartAsync(service.Address);
        var answer = (await gateway.Anonymous.Get("/census/v1/needs")).Refused(503, "CEN-0099");
        Assert.Equal("7", answer.Headers["Retry-After"]);
    }
}
