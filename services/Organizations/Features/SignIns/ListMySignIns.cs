using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.SignIns;

/// <summary>The browsers in which the caller is signed in.</summary>
static class ListMySignIns
{
    [NotAListing("The few browsers of one person, all of them.")]
    [EndpointSummary("我的登录 The browsers in which I am signed in")]
    public static async Task<Ok<SignInList>> Handle(Session session, CancellationToken ct) =>
        TypedResults.Ok(await SignInList.OfAsync(session.Caller.Subject, session, ct));
}
