using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Profiles;

/// <summary>Sets the wage that the caller asks for; matching scores postings by it.</summary>
static class SetWishes
{
    const string Lock = "select version from profiles where id = @Subject for update";
    const string Update = "update profiles set wage_wanted = @WageWanted, version = version + 1 where id = @Subject";

    /// <param name="WageWanted">Yuan a month; null clears it.</param>
    public sealed record Request([Between(0, 1_000_000)] int? WageWanted);

    [EndpointSummary("求职意愿 What I hope for")]
    public static async Task<Ok<ProfileView>> Handle(
        Request request,
        IfMatch match,
        Session session,
        CancellationToken ct
    )
    {
        var version = await session.Find<long?>(Lock, new { session.Caller.Subject }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        match.Check(version);
        await session.Execute(Update, new { request.WageWanted, session.Caller.Subject }, ct);
        return TypedResults.Ok(await ProfileView.Find(session.Caller.Subject, session, ct));
    }
}
