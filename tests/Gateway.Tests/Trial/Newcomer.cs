using System.Buffers.Text;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.Tests.Trial;

/// <summary>The requests of a newcomer's browser and of its client to a gateway in a trial.</summary>
sealed class Newcomer(TestGateway gateway)
{
    readonly string _verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static Task<TestGateway> GatewayAsync(
        FakeService organizations,
        params IEnumerable<(string Key, string Value)> settings
    ) => TestGateway.StartAsync(organizations.Address, [("Auth:Trial", "true"), .. settings]);

    /// <summary>Organizations with these people; it looks for ids only.</summary>
    public static Task<FakeService> OrganizationsAsync(params (Guid Id, string Name, string Place)[] people) =>
        FakeService.StartAsync(context =>
        {
            var ids = context.Request.Query["ids"];
            return context.Request.Path == "/organizations/v1/gateway/trial-people"
                ? context.Response.WriteAsJsonAsync(
                    new
                    {
                        items = people
                            .Where(p => ids.Count == 0 || ids.Contains(p.Id.ToString()))
                            .Select(p => new
                            {
                                p.Id,
                                p.Name,
                                Post = "chair",
                                PostName = new { Zh = "主席", En = "chair" },
                                p.Place,
                            }),
                    }
                )
                : context.Response.WriteAsJsonAsync(new { ok = true });
        });

    public string Redirect => new Uri(gateway.Address, "/auth/callback").ToString();

    /// <summary>The address at which a browser asks for a code.</summary>
    /// <param name="changes">Other values of parameters, or more of them; null leaves one out.</param>
    public string Address(params (string Name, string? Value)[] changes)
    {
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(_verifier)));
        var parameters = new Dictionary<string, string?>
        {
            ["client_id"] = "console",
            ["response_type"] = "code",
            ["scope"] = "openid offline_access",
            ["redirect_uri"] = Redirect,
            ["code_challenge"] = challenge,
            ["code_challenge_method"] = "S256",
            ["state"] = "s",
            ["nonce"] = "n",
        };
        foreach (var (name, value) in changes)
            parameters[name] = value;
        return QueryHelpers.AddQueryString("/trial/authorize", parameters.Where(p => p.Value is not null));
    }

    public async Task<(int Status, string Page)> OpenAsync(CancellationToken ct, params (string, string?)[] changes)
    {
        using var answer = await gateway.Http.GetAsync(Address(changes), ct);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(ct));
    }

    /// <summary>Chooses a person and returns the code.</summary>
    public async Task<string> ChooseAsync(Guid person, CancellationToken ct)
    {
        using var answer = await gateway.Http.GetAsync(Address(("person", person.ToString())), ct);
        var target = answer.Headers.Location
            ?? throw new InvalidOperationException(
                $"{answer.StatusCode} without a code: {await answer.Content.ReadAsStringAsync(ct)}"
            );
        return HttpUtility.ParseQueryString(target.Query)["code"]!;
    }

    public async Task<(int Status, JsonElement Body)> RedeemAsync(
        string code,
        CancellationToken ct,
        TestGateway? at = null,
        params (string Name, string Value)[] changes
    ) =>
        await TokenAsync(
            at ?? gateway,
            [
                ("grant_type", "authorization_code"),
                ("client_id", "console"),
                ("code", code),
                ("redirect_uri", Redirect),
                ("code_verifier", _verifier),
                .. changes,
            ],
            ct
        );

    public Task<(int Status, JsonElement Body)> RefreshAsync(string token, CancellationToken ct) =>
        TokenAsync(gateway, [("grant_type", "refresh_token"), ("client_id", "console"), ("refresh_token", token)], ct);

    static async Task<(int Status, JsonElement Body)> TokenAsync(
        TestGateway at,
        IEnumerable<(string Name, string Value)> values,
        CancellationToken ct
    )
    {
        var form = new Dictionary<string, string>();
        foreach (var (name, value) in values)
            form[name] = value;
        using var answer = await at.Http.PostAsync("/trial/token", new FormUrlEncodedContent(form), ct);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(ct));
    }
}
