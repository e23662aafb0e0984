using Gateway.Trial;
using ServiceDefaults.Auth;

namespace Gateway.SignIn;

/// <summary>
/// Sign-in of a browser. SignIn:ClientId and SignIn:ClientSecret (without it the client is public) are those of the
/// gateway at Auth:Authority. Browsers cannot sign in while SignIn:ClientId is not set; in a trial the gateway is the
/// authority.
/// </summary>
/// <param name="Scopes">SignIn:Scopes, separated by spaces; some authorities give a refresh token for offline_access only.</param>
/// <param name="Hours">SignIn:Hours, 1 to 2160: then the browser must sign in again.</param>
sealed record SignInSettings(string ClientId, string? ClientSecret, string Scopes, int Hours)
{
    const string UsualScopes = "openid";

    /// <summary>About a working day.</summary>
    const int UsualHours = 12;

    /// <returns>Null: browsers cannot sign in.</returns>
    public static SignInSettings? Of(IConfiguration configuration, IHostEnvironment environment)
    {
        var hours = Math.Clamp(configuration.GetValue("SignIn:Hours", UsualHours), 1, 24 * 90);
        if (TrialSetting.IsOn(configuration, environment))
            return new(TrialAuthority.ClientId, null, "openid offline_access", hours);
        return configuration["SignIn:ClientId"] is { Length: > 0 } client
            ? new(client, configuration["SignIn:ClientSecret"], configuration["SignIn:Scopes"] ?? UsualScopes, hours)
            : null;
    }
}
