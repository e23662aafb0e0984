using ServiceDefaults.Data;

namespace Jobs.Features.Profiles;

/// <summary>One profile as a job officer sees it: the policy shows only those whose women have consented.</summary>
static class GetProfile
{
    [EndpointSummary("求职档案 One consented profile")]
    public static async Task<Ok<ProfileView>> Handle(Guid personId, Session session, CancellationToken ct) =>
        TypedResults.Ok(await ProfileView.Find(personId, session, ct));
}
