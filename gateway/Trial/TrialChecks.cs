using Gateway.Pages;
using Gateway.SignIn;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Gateway.Trial;

/// <summary>
/// What OpenIddict leaves to this program without a store of clients: which client may ask, and where the code goes.
/// </summary>
static class TrialChecks
{
    public static void AddTo(OpenIddictServerBuilder server) =>
        server
            .AddEventHandler<ValidateAuthorizationRequestContext>(b => b.UseInlineHandler(Authorization))
            .AddEventHandler<ValidateTokenRequestContext>(b => b.UseInlineHandler(Token))
            .AddEventHandler<ApplyAuthorizationResponseContext>(b =>
                b.UseInlineHandler(RefusalAsync).SetOrder(int.MinValue)
            );

    static ValueTask Authorization(ValidateAuthorizationRequestContext context)
    {
        if (context.ClientId != TrialAuthority.ClientId)
            context.Reject(Errors.InvalidClient, "The client is unknown.");
        else if (!IsCallback(context.RedirectUri, context.Transaction.GetHttpRequest()!))
            context.Reject(Errors.InvalidRequest, "The redirect_uri is not the callback of this address.");
        else if (context.Request.HasPromptValue(PromptValues.None))
            context.Reject(Errors.LoginRequired, "A person must be chosen.");
        return ValueTask.CompletedTask;
    }

    static ValueTask Token(ValidateTokenRequestContext context)
    {
        if (context.ClientId != TrialAuthority.ClientId)
            context.Reject(Errors.InvalidClient, "The client is unknown.");
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// The address must be the one that the browser used: otherwise a link could send a code to another site.
    /// </summary>
    static bool IsCallback(string? uri, HttpRequest request) =>
        uri == $"{request.Scheme}://{request.Host.ToUriComponent()}{SignInSetup.Callback}";

    /// <summary>A refused request stays here: a redirect would carry the error to an address that was not checked.</summary>
    static async ValueTask RefusalAsync(ApplyAuthorizationResponseContext context)
    {
        if (context.Error is null || context.Transaction.GetHttpRequest()?.HttpContext is not { } http)
            return;
        await Html.SendAsync(http, 400, TrialPage.Refusal(context.Error, context.Response.ErrorDescription));
        context.HandleRequest();
    }
}
