using Contracts.Jobs.V1;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Placements;

/// <summary>The employer takes her. One transaction takes the opening, decides the referral, makes the placement and sets the three retention checks.</summary>
static class HireCandidate
{
    const string Find =
        "select person_id, posting_id, employer_id, need_id, scope_key, state, referred_by, referred_at from referrals where id = @id";
    const string TakeOpening = """
        update postings set filled = filled + 1, state = case when filled + 1 = openings then 'filled' else state end, version = version + 1
        where id = @PostingId and state = 'open' and filled < openings returning state
        """;
    const string Decide =
        "update referrals set state = 'hired', decided_at = @Now, version = version + 1 where id = @id and state = 'sent'";
    const string RefuseOthers = """
        update referrals set state = 'refused', reason_code = 'posting-filled', name_sealed = null, certificates = null, decided_at = $2, version = version + 1 where posting_id = $1 and state = 'sent'
        """;
    const string Insert = """
        insert into placements (id, referral_id, person_id, posting_id, employer_id, need_id, scope_key, started_on, referred_by, hired_by, hired_at)
        values (@placement, @id, @PersonId, @PostingId, @EmployerId, @NeedId, @ScopeKey, @startedOn, @ReferredBy, @Subject, @Now)
        """;
    const string InsertCheck =
        "insert into placement_checks (placement_id, months, person_id, employer_id, scope_key, due_on) values ($1, $2, $3, $4, $5, $6)";

    /// <param name="StartedOn">From the day of the referral (in China) to today.</param>
    public sealed record Request(DateOnly? StartedOn);

    public static async Task<Created<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var referral = await session.Find<Referral>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        var check = new Validation();
        var startedOn = check.Value("/startedOn", request.StartedOn);
        check.That(startedOn <= session.Today, "/startedOn", PlatformProblems.InFuture);
        if (request.StartedOn is not null)
            check.That(startedOn >= ChinaDay.Of(referral.ReferredAt), "/startedOn", Problems.BeforeReferral);
        check.ThrowIfInvalid();
        if (referral.State != "sent")
            throw new ProblemException(Problems.ReferralDecided);
        var posting = await session.Find<string>(TakeOpening, new { referral.PostingId }, ct)
            ?? throw new ProblemException(Problems.PostingNotOpen);
        if (await session.Execute(Decide, new { id, session.Now }, ct) == 0)
            throw new ProblemException(Problems.ReferralDecided);

        var placement = Guid.CreateVersion7(session.Now);
        await session.Execute(
            Insert,
            new
            {
                placement,
                id,
                referral.PersonId,
                referral.PostingId,
                referral.EmployerId,
                referral.NeedId,
                referral.ScopeKey,
                startedOn,
                referral.ReferredBy,
                session.Caller.Subject,
                session.Now,
            },
            ct
        );
        if (posting == "filled")
            session.Defer(RefuseOthers, referral.PostingId, session.Now);
        foreach (var months in MakeCheckDue.Months)
        {
            session.Defer(
                InsertCheck,
                placement,
                months,
                referral.PersonId,
                referral.EmployerId,
                referral.ScopeKey,
                startedOn.AddMonths(months)
            );
            await MakeCheckDue.Schedule(session, placement, startedOn, months, ct);
        }
        session.Saw(referral.PersonId);
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

    public sealed record Response(Guid Id, Guid PlacementId, long Version) : IVersioned;

    sealed record Referral(
        Guid PersonId,
        Guid PostingId,
        Guid EmployerId,
        Guid NeedId,
        string ScopeKey,
        string State,
        Guid ReferredBy,
        DateTimeOffset ReferredAt
    );
}
