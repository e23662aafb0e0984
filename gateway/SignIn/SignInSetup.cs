using Gateway.Trial;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;

namespace Gateway.SignIn;

/// <summary>
/// Sign-in of browsers with the authorization code flow and PKCE (OpenID Connect Core 1.0, RFC 7636), by ASP.NET
/// Core's handler.
/// </summary>
static class SignInSetup
{
    public const string Callback = "/auth/callback";

    /// <exception cref="StartupException">SignIn:ClientId is set, and SignIn:Key is not.</exception>
    public static void AddSignIn(this WebApplicationBuilder builder)
    {
        if (SignInSettings.Of(builder.Configuration, builder.Environment) is not { } settings)
            return;
        var key = new GatewayKey(builder.Configuration);
        if (!key.IsSet)
            throw new StartupException(
                "Refusing to start: SignIn:ClientId is set, and SignIn:Key is not: give 32 random bytes in base64, "
                    + "the same to the gateway and to organizations."
            );
        builder
            .Services.AddSingleton(settings)
            .AddSingleton<SignInStore>()
            .AddSingleton<TokenRenewal>()
            .AddSingleton<SignIns>();
        if (TrialSetting.IsOn(builder.Configuration, builder.Environment))
            builder
                .Services.AddOptions<OpenIdConnectOptions>(OpenIdConnectDefaults.AuthenticationScheme)
                .Configure<IServer>((o, server) => o.BackchannelHttpHandler = new OwnAddress(server));
        builder
            .Services.AddAuthentication()
            .AddOpenIdConnect(o =>
            {
                o.Authority = builder.Configuration["Auth:Authority"];
                if (TrialSetting.IsOn(builder.Configuration, builder.Environment))
                    o.Configuration = TrialAuthority.Of(builder.Configuration["Auth:DevelopmentKey"]!);
                o.RequireHttpsMetadata =
                    !builder.Environment.IsDevelopment() && builder.Configuration.GetValue("Auth:RequireHttps", true);
                (o.ClientId, o.ClientSecret) = (settings.ClientId, settings.ClientSecret);
                o.Scope.Clear();
                foreach (var scope in settings.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    o.Scope.Add(scope);
                // A page of the authority that posts itself would break the content policy.
                (o.ResponseType, o.ResponseMode) = (OpenIdConnectResponseType.Code, OpenIdConnectResponseMode.Query);
                o.CallbackPath = Callback;
                (o.UsePkce, o.MapInboundClaims, o.SaveTokens) = (true, false, true);
                o.DataProtectionProvider = new SharedProtection(key, "sign-in");
                foreach (var cookie in new[] { o.CorrelationCookie, o.NonceCookie })
                    (cookie.SameSite, cookie.SecurePolicy) = (SameSiteMode.Lax, CookieSecurePolicy.Always);
                // The events below end the sign-in before this scheme is used.
                o.SignInScheme = "none";
                o.Events = new OpenIdConnectEvents
                {
                    OnTicketReceived = SignInRoutes.StartAsync,
                    OnRemoteFailure = SignInRoutes.FailAsync,
                };
            });
    }
}
