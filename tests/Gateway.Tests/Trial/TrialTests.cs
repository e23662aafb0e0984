using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Trial;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using Testing;
using Xunit;

namespace Gateway.Tests.Trial;

/// <summary>In a trial the gateway signs a newcomer in as a person of the demonstration.</summary>
public sealed class TrialTests
{
    static readonly Guid Person = Guid.Parse("019a0000-0000-7000-8000-000000000002");

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_newcomer_who_chooses_a_person_gets_a_token_that_the_gateway_and_a_service_accept()
    {
        await using var organizations = await OrganizationsAsync();
        await using var service = await FakeService.StartAsync(
            context =>
                context.Response.WriteAsJsonAsync(new { subject = context.User.FindFirst(Tokens.SubjectClaim)?.Value }),
            builder =>
            {
                builder.Environment.EnvironmentName = "Development";
                builder.Configuration["Auth:DevelopmentKey"] = TestGateway.DevelopmentKey;
                builder.AddTokens();
            },
            app => app.UseAuthentication()
        );
        await using var gateway = await Newcomer.GatewayAsync(
            organizations,
            ("ReverseProxy:Clusters:census:Destinations:service:Address", service.Address.ToString())
        );
        var newcomer = new Newcomer(gateway);
        var (status, tokens) = await newcomer.RedeemAsync(await newcomer.ChooseAsync(Person, Ct), Ct);
        Assert.Equal(200, status);
        Assert.InRange(tokens.GetProperty("expires_in").GetInt32(), 590, 600);
        Assert.Equal(Person.ToString(), (await Ask(gateway, tokens)).Expect(200)["subject"].GetString());
    }

