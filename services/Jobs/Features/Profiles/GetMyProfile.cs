using ServiceDefaults.Data;

namespace Jobs.Features.Profiles;

static class GetMyProfile
{
    [EndpointSummary("我的求职档案 My profile")]
    public static async Task<Ok<ProfileView>> Handle(Session session, CancellationToken ct) =>
        TypedResults.Ok(await ProfileView.Find(session.Caller.Subject, session, ct));
}
