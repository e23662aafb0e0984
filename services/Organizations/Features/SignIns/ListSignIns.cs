using Organizations.Features.People;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.SignIns;

/// <summary>The browsers in which a person is signed in, for an officer who has to end one of a lost phone.</summary>
static class ListSignIns
{
    [NotAListing("The few browsers of one person, all of them.")]
    [EndpointSummary("人员的登录 The browsers in which a person is signed in")]
    public static async Task<Ok<SignInList>> Handle(Guid id, Session session, CancellationToken ct)
    {
        await PersonInSight.MustSeeAsync(session, id, ct);
        session.RecordAccess(id);
        return TypedResults.Ok(await SignInList.OfAsync(id, session, ct));
    }
}
