using System.Net;
using Gateway.SignIn;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Testing;
using Xunit;

namespace Gateway.Tests.SignIn;

/// <summary>Sign-in of browsers at a real OpenID Connect provider, and requests by their cookie.</summary>
public class SignInTests(SignInFixture fixture) : IClassFixture<SignInFixture>
{
    static readonly TimeSpan AlmostExpired = TimeSpan.FromSeconds(570),
        Forgotten = TimeSpan.FromSeconds(31);
    readonly Guid _person = Guid.CreateVersion7();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signed_in_browser_reaches_a_service_with_the_persons_token_and_without_its_cookie()
    {
        using var browser = await fixture.SignInAsync(_person);
        var (authorization, cookie) = await fixture.ReceivedAsync(browser, fixture.One);
        Assert.Equal((_person.ToString(), ""), (new JsonWebToken(authorization["Bearer ".Length..]).Subject, cookie));
    }

    [Fact]
    public async Task The_cookie_holds_a_random_id_only_and_no_script_and_no_other_site_sends_it()
    {
        using var browser = await fixture.SignInAsync(_person);
        var parts = browser
            .SetCookies.Single(c => c.StartsWith("__Host-session=", StringComparison.Ordinal))
            .Split("; ");
        Assert.Equal(43, parts[0]["__Host-session=".Length..].Length);
        Assert.Equal(["httponly", "max-age=43200", "path=/", "samesite=lax", "secure"], parts[1..].Order());
    }

    [Fact]
    public async Task The_store_receives_the_hash_of_the_cookie_and_sealed_tokens()
    {
        using var browser = await fixture.SignInAsync(_person);
        var secret = new CookieSecret(browser.Cookie(fixture.One.Address, CookieSecret.Cookie)!);
        var started = fixture.Service.Started(secret.Hash);
        Assert.Equal(_person, started.GetProperty("personId").GetGuid());
        var sealedTokens = started.GetProperty("tokens").GetBytesFromBase64();
        Assert.NotNull(SignInTokens.Open(sealedTokens, secret));
        Assert.Null(SignInTokens.Open(sealedTokens, CookieSecret.New()));
    }

    [Fact]
    public async Task A_second_sign_in_of_a_browser_ends_its_first()
    {
        using var browser = await fixture.SignInAsync(_person);
        var first = new CookieSecret(browser.Cookie(fixture.One.Address, CookieSecret.Cookie)!);
        await browser.FollowAsync(
            new(fixture.One.Address, "/auth/sign-in"),
            _person,
            new(fixture.One.Address, "/"),
            Ct
        );
        Assert.DoesNotContain(first.Hash, fixture.Service.Hashes);
        Assert.NotEqual("", (await fixture.ReceivedAsync(browser, fixture.One)).Authorization);
    }

    [Fact]
    public async Task A_sign_in_that_one_replica_began_is_completed_by_another()
    {
        using var browser = new Browser();
        var one = fixture.One.Address;
        var callback = await browser.FollowAsync(
            new(one, "/auth/sign-in"),
            _person,
            new(one, SignInSetup.Callback),
            Ct
        );
        foreach (var name in browser.Names(one))
            browser.SetCookie(fixture.Two.Address, name, browser.Cookie(one, name)!);
        using var answer = await browser.SendAsync(
            HttpMethod.Get,
            new(fixture.Two.Address, callback.PathAndQuery),
            Ct,
            null,
            ("Host", one.Authority)
        );
        Assert.Equal((HttpStatusCode.Redirect, "/"), (answer.StatusCode, answer.Headers.Location!.ToString()));
    }

