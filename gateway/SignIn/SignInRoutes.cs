using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using ServiceDefaults.Auth;
using ServiceDefaults.Http;

namespace Gateway.SignIn;

/// <summary>/auth/sign-in, /auth/callback and /auth/sign-out.</summary>
static class SignInRoutes
{
    const string Scheme = OpenIdConnectDefaults.AuthenticationScheme;

    public static void MapSignIn(this WebApplication app)
    {
        if (app.Services.GetService<SignIns>() is null)
            return;
        app.MapGet("/auth/sign-in", SignInAsync);
        app.MapGet(SignInSetup.Callback, CallbackAsync);
        app.MapPost("/auth/sign-out", SignOutAsync);
    }

    /// <summary>Sends the browser to the authority; afterwards it comes back to the page "to".</summary>
    static async Task SignInAsync(HttpContext context, string? to)
    {
        try
        {
            await context.ChallengeAsync(Scheme, new AuthenticationProperties { RedirectUri = Local(to) });
        }
        catch (Exception e) when (Tokens.IsAuthorityAway(e))
        {
            await SignInPages.WriteAsync(context, PlatformProblems.Unavailable);
        }
    }

    static async Task CallbackAsync(HttpContext context, IAuthenticationHandlerProvider handlers)
    {
        var handler = (IAuthenticationRequestHandler)(await handlers.GetHandlerAsync(context, Scheme))!;
        await handler.HandleRequestAsync();
    }

    /// <summary>
    /// Keeps the tokens and gives the browser its cookie. The services must accept the access token: it is checked here
    /// as they do.
    /// </summary>
    public static async Task StartAsync(TicketReceivedContext ticket)
    {
        ticket.HandleResponse();
        var (context, properties) = (ticket.HttpContext, ticket.Properties!);
        var services = context.RequestServices;
        context.Request.Headers.Authorization = "Bearer " + properties.GetTokenValue("access_token");
        var bearer = await context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        if (!Guid.TryParse(bearer.Principal?.FindFirst(Tokens.SubjectClaim)?.Value, out var person))
        {
            await SignInPages.WriteAsync(context, PlatformProblems.SignInToken);
            return;
        }
        var settings = services.GetRequiredService<SignInSettings>();
        SignInTokens tokens = new(
            properties.GetTokenValue("access_token")!,
            properties.GetTokenValue("refresh_token"),
            properties.GetTokenValue("id_token"),
            DateTimeOffset.TryParse(
                properties.GetTokenValue("expires_at"),
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var expires
            )
                ? expires
                : services.GetRequiredService<TimeProvider>().GetUtcNow() + TokenRenewal.Lifetime(null)
        );
        try
        {
            var signIns = services.GetRequiredService<SignIns>();
            if (CookieSecret.Of(context.Request) is { } former)
                await signIns.EndAsync(former, context.RequestAborted);
            var secret = await signIns.StartAsync(
                person,
                Device.Of(context.Request),
                tokens,
                settings.Hours,
                context.RequestAborted
            );
            context.Response.Cookies.Append(
                CookieSecret.Cookie,
                secret.Text,
                Options(TimeSpan.FromHours(settings.Hours))
            );
            context.Response.Redirect(Local(ticket.ReturnUri));
        }
        catch (ProblemException e)
        {
            await SignInPages.WriteAsync(context, e.Problem);
        }
    }

    /// <summary>Answers a callback that does not belong to a sign-in of this browser, or that the authority refused.</summary>
    public static Task FailAsync(RemoteFailureContext failure)
    {
        failure.HandleResponse();
        return SignInPages.WriteAsync(
            failure.HttpContext,
            failure.Failure?.GetBaseException() is HttpRequestException or IOException
                ? PlatformProblems.Unavailable
                : PlatformProblems.SignInNotCompleted
        );
    }

    /// <summary>Ends the sign-in here, then sends the browser to the authority, which ends its own.</summary>
    static async Task SignOutAsync(HttpContext context, SignIns signIns, IOptionsMonitor<OpenIdConnectOptions> options)
    {
        if (!SignInRules.IsSamePage(context.Request))
            throw new ProblemException(PlatformProblems.ForeignPage);
        var next = "/";
        if (CookieSecret.Of(context.Request) is { } secret)
        {
            next = await EndOfSessionAsync(context, await TokensAsync(), options.Get(Scheme)) ?? next;
            await signIns.EndAsync(secret, context.RequestAborted);
            Forget(context.Response);

            async Task<SignInTokens?> TokensAsync()
            {
                try
                {
                    return await signIns.TokensAsync(secret, context.RequestAborted);
                }
                catch (ProblemException)
                {
                    return null;
                }
            }
        }
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = next;
    }

    /// <summary>The authority's address for sign-out (OpenID Connect RP-Initiated Logout 1.0); null: it has none.</summary>
    static async Task<string?> EndOfSessionAsync(HttpContext context, SignInTokens? tokens, OpenIdConnectOptions o)
    {
        try
        {
            var authority = await o.ConfigurationManager!.GetConfigurationAsync(context.RequestAborted);
            return authority.EndSessionEndpoint is { Length: > 0 } address
                ? new OpenIdConnectMessage
                {
                    IssuerAddress = address,
                    ClientId = o.ClientId,
                    IdTokenHint = tokens?.Id,
                    PostLogoutRedirectUri = $"{context.Request.Scheme}://{context.Request.Host}/",
                }.CreateLogoutRequestUrl()
                : null;
        }
        catch (Exception e) when (Tokens.IsAuthorityAway(e))
        {
            return null;
        }
    }

    public static void Forget(HttpResponse response) =>
        response.Cookies.Delete(CookieSecret.Cookie, Options(maxAge: null));

    static CookieOptions Options(TimeSpan? maxAge) =>
        new()
        {
            HttpOnly = true,
            Secure = true,
            SameSite = SameSiteMode.Lax,
            MaxAge = maxAge,
            IsEssential = true,
        };

    /// <summary>The address if it is a path of this origin, otherwise "/".</summary>
    static string Local(string? address) =>
        address is ['/', ..] and not ['/', '/' or '\\', ..] && !address.Any(char.IsControl) ? address : "/";
}