    [Fact]
    public async Task The_code_returns_to_the_callback_with_the_state_of_the_request()
    {
        await using var organizations = await OrganizationsAsync();
        await using var gateway = await Newcomer.GatewayAsync(organizations);
        var newcomer = new Newcomer(gateway);
        using var answer = await gateway.Http.GetAsync(newcomer.Address(("person", Person.ToString())), Ct);
        var target = answer.Headers.Location!.ToString();
        Assert.StartsWith(newcomer.Redirect + "?", target, StringComparison.Ordinal);
        Assert.Contains("state=s", target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_id_token_names_the_person_and_is_signed_with_the_key_that_the_client_knows()
    {
        await using var organizations = await OrganizationsAsync();
        await using var gateway = await Newcomer.GatewayAsync(organizations);
        var newcomer = new Newcomer(gateway);
        var (_, tokens) = await newcomer.RedeemAsync(await newcomer.ChooseAsync(Person, Ct), Ct);
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(
            tokens.GetProperty("id_token").GetString(),
            new TokenValidationParameters
            {
                ValidIssuer = TrialAuthority.Issuer,
                ValidAudience = TrialAuthority.ClientId,
                ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
                IssuerSigningKey = TrialAuthority.Of(TestGateway.DevelopmentKey).SigningKeys.Single(),
            }
        );
        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal(
            (Person.ToString(), "张主任", "n"),
            (result.Claims["sub"], result.Claims["name"], result.Claims["nonce"])
        );
    }

    [Fact]
    public async Task A_refresh_token_gives_another_access_token_and_is_no_access_token_itself()
    {
        await using var organizations = await OrganizationsAsync();
        await using var gateway = await Newcomer.GatewayAsync(organizations);
        var newcomer = new Newcomer(gateway);
        var (_, first) = await newcomer.RedeemAsync(await newcomer.ChooseAsync(Person, Ct), Ct);
        var refresh = first.GetProperty("refresh_token").GetString()!;
        var (status, second) = await newcomer.RefreshAsync(refresh, Ct);
        Assert.Equal(200, status);
        Assert.NotEqual(Access(first), Access(second));
        (await Ask(gateway, second)).Expect(200);
        (await With(gateway, refresh).Get("/census/v1/needs")).Refused(401, "PLT-0003");
    }

    [Fact]
    public async Task A_gateway_redeems_the_code_of_another_with_the_same_key()
    {
        await using var organizations = await OrganizationsAsync();
        await using var one = await Newcomer.GatewayAsync(organizations);
        await using var other = await Newcomer.GatewayAsync(organizations);
        var newcomer = new Newcomer(one);
        var (status, tokens) = await newcomer.RedeemAsync(await newcomer.ChooseAsync(Person, Ct), Ct, other);
        Assert.Equal(200, status);
        (await Ask(one, tokens)).Expect(200);
    }

    [Fact]
    public async Task A_code_without_the_verifier_of_its_request_is_refused()
    {
        await using var organizations = await OrganizationsAsync();
        await using var gateway = await Newcomer.GatewayAsync(organizations);
        var code = await new Newcomer(gateway).ChooseAsync(Person, Ct);
        var (status, body) = await new Newcomer(gateway).RedeemAsync(code, Ct);
        Assert.Equal((400, "invalid_grant"), (status, body.GetProperty("error").GetString()));
    }

    [Theory]
    [InlineData("client_id", "another")]
    [InlineData("code", "nonsense")]
    [InlineData("code", "")]
    [InlineData("grant_type", "password")]
    [InlineData("grant_type", "client_credentials")]
    [InlineData("redirect_uri", "https://elsewhere.example/auth/callback")]
    public async Task A_request_for_tokens_with_a_wrong_value_is_refused(string name, string value)
    {
        await using var organizations = await OrganizationsAsync();
        await using var gateway = await Newcomer.GatewayAsync(organizations);
        var newcomer = new Newcomer(gateway);
        var code = await newcomer.ChooseAsync(Person, Ct);
        var (status, body) = await newcomer.RedeemAsync(code, Ct, null, (name, value));
        Assert.InRange(status, 400, 401);
        Assert.True(body.TryGetProperty("error", out _));
    }

    [Theory]
    [InlineData("redirect_uri", "https://elsewhere.example/auth/callback")]
    [InlineData("redirect_uri", "/auth/callback")]
    [InlineData("redirect_uri", "http://127.0.0.1:1/auth/callback")]
    [InlineData("redirect_uri", "javascript:alert(1)")]
    [InlineData("redirect_uri", null)]
    [InlineData("code_challenge", null)]
    [InlineData("code_challenge_method", "plain")]
    [InlineData("code_challenge_method", null)]
    [InlineData("client_id", "another")]
    [InlineData("client_id", null)]
    [InlineData("response_type", "token")]
    [InlineData("response_mode", "fragment")]
    [InlineData("response_mode", "form_post")]
    [InlineData("scope", "openid everything")]
    [InlineData("request_uri", "https://elsewhere.example/request")]
    [InlineData("prompt", "none")]
    [InlineData("prompt", "none login")]
    public async Task A_request_for_a_code_with_a_wrong_value_is_answered_with_a_page_and_no_redirect(
        string name,
        string? value
    )
    {
        await using var organizations = await OrganizationsAsync();
        await using var gateway = await Newcomer.GatewayAsync(organizations);
        using var answer = await gateway.Http.GetAsync(
            new Newcomer(gateway).Address(("person", Person.ToString()), (name, value)),
            Ct
        );
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Null(answer.Headers.Location);
        Assert.Contains("无法登录", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/auth/callback/more"), InlineData("/auth/callback?x=1"), InlineData("/auth/CALLBACK")]
    [InlineData("/auth/callback#x"), InlineData("/auth/../auth/callback"), InlineData("/other")]
    public async Task Another_path_of_the_same_address_gets_no_code(string path)
    {
        await using var organizations = await OrganizationsAsync();
        await using var gateway = await Newcomer.GatewayAsync(organizations);
        var foreign = gateway.Address.ToString().TrimEnd('/') + path;
        var (status, _) = await new Newcomer(gateway).OpenAsync(
            Ct,
            ("person", Person.ToString()),
            ("redirect_uri", foreign)
        );
        Assert.Equal(400, status);
    }

    [Theory]
    [InlineData("019a0000-0000-7000-8000-000000000099"), InlineData("nobody"), InlineData("")]
    public async Task A_person_whom_Organizations_does_not_list_is_refused(string person)
    {
        await using var organizations = await OrganizationsAsync();
        await using var gateway = await Newcomer.GatewayAsync(organizations);
        var (status, page) = await new Newcomer(gateway).OpenAsync(Ct, ("person", person));
        Assert.Equal(400, status);
        Assert.Contains("此人今天没有职务", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_lists_people_by_post_with_encoded_names()
    {
        await using var organizations = await Newcomer.OrganizationsAsync((Person, "<b>张</b>&\"", "黄龙县"));
        await using var gateway = await Newcomer.GatewayAsync(organizations);
        var (status, page) = await new Newcomer(gateway).OpenAsync(Ct);
        Assert.Equal(200, status);
        Assert.Contains("今天您是谁？", page, StringComparison.Ordinal);
        Assert.Contains("<h2>主席 <small>chair</small></h2>", page, StringComparison.Ordinal);
        Assert.Contains("<b>&lt;b&gt;张&lt;/b&gt;&amp;&quot;</b><span>黄龙县</span>", page, StringComparison.Ordinal);
        Assert.Contains($"&amp;person={Person}", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_obeys_the_content_policy()
    {
        await using var organizations = await OrganizationsAsync();
        await using var gateway = await Newcomer.GatewayAsync(organizations);
        var (_, page) = await new Newcomer(gateway).OpenAsync(Ct);
        Assert.DoesNotMatch("(?i)<script|<style|\\son\\w+=|\\sstyle=", page);
        Assert.All(Regex.Matches(page, "\\s(?:href|src|action)=\"([^\"]*)\"").Select(m => m.Groups[1].Value), address =>
            Assert.Matches("^(/(?!/)|data:,$)", address)
        );
    }

    [Fact]
    public async Task The_page_repeats_a_hostile_state_and_words_encoded()
    {
        await using var organizations = await OrganizationsAsync();
        await using var gateway = await Newcomer.GatewayAsync(organizations);
        var (status, page) = await new Newcomer(gateway).OpenAsync(
            Ct,
            ("state", "\"><script>alert(1)</script>"),
            ("words", "\"><script>alert(2)</script>")
        );
        Assert.Equal(200, status);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_searches_by_the_words_of_the_newcomer()
    {
        await using var organizations = await OrganizationsAsync();
        await using var gateway = await Newcomer.GatewayAsync(organizations);
        await new Newcomer(gateway).OpenAsync(Ct, ("words", "网格员 黄龙"));
        Assert.Equal(
            "GET /organizations/v1/gateway/trial-people?words=" + Uri.EscapeDataString("网格员 黄龙"),
            organizations.Line
        );
    }

    [Theory]
    [InlineData(null), InlineData("019a0000-0000-7000-8000-000000000002")]
    public async Task While_Organizations_is_away_the_page_says_so(string? person)
    {
        await using var organizations = await FakeService.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        await using var gateway = await Newcomer.GatewayAsync(organizations);
        var (status, page) = await new Newcomer(gateway).OpenAsync(Ct, ("person", person));
        Assert.Equal(503, status);
        Assert.Contains("暂时没有应答", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_none_is_refused_without_a_failure()
    {
        await using var organizations = await OrganizationsAsync();
        await using var gateway = await Newcomer.GatewayAsync(organizations);
        foreach (
            var (type, body) in new[]
            {
                ("application/json", "{}"),
                ("application/x-www-form-urlencoded", ""),
                (
                    "application/x-www-form-urlencoded",
                    string.Join('&', Enumerable.Range(0, 2000).Select(i => $"a{i}=1"))
                ),
                ("multipart/form-data", "x"),
                ("multipart/form-data; boundary=a", "x"),
            }
        )
        {
            using var content = new StringContent(body);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            using var answer = await gateway.Http.PostAsync("/trial/token", content, Ct);
            Assert.Equal(400, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task The_discovery_document_names_the_addresses_and_only_the_public_key()
    {
        await using var organizations = await OrganizationsAsync();
        await using var gateway = await Newcomer.GatewayAsync(organizations);
        var document = (await gateway.Anonymous.Get(TrialAuthority.ConfigurationPath)).Expect(200);
        Assert.Equal(TrialAuthority.Issuer, document["issuer"].GetString());
        Assert.Equal(
            new Uri(gateway.Address, TrialAuthority.TokenPath).ToString(),
            document["token_endpoint"].GetString()
        );
        var keys = (await gateway.Anonymous.Get(new Uri(document["jwks_uri"].GetString()!).AbsolutePath)).Expect(200);
        var key = Assert.Single(keys["keys"].EnumerateArray());
        Assert.Equal(("EC", "ES256"), (key.GetProperty("kty").GetString(), key.GetProperty("alg").GetString()));
        Assert.False(key.TryGetProperty("d", out _));
    }

    [Fact]
    public async Task Without_the_setting_there_is_no_authority()
    {
        await using var organizations = await OrganizationsAsync();
        await using var gateway = await TestGateway.StartAsync(organizations.Address);
        foreach (var path in new[] { new Newcomer(gateway).Address(), TrialAuthority.ConfigurationPath })
            (await gateway.Anonymous.Get(path)).Expect(404);
    }

    [Fact]
    public async Task Outside_Development_the_gateway_refuses_the_setting() =>
        Assert.Contains(
            "Auth:Trial",
            (
                await Assert.ThrowsAsync<StartupException>(() =>
                    TestGateway.StartAsync(
                        "Production",
                        new("http://127.0.0.1:9"),
                        ("Auth:Authority", "https://id.example"),
                        ("Auth:Trial", "true")
                    )
                )
            ).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_key_of_the_gateway_that_a_caller_sends_is_not_forwarded()
    {
        await using var organizations = await OrganizationsAsync();
        await using var gateway = await Newcomer.GatewayAsync(organizations);
        await gateway.Anonymous.Send(
            HttpMethod.Get,
            "/organizations/v1/gateway/trial-people",
            null,
            (GatewayKey.Header, gateway.Provider.GetRequiredService<GatewayKey>().Text)
        );
        Assert.False(organizations.Headers.ContainsKey(GatewayKey.Header));
    }

    static Task<FakeService> OrganizationsAsync() => Newcomer.OrganizationsAsync((Person, "张主任", "黄龙县"));

    static string Access(JsonElement tokens) => tokens.GetProperty("access_token").GetString()!;

    static Task<Answer> Ask(TestGateway gateway, JsonElement tokens) =>
        With(gateway, Access(tokens)).Get("/census/v1/me/needs");

    static Client With(TestGateway gateway, string token) =>
        new(gateway.Http, TestGateway.DevelopmentKey, null) { Token = token };
}