    [Theory]
    [InlineData("https://example.org/")]
    [InlineData("//example.org/")]
    [InlineData("/\\example.org/")]
    [InlineData("docs")]
    public async Task After_a_sign_in_a_foreign_page_is_not_opened(string page)
    {
        using var browser = new Browser();
        var one = fixture.One.Address;
        var end = await browser.FollowAsync(
            new(one, "/auth/sign-in?to=" + Uri.EscapeDataString(page)),
            _person,
            new(one, "/"),
            Ct
        );
        Assert.Equal(new Uri(one, "/"), end);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("console", "cross-site")]
    [InlineData("console", "same-site")]
    [InlineData("console", null)]
    [InlineData(null, "same-origin")]
    public async Task A_change_by_a_cookie_that_no_page_of_ours_sends_is_refused(string? requestedWith, string? site)
    {
        using var browser = await fixture.SignInAsync(_person);
        using var answer = await ChangeAsync(browser, requestedWith, site);
        Assert.Equal(403, (int)answer.StatusCode);
        Assert.Contains("PLT-0082", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_by_a_cookie_that_our_page_sends_reaches_the_service()
    {
        using var browser = await fixture.SignInAsync(_person);
        using var answer = await ChangeAsync(browser, "console", "same-origin");
        Assert.Contains("Bearer", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_made_up_cookie_counts_as_none_and_is_removed()
    {
        using var browser = new Browser();
        browser.SetCookie(fixture.One.Address, CookieSecret.Cookie, CookieSecret.New().Text);
        Assert.Equal(("", ""), await fixture.ReceivedAsync(browser, fixture.One));
        Assert.Null(browser.Cookie(fixture.One.Address, CookieSecret.Cookie));
    }

    [Theory]
    [InlineData("/auth/callback")]
    [InlineData("/auth/callback?code=1&state=made-up")]
    [InlineData("/auth/callback?error=access_denied&state=made-up")]
    public async Task A_callback_that_belongs_to_no_sign_in_of_the_browser_is_a_page_with_a_code(string callback)
    {
        using var browser = new Browser();
        using var answer = await browser.SendAsync(HttpMethod.Get, new(fixture.One.Address, callback), Ct);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("PLT-0080", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Null(browser.Cookie(fixture.One.Address, CookieSecret.Cookie));
    }

    [Fact]
    public async Task A_callback_of_another_browser_signs_nobody_in()
    {
        using var victim = new Browser();
        using var attacker = new Browser();
        var one = fixture.One.Address;
        var callback = await attacker.FollowAsync(
            new(one, "/auth/sign-in"),
            _person,
            new(one, SignInSetup.Callback),
            Ct
        );
        using var answer = await victim.SendAsync(HttpMethod.Get, callback, Ct);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Null(victim.Cookie(one, CookieSecret.Cookie));
    }

    [Fact]
    public async Task Sign_out_ends_the_sign_in_and_sends_the_browser_to_the_provider()
    {
        using var browser = await fixture.SignInAsync(_person);
        var secret = new CookieSecret(browser.Cookie(fixture.One.Address, CookieSecret.Cookie)!);
        using var answer = await SignOutAsync(browser, "same-origin");
        Assert.Equal(303, (int)answer.StatusCode);
        Assert.StartsWith(
            fixture.Provider.Issuer + "/session/end?",
            answer.Headers.Location!.ToString(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(secret.Hash, fixture.Service.Hashes);
        Assert.Null(browser.Cookie(fixture.One.Address, CookieSecret.Cookie));
    }

    [Fact]
    public async Task Sign_out_by_a_foreign_page_is_refused()
    {
        using var browser = await fixture.SignInAsync(_person);
        using var answer = await SignOutAsync(browser, "cross-site");
        Assert.Equal(403, (int)answer.StatusCode);
        Assert.NotEqual("", (await fixture.ReceivedAsync(browser, fixture.One)).Authorization);
    }

    [Fact]
    public async Task A_sign_in_that_has_ended_elsewhere_ends_at_a_replica_after_30_s()
    {
        using var browser = await fixture.SignInAsync(_person);
        Assert.NotEqual("", (await fixture.ReceivedAsync(browser, fixture.Two)).Authorization);
        fixture.Service.EndAll();
        fixture.Clock.Move(Forgotten);
        Assert.Equal("", (await fixture.ReceivedAsync(browser, fixture.Two)).Authorization);
    }

    [Fact]
    public async Task Ten_requests_at_two_replicas_renew_a_token_once_shortly_before_it_expires()
    {
        using var browser = await fixture.SignInAsync(_person);
        var (before, _) = await fixture.ReceivedAsync(browser, fixture.One);
        var renewals = await fixture.Provider.RenewalsAsync(Ct);
        fixture.Clock.Move(AlmostExpired);
        await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(async i =>
                {
                    using var tab = new Browser();
                    tab.SetCookie(
                        fixture.One.Address,
                        CookieSecret.Cookie,
                        browser.Cookie(fixture.One.Address, CookieSecret.Cookie)!
                    );
                    await fixture.ReceivedAsync(tab, i % 2 == 0 ? fixture.One : fixture.Two);
                })
        );
        fixture.Clock.Move(TimeSpan.FromSeconds(1));
        var (after, _) = await fixture.ReceivedAsync(browser, fixture.Two);
        Assert.Equal(
            (true, renewals + 1),
            (after is not "" && after != before, await fixture.Provider.RenewalsAsync(Ct))
        );
    }

    [Theory, InlineData("made-up"), InlineData(null)]
    public async Task A_sign_in_whose_token_expires_and_cannot_be_renewed_ends(string? refresh)
    {
        using var browser = new Browser();
        var secret = await StartAsync(browser, refresh, TimeSpan.Zero);
        Assert.Equal("", (await fixture.ReceivedAsync(browser, fixture.One)).Authorization);
        Assert.DoesNotContain(secret.Hash, fixture.Service.Hashes);
    }

    [Fact]
    public async Task While_another_replica_renews_a_token_that_is_still_good_it_is_used()
    {
        using var browser = new Browser();
        var secret = await StartAsync(browser, "made-up", TimeSpan.FromSeconds(40));
        Assert.True(await Store.ClaimRenewalAsync(secret, 1, Ct));
        // The service that stands for all checks no token; the gateway refuses this one, which nobody has signed.
        using var answer = await browser.SendAsync(HttpMethod.Get, new(fixture.One.Address, "/census/v1/needs"), Ct);
        Assert.Equal(401, (int)answer.StatusCode);
        Assert.Contains(secret.Hash, fixture.Service.Hashes);
    }

    SignInStore Store => fixture.One.Provider.GetRequiredService<SignInStore>();

    /// <summary>A sign-in with tokens that no provider gave.</summary>
    async Task<CookieSecret> StartAsync(Browser browser, string? refresh, TimeSpan left)
    {
        var secret = CookieSecret.New();
        var tokens = new SignInTokens("unsigned", refresh, null, fixture.Clock.GetUtcNow() + left);
        await Store.StartAsync(secret, _person, "Chrome", tokens.Seal(secret), 12, Ct);
        browser.SetCookie(fixture.One.Address, CookieSecret.Cookie, secret.Text);
        return secret;
    }

    Task<HttpResponseMessage> SignOutAsync(Browser browser, string site) =>
        browser.SendAsync(
            HttpMethod.Post,
            new(fixture.One.Address, "/auth/sign-out"),
            Ct,
            null,
            ("Sec-Fetch-Site", site)
        );

    Task<HttpResponseMessage> ChangeAsync(Browser browser, string? requestedWith, string? site)
    {
        List<(string, string)> headers = [];
        if (requestedWith is not null)
            headers.Add(("X-Requested-With", requestedWith));
        if (site is not null)
            headers.Add(("Sec-Fetch-Site", site));
        return browser.SendAsync(HttpMethod.Post, new(fixture.One.Address, "/census/v1/needs"), Ct, null, headers);
    }
}
