using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;

namespace Jobs.Features.Profiles;

static class ReadOwnProfile
{
    [EndpointSummary("我的求职档案 My profile")]
    public static async Task<Ok<ReadProfile.Response>> Handle(Session session, CancellationToken ct) =>
        TypedResults.Ok(await ReadProfile.Find(session.Caller.Subject, session, ct));
}
