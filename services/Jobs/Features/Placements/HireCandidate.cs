using Contracts.Jobs.V1;
using Jobs.Features.Referrals;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Placements;

/// <summary>
/// Hires a referred candidate. One transaction ends the search, takes an opening, decides the referral, inserts the
/// placement and plans three retention checks. Of several employers that hire for one need at once, one succeeds.
/// </summary>
static class HireCandidate
{
    const string Find = """
        select person_id, posting_id, employer_id, need_id, state, reason_code, referred_by, referred_at
        from referrals
        where id = @id
        """;

    // Lock order as in ReferCandidate and SetConsent: profile, posting, referrals. The row policy hides the profile
    // from the employer, so the statement runs AsSystem.
    const string EndSearch = """
        update profiles
        set seeking = false, version = version + 1
        where id = @PersonId and need_id = @NeedId and seeking
        returning scope_key
        """;
    const string TakeOpening = """
        update postings
        set filled = filled + 1, state = case when filled + 1 = openings then 'filled' else state end,
            version = version + 1
        where id = @PostingId and state = 'open' and filled < openings returning state
        """;
    const string Decide = """
        update referrals
        set state = 'hired', decided_at = @Now, version = version + 1
        where id = @id and state = 'sent'
        """;
    const string Insert = """
        insert into placements (
            id, referral_id, person_id, posting_id, employer_id, need_id, scope_key, started_on, referred_by,
            hired_by, hired_at
        )
        values (
            @placement, @id, @PersonId, @PostingId, @EmployerId, @NeedId, @ScopeKey, @startedOn, @ReferredBy,
            @Subject, @Now
        )
        on conflict (need_id) where not again do nothing
        """;
    const string Others = """
        select id, case when need_id = @NeedId then 'withdrawn' else 'refused' end as outcome,
            case when need_id = @NeedId then @HiredElsewhere else 'posting-filled' end as reason
        from referrals
        where (need_id = @NeedId or (@isFilled and posting_id = @PostingId))
        """;

    const string HiredElsewhere = "hired-elsewhere";

    /// <param name="StartedOn">A day in China, from the day of the referral to today.</param>
    public sealed record Request([Required] DateOnly? StartedOn);

    [EndpointSummary("录用 Hire a candidate")]
    public static async Task<Created<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var referral = await session.Find<Referral>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        var startedOn = Read(request, referral, session.Today);
        referral.MustBeOpen();
        // The key is read under the profile's lock, which a move takes too: the placement gets the present key.
        if (await session.AsSystem(() => session.Find<string>(EndSearch, referral, ct), ct) is not { } key)
        {
            (await session.Find<Referral>(Find, new { id }, ct))?.MustBeOpen();
            throw new ProblemException(Problems.NotSeeking);
        }
        var posting = await session.Find<string>(TakeOpening, new { referral.PostingId }, ct)
            ?? throw new ProblemException(Problems.PostingNotOpen);
        if (await session.Execute(Decide, new { id, session.Now }, ct) == 0)
            throw new ProblemException(Problems.ReferralDecided);

        var placement = Guid.CreateVersion7(session.Now);
        var values = new
        {
            placement,
            id,
            referral.PersonId,
            referral.PostingId,
            referral.EmployerId,
            referral.NeedId,
            ScopeKey = key,
            startedOn,
            referral.ReferredBy,
            session.Caller.Subject,
            session.Now,
        };
        if (await session.Execute(Insert, values, ct) == 0)
            throw new ProblemException(Problems.NeedAnswered);
        var others = new
        {
            referral.NeedId,
            referral.PostingId,
            isFilled = posting == "filled",
            HiredElsewhere,
            session.Now,
        };
        await session.AsSystem(() => EndedReferrals.EndAsync(Others, others, session, ct), ct);
        await RetentionMarks.Plan(session, placement, referral.PersonId, referral.EmployerId, key, startedOn, ct);
        session.RecordAccess(referral.PersonId);
        session.Publish(
            new PlacementStarted(
                placement,
                referral.PersonId,
                referral.NeedId,
                referral.PostingId,
                referral.EmployerId,
                referral.ReferredBy,
                startedOn
            )
        );
        return TypedResults.Created($"/jobs/v1/placements/{placement}", new Response(placement, placement, 1));
    }

    static DateOnly Read(Request request, Referral referral, DateOnly today)
    {
        var check = new Validation();
        var startedOn = request.StartedOn!.Value;
        check.That(startedOn <= today, "/startedOn", PlatformProblems.InFuture);
        check.That(startedOn >= ChinaDay.Of(referral.ReferredAt), "/startedOn", Problems.BeforeReferral);
        check.ThrowIfInvalid();
        return startedOn;
    }

    public sealed record Response(Guid Id, Guid PlacementId, long Version) : IVersioned;

    sealed record Referral(
        Guid PersonId,
        Guid PostingId,
        Guid EmployerId,
        Guid NeedId,
        string State,
        string? ReasonCode,
        Guid ReferredBy,
        DateTimeOffset ReferredAt
    )
    {
        public void MustBeOpen()
        {
            if (State != "sent")
                throw new ProblemException(
                    ReasonCode == HiredElsewhere ? Problems.NeedAnswered : Problems.ReferralDecided
                );
        }
    }
}
