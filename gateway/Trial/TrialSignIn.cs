using System.Security.Claims;
using Gateway.Pages;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using ServiceDefaults.Auth;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Gateway.Trial;

/// <summary>
/// Answers a checked request for a code: with the page of people, or for a chosen person with the code.
/// </summary>
sealed class TrialSignIn(TrialPeople people, IConfiguration configuration)
{
    const int LongestWords = 100;

    public async Task AnswerAsync(HttpContext context)
    {
        var request = context.GetOpenIddictServerRequest() ?? throw new ProblemException(PlatformProblems.NotFound);
        var ct = context.RequestAborted;
        if (context.Request.Query.TryGetValue("person", out var chosen))
        {
            var posts = Guid.TryParse(chosen, out var id) ? await people.FindAsync(id, ct) : [];
            await (
                posts is null ? AwayAsync(context, request)
                : posts is [var person, ..] ? SignInAsync(context, request, person)
                : Html.SendAsync(context, 400, TrialPage.NotListed(request))
            );
            return;
        }
        var words = TextElements.Cut(context.Request.Query["words"].ToString().Trim(), LongestWords);
        var found = await people.FindAsync(words, ct);
        await (
            found is null
                ? AwayAsync(context, request)
                : Html.SendAsync(context, 200, TrialPage.People(request, words, found))
        );
    }

    static Task AwayAsync(HttpContext context, OpenIddictRequest request)
    {
        context.Response.Headers.RetryAfter = "2";
        return Html.SendAsync(context, 503, TrialPage.Away(request));
    }

    Task SignInAsync(HttpContext context, OpenIddictRequest request, TrialPeople.Person person)
    {
        var identity = new ClaimsIdentity(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        identity.SetClaim(Claims.Subject, person.Id.ToString()).SetClaim(Claims.Name, person.Name);
        identity.SetScopes(request.GetScopes()).SetResources(Tokens.AudienceOf(configuration));
        identity.SetDestinations(claim => claim.Type == Claims.Name ? [Destinations.IdentityToken] : []);
        return context.SignInAsync(
            OpenIddictServerAspNetCoreDefaults.AuthenticationScheme,
            new ClaimsPrincipal(identity)
        );
    }
}
