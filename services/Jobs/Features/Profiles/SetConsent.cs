using Jobs.Features.Referrals;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Profiles;

/// <summary>
/// Gives or withdraws the caller's separate consent (PIPL article 23) to show the profile to job officers, to matching
/// and to the employers of the caller's referrals.
/// </summary>
static class SetConsent
{
    const string Lock =
        "select version, consented_at is not null as given from profiles where id = @Subject for update";
    const string Update =
        "update profiles set consented_at = case when @given then @Now end, version = version + 1 where id = @Subject";
    const string Show = """
        update certificates c
        set visible_key = p.visible_key
        from profiles p
        where p.id = c.person_id and c.person_id = @Subject
        """;
    const string Referrals = """
        select id, 'withdrawn' as outcome, 'consent-withdrawn' as reason from referrals where person_id = @Subject
        """;

    public sealed record Request([Required] bool? Given);

    [EndpointSummary("同意或撤回公开 Give or withdraw my consent")]
    public static async Task<Ok<ProfileView>> Handle(
        Request request,
        IfMatch match,
        Session session,
        CancellationToken ct
    )
    {
        var given = request.Given!.Value;
        var profile = await session.Find<Profile>(Lock, new { session.Caller.Subject }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        match.Check(profile.Version);
        if (given != profile.Given)
        {
            await session.Execute(
                Update,
                new
                {
                    given,
                    session.Now,
                    session.Caller.Subject,
                },
                ct
            );
            await session.Execute(Show, new { session.Caller.Subject }, ct);
            if (!given)
                await EndedReferrals.EndAsync(Referrals, new { session.Caller.Subject, session.Now }, session, ct);
        }
        return TypedResults.Ok(await ProfileView.Find(session.Caller.Subject, session, ct));
    }

    sealed record Profile(long Version, bool Given);
}
