using System.Buffers.Text;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Testing;

namespace Gateway.Tests;

/// <summary>
/// A real OpenID Connect provider (npm's oidc-provider) in its own process, and a browser that signs in there.
/// </summary>
sealed class OpenIdConnect : IAsyncDisposable
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "oidc");
    static readonly Uri Redirect = new("http://127.0.0.1/signed-in");
    readonly Process _process;
    readonly HttpClient _http = new();

    OpenIdConnect(Process process, string issuer) => (_process, Issuer) = (process, issuer);

    public string Issuer { get; }

    public static async Task<OpenIdConnect> StartAsync(CancellationToken ct)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "oidc-provider")))
            await RunAsync("npm", "ci --no-audit --no-fund", ct);
        var process = Process.Start(
            new ProcessStartInfo("node", "provider.mjs")
            {
                WorkingDirectory = Folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        while (await process.StandardOutput.ReadLineAsync(ct) is { } line)
            if (line.StartsWith("issuer ", StringComparison.Ordinal))
                return new(process, line[7..]);
        throw new InvalidOperationException("The provider ended before it served.");
    }

    /// <summary>
    /// Signs a person in with the authorization code flow and PKCE, as a browser would, and returns the access token.
    /// </summary>
    public async Task<string> SignInAsync(Guid person, CancellationToken ct)
    {
        using var browser = new Browser();
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var end = await browser.FollowAsync(
            new(
                $"{Issuer}/"
                    + $"auth?client_id=console&response_type=code&scope=openid&redirect_uri={Redirect}&code_chal"
                    + $"lenge={challenge}&code_challenge_method=S256&state=s"
            ),
            person,
            Redirect,
            ct
        );
        using var answer = await _http.PostAsync(
            $"{Issuer}/token",
            new FormUrlEncodedContent(
                new Dictionary<string, string>
                {
                    ["grant_type"] = "authorization_code",
                    ["client_id"] = "console",
                    ["code"] = HttpUtility.ParseQueryString(end.Query)["code"]!,
                    ["redirect_uri"] = Redirect.ToString(),
                    ["code_verifier"] = verifier,
                }
            ),
            ct
        );
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("access_token").GetString()!;
    }

    /// <summary>Signs new tokens with another key; the old key is no longer published.</summary>
    public async Task RotateAsync(CancellationToken ct) =>
        (await _http.PostAsync($"{Issuer}/rotate", null, ct)).EnsureSuccessStatusCode();

    /// <summary>Lets the client sign in from a gateway at this address.</summary>
    public async Task AllowAsync(Uri gateway, CancellationToken ct) =>
        (
            await _http.PostAsync($"{Issuer}/client", new StringContent(gateway.ToString()), ct)
        ).EnsureSuccessStatusCode();

    /// <summary>How often a refresh token was used.</summary>
    public async Task<int> RenewalsAsync(CancellationToken ct) =>
        int.Parse(await _http.GetStringAsync($"{Issuer}/renewals", ct), null);

    static async Task RunAsync(string program, string arguments, CancellationToken ct)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = Folder,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {arguments}: {await output} {await error}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
    }
}
