using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using Testing;
using Xunit;

namespace Gateway.Tests;

public sealed class AdmissionTests : IAsyncLifetime
{
    static readonly Guid Person = Guid.Parse("019a0000-0000-7000-8000-000000000001"),
        Another = Guid.Parse("019a0000-0000-7000-8000-000000000002");
    FakeService _service = null!;

    public async ValueTask InitializeAsync() => _service = await FakeService.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_request_with_a_valid_token_or_without_a_token_passes()
    {
        await using var gateway = await TestGateway.StartAsync(_service.Address);
        for (var i = 0; i < 3; i++)
            (await gateway.As(Person).Get("/census/v1/needs")).Expect(200);
        (await gateway.Anonymous.Get("/jobs/v1/postings")).Expect(200);
        Assert.DoesNotContain("Authorization", _service.Headers.Keys);
    }

    [Theory]
    [
        InlineData("Bearer nonsense"),
        InlineData("Bearer "),
        InlineData("Bearer"),
        InlineData("Basic YTpi"),
        InlineData("token"),
        InlineData("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIwMTlhMDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDEifQ.")
    ]
    public async Task Any_other_token_is_refused_before_a_service_sees_it(string authorization)
    {
        await using var gateway = await TestGateway.StartAsync(_service.Address);
        var answer = (
            await gateway.Anonymous.Send(HttpMethod.Get, "/census/v1/needs", null, ("Authorization", authorization))
        ).Refused(401, "PLT-0003");
        Assert.Equal("Bearer", answer.Headers["WWW-Authenticate"]);
        Assert.Equal("", _service.Line);
    }

    [Fact]
    public async Task A_token_expired_or_of_another_key_is_refused()
    {
        await using var gateway = await TestGateway.StartAsync(_service.Address);
        var now = TimeProvider.System.GetUtcNow();
        var expired = Tokens.IssueDevelopmentToken(
            TestGateway.DevelopmentKey,
            Person,
            now.AddHours(-2),
            TimeSpan.FromHours(1)
        );
        (
            await new Client(gateway.Http, TestGateway.DevelopmentKey, null) { Token = expired }.Get("/census/v1/needs")
        ).Expect(401);
        (await new Client(gateway.Http, Convert.ToBase64String(new byte[32]), Person).Get("/census/v1/needs")).Expect(
            401
        );
    }

    [Fact]
    public async Task A_caller_above_the_rate_limit_is_refused_and_others_are_not()
    {
        await using var gateway = await TestGateway.StartAsync(
            _service.Address,
            ("Limits:Caller:PerSecond", "1"),
            ("Limits:Caller:Burst", "3")
        );
        for (var i = 0; i < 3; i++)
            (await gateway.As(Person).Get("/census/v1/needs")).Expect(200);
        var refused = (await gateway.As(Person).Get("/jobs/v1/postings")).Refused(429, "PLT-0016");
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], null), 1, 3);
        (await gateway.As(Another).Get("/census/v1/needs")).Expect(200);
        (await gateway.Anonymous.Get("/jobs/v1/postings")).Expect(200);
        await Eventually.True(
            async () => (await gateway.As(Person).Get("/census/v1/needs")).Status == 200,
            "the caller may go on after a while"
        );
    }

    [Fact]
    public async Task An_address_above_the_rate_limit_is_refused_for_every_token_and_health_answers()
    {
        await using var gateway = await TestGateway.StartAsync(
            _service.Address,
            ("Limits:Address:PerSecond", "1"),
            ("Limits:Address:Burst", "3"),
            ("Forwarded:Networks:0", "127.0.0.0/8")
        );
        Task<Answer> From(string address, string? authorization = null) =>
            gateway.Anonymous.Send(
                HttpMethod.Get,
                "/jobs/v1/postings",
                null,
                ("X-Forwarded-For", address),
                ("Authorization", authorization)
            );
        (await From("2001:db8:1:2::1")).Expect(200);
        (await From("2001:db8:1:2::2", "Bearer wrong")).Expect(401);
        (await From("2001:db8:1:2:ffff::1")).Expect(200);
        (await From("2001:db8:1:2::3", "Bearer wrong")).Expect(429);
        (await From("2001:db8:1:3::1")).Expect(200);
        (await From("198.51.100.1")).Expect(200);
        for (var i = 0; i < 10; i++)
            (
                await gateway.Anonymous.Send(
                    HttpMethod.Get,
                    "/health/live",
                    null,
                    ("X-Forwarded-For", "2001:db8:1:2::1")
                )
            ).Expect(200);
    }

    [Fact]
    public async Task In_Development_a_token_is_issued_for_any_subject()
    {
        await using var gateway = await TestGateway.StartAsync(_service.Address);
        var answer = (await gateway.Anonymous.Post("/dev/token", new { subject = Person })).Expect(200);
        Assert.Equal("Bearer", answer["token_type"].GetString());
        Assert.True(answer["expires_in"].GetInt32() > 0);
        (
            await new Client(gateway.Http, TestGateway.DevelopmentKey, null)
            {
                Token = answer["access_token"].GetString(),
            }.Get("/census/v1/needs")
        ).Expect(200);
        (await gateway.Anonymous.Post("/dev/token", new { })).Refused(400, "PLT-0001", "/subject PLT-1001");
        (await gateway.Anonymous.Post("/dev/token", new { subject = "x" })).Refused(
            400,
            "PLT-0002",
            "/subject PLT-1006"
        );
    }

    [Fact]
    public async Task In_Development_one_call_moves_the_clock_of_all_services()
    {
        await using var gateway = await TestGateway.StartAsync(_service.Address);
        var answer = (await gateway.Anonymous.Post("/dev/clock", new { offsetSeconds = 86400 })).Expect(200);
        Assert.Equal(TestGateway.Services.Order(), answer.Body.EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal(("POST /dev/clock", "{\"offsetSeconds\":86400}"), (_service.Line, _service.Body));
    }

    [Fact]
    public async Task Outside_Development_no_development_route_exists()
    {
        await using var gateway = await TestGateway.StartAsync(
            "Production",
            _service.Address,
            ("Auth:Authority", "https://login.invalid")
        );
        (await gateway.Anonymous.Post("/dev/token", new { subject = Person })).Expect(404);
        (await gateway.Anonymous.Post("/dev/clock", new { offsetSeconds = 1 })).Expect(404);
    }

    [Fact]
    public async Task Outside_Development_the_gateway_refuses_to_start_with_the_development_key()
    {
        var refused = await Assert.ThrowsAsync<StartupException>(() =>
            TestGateway.StartAsync(
                "Production",
                _service.Address,
                ("Auth:Authority", "https://login.invalid"),
                ("Auth:DevelopmentKey", TestGateway.DevelopmentKey)
            )
        );
        Assert.Contains("Auth:DevelopmentKey", refused.Message, StringComparison.Ordinal);
    }
}
