using ServiceDefaults.Data;

namespace Jobs.Features.Profiles;

/// <summary>One profile for a job officer; the row policy hides profiles without consent.</summary>
static class GetProfile
{
    [EndpointSummary("求职档案 One consented profile")]
    public static async Task<Ok<ProfileView>> Handle(Guid personId, Session session, CancellationToken ct) =>
        TypedResults.Ok(await ProfileView.Find(personId, session, ct));
}
