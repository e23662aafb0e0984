using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Referrals;

static class ReferCandidate
{
    // Share locks on profile and posting until the commit: a concurrent SetConsent or ClosePosting waits, and then ends
    // this referral.
    const string FindProfile =
        "select need_id, name_sealed, scope_key, seeking from profiles where id = @person for share";
    const string FindPosting = "select employer_id, state from postings where id = @posting for share";
    const string HiddenInScope = """
        select true from profiles p where p.id = @person and exists (
            select from generate_series(0, 7) i
            where p.scope_key >= current_setting('app.lo' || i, true)
                and p.scope_key < current_setting('app.hi' || i, true))
        """;
    const string Insert = """
        insert into referrals (
            id, person_id, posting_id, employer_id, need_id, scope_key, name_sealed, certificates, note, referred_by,
            referred_at
        )
        values (
            @id, @person, @posting, @EmployerId, @NeedId, @ScopeKey, @name, shared_certificates(@person), @Note,
            @Subject, @Now
        )
        on conflict (person_id, posting_id) where state in ('sent', 'hired') do nothing
        """;

    public sealed record Request(
        [Required] Guid? PersonId,
        [Required] Guid? PostingId,
        [Lines, Longest(500), Example("会做家常菜，下午四点前可上班")] string? Note
    );

    [EndpointSummary("推荐 Refer a person to a posting")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var (person, posting) = (request.PersonId!.Value, request.PostingId!.Value);
        var profile = await session.Find<Profile>(FindProfile, new { person }, ct);
        if (profile is null)
        {
            // An officer may learn that a person of the own area has not consented, but nothing about other areas.
            if (await session.AsSystem(() => session.Find<bool>(HiddenInScope, new { person }, ct), ct))
                throw new ProblemException(Problems.NoConsent);
            check.Add("/personId", PlatformProblems.Unknown);
        }
        var offer = await session.Find<Posting>(FindPosting, new { posting }, ct);
        check.That(offer is not null, "/postingId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();
        if (!profile!.Seeking)
            throw new ProblemException(Problems.NotSeeking);
        if (offer!.State != "open")
            throw new ProblemException(Problems.PostingNotOpen);

        var id = Guid.CreateVersion7(session.Now);
        var name = session.Sealer.Seal(
            session.Sealer.Open(profile.NameSealed, "profiles", person, "name"),
            "referrals",
            id,
            "name"
        );
        if (
            await session.Execute(
                Insert,
                new
                {
                    id,
                    person,
                    posting,
                    offer.EmployerId,
                    profile.NeedId,
                    profile.ScopeKey,
                    name,
                    request.Note,
                    session.Caller.Subject,
                    session.Now,
                },
                ct
            ) == 0
        )
            throw new ProblemException(Problems.ReferredAlready);
        session.RecordAccess(person);
        return TypedResults.Created($"/jobs/v1/referrals/{id}", new Response(id, 1));
    }

    public sealed record Response(Guid Id, long Version) : IVersioned;

    sealed record Profile(Guid NeedId, byte[] NameSealed, string ScopeKey, bool Seeking);

    sealed record Posting(Guid EmployerId, string State);
}
