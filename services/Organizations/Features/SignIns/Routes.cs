using ServiceDefaults.Auth;
using static Organizations.Domain.Posts;

namespace Organizations.Features.SignIns;

/// <summary>登录 Browsers that are signed in; the gateway keeps their cookies and tokens.</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/gateway/sign-ins", StartSignIn.Handle).AllowGateway();
        v1.MapGet("/gateway/sign-ins/{hash}", GetSignIn.Handle).AllowGateway();
        v1.MapPut("/gateway/sign-ins/{hash}", RenewSignIn.Handle).AllowGateway();
        v1.MapPost("/gateway/sign-ins/{hash}/claims", ClaimRenewal.Handle).AllowGateway();
        v1.MapDelete("/gateway/sign-ins/{hash}", SignOut.Handle).AllowGateway();
        v1.MapGet("/gateway/trial-people", ListTrialPeople.Handle).AllowGateway();
        v1.MapGet("/me/sign-ins", ListMySignIns.Handle).AllowPerson();
        v1.MapDelete("/me/sign-ins/{id:guid}", EndMySignIn.Handle).AllowPerson();
        v1.MapGet("/people/{id:guid}/sign-ins", ListSignIns.Handle).AllowStaff(Office);
        v1.MapDelete("/people/{id:guid}/sign-ins", EndSignIns.Handle).AllowStaff(Office);
    }
}
