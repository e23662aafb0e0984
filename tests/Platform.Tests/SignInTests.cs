using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Organizations.V1;
using Stories;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>A newcomer signs in with a click, and works with the cookie only.</summary>
public sealed class SignInTests(PlatformFixture platform)
{
    const int CountyOfficer = 3,
        ProvinceOfficer = 1;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_newcomer_signs_in_as_an_officer_with_a_click_and_reads_the_own_name_and_post()
    {
        using var browser = await SignInAsync(CountyOfficer);
        var me = await GetAsync(browser, "/organizations/v1/me");
        Assert.Equal(
            (DemonstrationPeople.Id(CountyOfficer), Post.FederationOfficer, "黄龙县"),
            (
                me.GetProperty("id").GetGuid(),
                me.GetProperty("posts")[0].GetProperty("post").GetString(),
                me.GetProperty("posts")[0].GetProperty("place").GetString()
            )
        );
    }

    [Fact]
    public async Task A_signed_in_browser_reads_the_register_of_another_service_and_lists_of_all()
    {
        using var browser = await SignInAsync(CountyOfficer);
        foreach (
            var path in new[]
            {
                "/organizations/v1/people",
                "/census/v1/households",
                "/training/v1/courses",
                "/jobs/v1/postings",
            }
        )
            await Eventually.True(
                async () =>
                {
                    using var answer = await browser.SendAsync(HttpMethod.Get, Address(path), Ct);
                    return answer.IsSuccessStatusCode;
                },
                $"{path} answers"
            );
    }

    [Fact]
    public async Task A_person_registered_from_a_signed_in_browser_is_found()
    {
        using var browser = await SignInAsync(CountyOfficer);
        using var answer = await browser.SendAsync(
            HttpMethod.Post,
            Address("/organizations/v1/people"),
            Ct,
            JsonContent.Create(new { name = "赵登录" }),
            ("X-Requested-With", "console"),
            ("Sec-Fetch-Site", "same-origin"),
            ("Idempotency-Key", Guid.NewGuid().ToString())
        );
        Assert.Equal(201, (int)answer.StatusCode);
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
        Assert.Equal(
            "赵登录",
            (await GetAsync(browser, $"/organizations/v1/people/{id}")).GetProperty("name").GetString()
        );
    }

    [Fact]
    public async Task An_officer_above_sees_and_ends_the_sign_ins_of_a_person()
    {
        using var lost = await SignInAsync(CountyOfficer);
        var path = $"/organizations/v1/people/{DemonstrationPeople.Id(CountyOfficer)}/sign-ins";
        using var above = await SignInAsync(ProvinceOfficer);
        Assert.NotEqual(0, (await GetAsync(above, path)).GetProperty("items").GetArrayLength());
        using var answer = await above.SendAsync(
            HttpMethod.Delete,
            Address(path),
            Ct,
            null,
            ("X-Requested-With", "console"),
            ("Sec-Fetch-Site", "same-origin")
        );
        Assert.Equal(204, (int)answer.StatusCode);
        Assert.Equal(0, (await GetAsync(above, path)).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_browser_that_has_signed_out_is_anonymous()
    {
        using var browser = await SignInAsync(CountyOfficer);
        var cookie = browser.Cookie(platform.Gateway, "__Host-session")!;
        using var signedOut = await browser.SendAsync(
            HttpMethod.Post,
            Address("/auth/sign-out"),
            Ct,
            null,
            ("Sec-Fetch-Site", "same-origin")
        );
        Assert.Equal(303, (int)signedOut.StatusCode);
        browser.SetCookie(platform.Gateway, "__Host-session", cookie);
        using var answer = await browser.SendAsync(HttpMethod.Get, Address("/organizations/v1/me"), Ct);
        Assert.Equal(401, (int)answer.StatusCode);
    }

    /// <summary>Opens the page of the demonstration people and chooses one.</summary>
    async Task<Browser> SignInAsync(int number)
    {
        using (var client = new PlatformClient(platform.Gateway, platform.NewSeed(), TimeProvider.System))
            await new DemonstrationPeople(client, TextWriter.Null, TimeProvider.System).LoadAsync();
        var person = DemonstrationPeople.Id(number);
        var browser = new Browser();
        await browser.ChooseAsync(platform.Gateway, person, Ct);
        await Eventually.True(
            async () =>
                (await GetAsync(browser, "/organizations/v1/me"))
                    .GetProperty("operations")
                    .TryGetProperty("organizations", out var operations)
                && operations.EnumerateArray().Any(o => o.GetString() == "listPeople"),
            "the post of the person holds"
        );
        return browser;
    }

    async Task<JsonElement> GetAsync(Browser browser, string path)
    {
        using var answer = await browser.SendAsync(HttpMethod.Get, Address(path), Ct);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    Uri Address(string path) => new(platform.Gateway, path);
}
