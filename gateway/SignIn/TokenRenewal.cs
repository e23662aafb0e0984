using System.Text.Json;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Gateway.SignIn;

/// <summary>Renews tokens at the authority by a refresh token (RFC 6749, section 6).</summary>
sealed class TokenRenewal(IOptionsMonitor<OpenIdConnectOptions> options, TimeProvider clock, ILogger<TokenRenewal> log)
{
    public enum Outcome
    {
        Renewed,

        /// <summary>The authority does not accept the refresh token: the person must sign in again.</summary>
        Refused,

        Unreachable,
    }

    public async Task<(Outcome Outcome, SignInTokens? Tokens)> AskAsync(SignInTokens tokens)
    {
        var o = options.Get(OpenIdConnectDefaults.AuthenticationScheme);
        try
        {
            var authority = await o.ConfigurationManager!.GetConfigurationAsync(CancellationToken.None);
            Dictionary<string, string> form = new()
            {
                ["grant_type"] = "refresh_token",
                ["client_id"] = o.ClientId!,
                ["refresh_token"] = tokens.Refresh!,
            };
            if (o.ClientSecret is { Length: > 0 } secret)
                form["client_secret"] = secret;
            using var content = new FormUrlEncodedContent(form);
            using var answer = await o.Backchannel.PostAsync(authority.TokenEndpoint, content);
            if ((int)answer.StatusCode is 400 or 401)
                return (Outcome.Refused, null);
            answer.EnsureSuccessStatusCode();
            var message = new OpenIdConnectMessage(await answer.Content.ReadAsStringAsync());
            return (
                Outcome.Renewed,
                new(
                    message.AccessToken,
                    message.RefreshToken ?? tokens.Refresh,
                    message.IdToken ?? tokens.Id,
                    clock.GetUtcNow() + Lifetime(message.ExpiresIn)
                )
            );
        }
        catch (Exception e)
            when (e
                    is HttpRequestException
                        or TaskCanceledException
                        or InvalidOperationException
                        or IOException
                        or JsonException
            )
        {
            log.LogWarning("The authority did not renew a token: {Error}", e.GetBaseException().GetType().Name);
            return (Outcome.Unreachable, null);
        }
    }

    /// <summary>Of a text of seconds; an authority that does not give it is asked again after a minute.</summary>
    public static TimeSpan Lifetime(string? seconds) =>
        TimeSpan.FromSeconds(int.TryParse(seconds, out var number) && number > 0 ? number : 120);
}
