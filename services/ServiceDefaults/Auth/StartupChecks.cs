using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Npgsql;
using ServiceDefaults.Data;

namespace ServiceDefaults.Auth;

/// <summary>
/// Outside Development the process refuses to start with development access or default secrets, and names the setting.
/// In Development it refuses a trial without its key.
/// </summary>
public static class StartupChecks
{
    static readonly string[] Defaults =
    [
        "",
        "guest",
        "password",
        "postgres",
        "admin",
        "secret",
        "changeme",
        "stack-pw",
        "rabbitmq",
        "platform",
        "123456",
    ];

    /// <exception cref="StartupException">Names every setting that must be changed.</exception>
    public static void Run(IConfiguration configuration, IHostEnvironment environment)
    {
        List<string> wrong = [];
        if (environment.IsDevelopment())
            CheckDevelopment(configuration, wrong);
        else
            CheckProduction(configuration, wrong);
        if (wrong.Count > 0)
            throw new StartupException("Refusing to start: " + string.Join("; ", wrong) + ".");
    }

    static void CheckDevelopment(IConfiguration configuration, List<string> wrong)
    {
        if (
            configuration.GetValue(TrialSetting.Name, false)
            && string.IsNullOrEmpty(configuration["Auth:DevelopmentKey"])
        )
            wrong.Add($"{TrialSetting.Name} needs Auth:DevelopmentKey, from which its keys are derived");
    }

    static void CheckProduction(IConfiguration configuration, List<string> wrong)
    {
        if (configuration.GetValue(TrialSetting.Name, false))
            wrong.Add($"{TrialSetting.Name} signs in without a password: remove it outside Development");
        if (!string.IsNullOrEmpty(configuration["Auth:DevelopmentKey"]))
            wrong.Add("Auth:DevelopmentKey opens POST /dev/token: remove it outside Development");
        if (configuration.GetValue("Migrations:Keep", false))
            wrong.Add("Migrations:Keep lets the service own its tables: remove it outside Development");
        if (string.IsNullOrEmpty(configuration["Auth:Authority"]))
            wrong.Add("Auth:Authority is not set: give the address of the OpenID Connect provider");
        foreach (
            var key in configuration
                .GetSection("Sealing:Keys")
                .GetChildren()
                .Concat(configuration.GetSection("Sealing:Transport:Keys").GetChildren())
                .Concat(configuration.GetSection("Sealing:Audit:Keys").GetChildren())
                .Append(configuration.GetSection("Sealing:IndexKey"))
                .Append(configuration.GetSection("SignIn:Key"))
        )
            if (key.Value is { } text && IsWeak(text))
                wrong.Add($"{key.Path} is a default key: give 32 random bytes in base64");
        foreach (var name in new[] { "App", "Owner" })
            if (
                configuration.GetConnectionString(name) is { } text
                && Defaults.Contains(
                    new NpgsqlConnectionStringBuilder(text).Password ?? "",
                    StringComparer.OrdinalIgnoreCase
                )
            )
                wrong.Add($"ConnectionStrings:{name} has a default password");
        if (
            configuration.GetConnectionString("Broker") is { } broker
            && Uri.TryCreate(broker, UriKind.Absolute, out var uri)
            && Defaults.Contains(
                Uri.UnescapeDataString(uri.UserInfo.Split(':', 2).ElementAtOrDefault(1) ?? ""),
                StringComparer.OrdinalIgnoreCase
            )
        )
            wrong.Add("ConnectionStrings:Broker has a default password");
    }

    /// <summary>A key with fewer than 8 different bytes was typed by hand.</summary>
    static bool IsWeak(string text)
    {
        var bytes = new byte[64];
        return Convert.TryFromBase64String(text, bytes, out var length)
            && bytes.AsSpan(0, length).ToArray().Distinct().Count() < 8;
    }
}
