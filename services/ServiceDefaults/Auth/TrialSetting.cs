using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace ServiceDefaults.Auth;

/// <summary>
/// Auth:Trial=true, in Development only: a newcomer signs in at the gateway as a person of the demonstration, without a
/// password.
/// </summary>
public static class TrialSetting
{
    internal const string Name = "Auth:Trial";

    public static bool IsOn(IConfiguration configuration, IHostEnvironment environment) =>
        environment.IsDevelopment() && configuration.GetValue(Name, false);
}
