using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

/// <summary>
/// Ends a candidacy before the count, with a reason. A candidate withdraws voluntarily; an officer who opens elections
/// records a withdrawal, a death or a loss of eligibility. A candidate cannot read the election, so the candidate's row
/// alone is the guard: the count and the cancellation lock it too.
/// </summary>
static class WithdrawCandidate
{
    /// <param name="Reason">Optional for the candidate's own withdrawal.</param>
    public sealed record Request(
        [Code(nameof(CodeTables.CandidacyWithdrawal))] string? Reason,
        [Lines, Longest(500), Example("工作调动，不再参选")] string? Note
    );

    const string OwnWish = "own-wish";

    const string Withdraw = """
        update candidates
        set outcome = 'withdrawn', withdrawn_at = @Now, withdrawal = @reason, withdrawal_note = @Note,
            version = version + 1
        where election_id = @id and person_id = @personId and outcome is null
        """;

    [EndpointSummary("候选人退出 End a candidacy before the count; candidates end only their own")]
    public static async Task<Ok<GetCandidate.Response>> Handle(
        Guid id,
        Guid personId,
        Request request,
        Session session,
        CancellationToken ct
    )
    {
        var own = session.Caller.Kind == CallerKind.Person;
        var check = new Validation();
        var reason = request.Reason ?? (own ? OwnWish : null);
        check.That(reason is not null, "/reason", PlatformProblems.Required);
        check.That(!own || reason == OwnWish, "/reason", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        if (!own)
        {
            var ballot = await Ballot.HoldAsync(id, session, ct);
            ballot.MustBeOpen();
            await ballot.TouchAsync(session, ct);
        }
        var withdrawn = await session.Execute(
            Withdraw,
            new
            {
                id,
                personId,
                reason,
                request.Note,
                session.Now,
            },
            ct
        );
        if (
            withdrawn == 0
            && await session.Find<bool>(
                "select exists (select from candidates where election_id = @id and person_id = @personId)",
                new { id, personId },
                ct
            )
        )
            throw new ProblemException(Problems.CandidacyOver);
        return await GetCandidate.Handle(id, personId, session, ct);
    }
}
