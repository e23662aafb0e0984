using Microsoft.AspNetCore.Authentication;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using ServiceDefaults.Auth;
using ServiceDefaults.Http;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Gateway.Trial;

/// <summary>
/// Auth:Trial: the gateway is an OpenID Connect authority, so that a newcomer signs in with one click. It keeps nothing:
/// codes and refresh tokens are encrypted values, and each can be used again until it expires.
/// </summary>
static class TrialHost
{
    static readonly TimeSpan AccessLifetime = TimeSpan.FromMinutes(10),
        CodeLifetime = TimeSpan.FromMinutes(5),
        RefreshLifetime = TimeSpan.FromHours(12);

    public static void AddTrial(this WebApplicationBuilder builder)
    {
        if (!TrialSetting.IsOn(builder.Configuration, builder.Environment))
            return;
        var key = builder.Configuration["Auth:DevelopmentKey"]!;
        // OpenIddict logs each request with its parameters.
        builder.Logging.AddFilter("OpenIddict", LogLevel.Warning);
        builder.Services.AddSingleton<TrialPeople>().AddSingleton<TrialSignIn>();
        builder.Services.AddOptions<OpenIddictServerOptions>().Configure<TimeProvider>((o, t) => o.TimeProvider = t);
        builder
            .Services.AddOpenIddict()
            .AddServer(server =>
            {
                server
                    .EnableDegradedMode()
                    .SetIssuer(TrialAuthority.Issuer)
                    .SetAuthorizationEndpointUris(TrialAuthority.AuthorizePath[1..])
                    .SetTokenEndpointUris(TrialAuthority.TokenPath[1..])
                    .SetConfigurationEndpointUris(TrialAuthority.ConfigurationPath[1..])
                    .SetJsonWebKeySetEndpointUris(TrialAuthority.KeysPath[1..]);
                server
                    .AllowAuthorizationCodeFlow()
                    .AllowRefreshTokenFlow()
                    .RequireProofKeyForCodeExchange()
                    .RegisterScopes(Scopes.OpenId, Scopes.OfflineAccess)
                    .Configure(Narrow);
                // Access tokens get the symmetric key, as the services expect; id tokens the asymmetric one.
                server
                    .AddSigningKey(Tokens.DevelopmentSigningKey(key))
                    .AddSigningKey(TrialKeys.IdTokens(key, isPrivate: true))
                    .AddEncryptionKey(TrialKeys.Encryption(key))
                    .DisableAccessTokenEncryption()
                    .SetAccessTokenLifetime(AccessLifetime)
                    .SetIdentityTokenLifetime(AccessLifetime)
                    .SetAuthorizationCodeLifetime(CodeLifetime)
                    .SetRefreshTokenLifetime(RefreshLifetime);
                TrialChecks.AddTo(server);
                server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().DisableTransportSecurityRequirement();
            });
    }

    public static void MapTrial(this WebApplication app)
    {
        if (!TrialSetting.IsOn(app.Configuration, app.Environment))
            return;
        var pages = app.Services.GetRequiredService<TrialSignIn>();
        app.MapGet(TrialAuthority.AuthorizePath, (HttpContext context) => ServeAsync(context, pages.AnswerAsync));
        app.MapPost(TrialAuthority.TokenPath, (HttpContext context) => ServeAsync(context, NotFoundAsync));
        app.MapGet(TrialAuthority.ConfigurationPath, (HttpContext context) => ServeAsync(context, NotFoundAsync));
        app.MapGet(TrialAuthority.KeysPath, (HttpContext context) => ServeAsync(context, NotFoundAsync));
    }

    static void Narrow(OpenIddictServerOptions options)
    {
        options.ResponseModes.Clear();
        options.ResponseModes.Add(ResponseModes.Query);
        options.CodeChallengeMethods.Clear();
        options.CodeChallengeMethods.Add(CodeChallengeMethods.Sha256);
    }

    /// <summary>
    /// Gives the request to OpenIddict. The gateway has no authentication middleware, which would do it for every
    /// request.
    /// </summary>
    /// <param name="next">Answers what OpenIddict has checked and leaves to this program.</param>
    static async Task ServeAsync(HttpContext context, Func<HttpContext, Task> next)
    {
        var handlers = context.RequestServices.GetRequiredService<IAuthenticationHandlerProvider>();
        var handler = await handlers.GetHandlerAsync(context, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        try
        {
            if (!await ((IAuthenticationRequestHandler)handler!).HandleRequestAsync())
                await next(context);
        }
        catch (InvalidDataException)
        {
            // A form with too many or too long values.
            throw new ProblemException(PlatformProblems.Malformed);
        }
    }

    static Task NotFoundAsync(HttpContext context) => throw new ProblemException(PlatformProblems.NotFound);
}
