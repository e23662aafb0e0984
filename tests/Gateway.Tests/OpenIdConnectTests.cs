using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Auth;
using Testing;
using Xunit;

namespace Gateway.Tests;

public class OpenIdConnectTests
{
    static readonly Guid Person = Guid.Parse("019a0000-0000-7000-8000-000000000001");

    [Fact]
    public async Task A_persons_token_is_accepted_by_gateway_and_service_before_and_after_a_change_of_keys()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var provider = await OpenIdConnect.StartAsync(ct);
        (string, string)[] settings = [("Auth:Authority", provider.Issuer), ("Auth:RequireHttps", "false")];
        await using var service = await FakeService.StartAsync(
            context =>
                context.Response.WriteAsJsonAsync(new { subject = context.User.FindFirst(Tokens.SubjectClaim)?.Value }),
            builder =>
            {
                builder.Environment.EnvironmentName = "Production";
                foreach (var (key, value) in settings)
                    builder.Configuration[key] = value;
                builder.AddTokens();
            },
            app => app.UseAuthentication()
        );
        await using var gateway = await TestGateway.StartAsync("Production", service.Address, settings);
        Task<Answer> Ask(string token) =>
            new Client(gateway.Http, TestGateway.DevelopmentKey, null) { Token = token }.Get("/census/v1/me/needs");

        var first = await provider.SignInAsync(Person, ct);
        Assert.Equal(Person.ToString(), (await Ask(first)).Expect(200)["subject"].GetString());

        // Two tokens of the old key: one is in the gateway's cache, the other is new to it.
        var unseen = await provider.SignInAsync(Person, ct);
        await provider.RotateAsync(ct);
        var second = await provider.SignInAsync(Person, ct);
        await Eventually.True(
            async () =>
                await Ask(second) is { Status: 200 } answer && answer["subject"].GetString() == Person.ToString(),
            "a token of the new key is accepted"
        );
        (await Ask(unseen)).Refused(401, "PLT-0003");
        (await Ask(first)).Expect(200);
        gateway.Provider.GetRequiredService<TokenCache>().Forget();
        (await Ask(first)).Refused(401, "PLT-0003");
    }

    [Fact]
    public async Task While_the_provider_is_unreachable_a_token_is_503_and_anonymous_requests_pass()
    {
        await using var service = await FakeService.StartAsync();
        await using var gateway = await TestGateway.StartAsync(
            "Production",
            service.Address,
            ("Auth:Authority", "http://127.0.0.1:9"),
            ("Auth:RequireHttps", "false")
        );
        var token = Tokens.IssueDevelopmentToken(
            TestGateway.DevelopmentKey,
            Person,
            TimeProvider.System.GetUtcNow(),
            TimeSpan.FromHours(1)
        );
        var answer = (
            await new Client(gateway.Http, TestGateway.DevelopmentKey, null) { Token = token }.Get("/census/v1/needs")
        ).Refused(503, "PLT-0018");
        Assert.Equal("2", answer.Headers["Retry-After"]);
        (await gateway.Anonymous.Get("/jobs/v1/postings")).Expect(200);
    }
}
