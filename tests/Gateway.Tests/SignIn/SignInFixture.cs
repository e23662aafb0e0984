using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using ServiceDefaults.Auth;
using Testing;
using Xunit;

namespace Gateway.Tests.SignIn;

/// <summary>A real provider, two replicas of the gateway, and one service that stands for all.</summary>
public sealed class SignInFixture : IAsyncLifetime
{
    static readonly string Key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    FakeService _fake = null!;

    internal OpenIdConnect Provider { get; private set; } = null!;

    internal SignInService Service { get; private set; } = null!;

    internal TestGateway One { get; private set; } = null!;

    internal TestGateway Two { get; private set; } = null!;

    /// <summary>The clock of both gateways.</summary>
    internal FakeClock Clock { get; } = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Provider = await OpenIdConnect.StartAsync(Ct);
        (string, string)[] settings =
        [
            ("Auth:Authority", Provider.Issuer),
            ("Auth:RequireHttps", "false"),
            ("SignIn:ClientId", "console"),
            ("SignIn:Key", Key),
        ];
        Service = new(
            new GatewayKey(new ConfigurationBuilder().AddInMemoryCollection([new("SignIn:Key", Key)]).Build())
        );
        _fake = await FakeService.StartAsync(Service.AnswerAsync);
        One = await TestGateway.StartAsync("Production", _fake.Address, Clock, settings);
        Two = await TestGateway.StartAsync("Production", _fake.Address, Clock, settings);
        await Provider.AllowAsync(One.Address, Ct);
        await Provider.AllowAsync(Two.Address, Ct);
    }

    /// <summary>A browser in which a new person has signed in, and which came back to the page.</summary>
    internal async Task<Browser> SignInAsync(Guid person, string page = "/docs")
    {
        var browser = new Browser();
        await browser.FollowAsync(new(One.Address, "/auth/sign-in?to=" + page), person, new(One.Address, page), Ct);
        return browser;
    }

    /// <summary>What the service receives of a request with the browser's cookie.</summary>
    internal async Task<(string Authorization, string Cookie)> ReceivedAsync(Browser browser, TestGateway gateway)
    {
        if (browser.Cookie(One.Address, CookieSecret.Cookie) is { } cookie)
            browser.SetCookie(gateway.Address, CookieSecret.Cookie, cookie);
        using var answer = await browser.SendAsync(HttpMethod.Get, new(gateway.Address, "/census/v1/needs"), Ct);
        Assert.Equal(200, (int)answer.StatusCode);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        return (json.GetProperty("authorization").GetString()!, json.GetProperty("cookie").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        await One.DisposeAsync();
        await Two.DisposeAsync();
        await _fake.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
