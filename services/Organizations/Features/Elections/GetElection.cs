using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

static class GetElection
{
    /// <param name="Outcome">Null while the election is open; withdrawn, with the reason in Withdrawal, if the
    /// candidacy ended before the count.</param>
    public sealed record Candidate(
        Guid PersonId,
        string? Name,
        int? Votes,
        [Code(nameof(CodeTables.CandidateOutcome))] string? Outcome,
        Guid? AppointmentId,
        DateTimeOffset? WithdrawnAt,
        [Code(nameof(CodeTables.CandidacyWithdrawal))] string? Withdrawal,
        string? WithdrawalNote
    );

    /// <param name="Cancellation">Reason of the cancellation.</param>
    /// <param name="RunoffOf">The election whose tie this runoff decides.</param>
    /// <param name="RunoffId">The runoff of this election's tie.</param>
    public sealed record Response(
        Guid Id,
        Guid OrganizationId,
        Guid TermId,
        [Code(nameof(CodeTables.Post))] string Post,
        int Seats,
        bool Majority,
        DateOnly HeldOn,
        [Code(nameof(CodeTables.ElectionState))] string State,
        int? BallotsIssued,
        int? BallotsValid,
        int? BallotsInvalid,
        int? SeatsLeft,
        Guid? RunoffOf,
        Guid? RunoffId,
        string? Cancellation,
        IReadOnlyList<Candidate> Candidates,
        long Version
    ) : IVersioned;

    const string Find = """
        select e.id, e.organization_id, e.term_id, e.post, e.seats, e.majority, e.held_on, e.state, e.ballots_issued,
            e.ballots_valid, e.ballots_invalid, e.seats_left, e.runoff_of,
            (select r.id from elections r where r.runoff_of = e.id and r.state <> 'cancelled') as runoff_id,
            e.cancellation, e.version
        from elections e where e.id = @id
        """;
    const string Standing = """
        select c.person_id, p.name, c.votes, c.outcome, c.appointment_id, c.withdrawn_at, c.withdrawal,
            c.withdrawal_note
        from candidates c
        left join people p on p.id = c.person_id
        where c.election_id = @id
        order by c.votes desc nulls last, c.person_id
        """;

    [EndpointSummary("选举 Election with its candidates and result")]
    public static async Task<Ok<Response>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var e = await session.Find<Row>(Find, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);
        var candidates = await session.Query<Candidate>(Standing, new { id }, ct);
        session.RecordAccess(candidates.Select(c => c.PersonId));
        return TypedResults.Ok(
            new Response(
                e.Id,
                e.OrganizationId,
                e.TermId,
                e.Post,
                e.Seats,
                e.Majority,
                e.HeldOn,
                e.State,
                e.BallotsIssued,
                e.BallotsValid,
                e.BallotsInvalid,
                e.SeatsLeft,
                e.RunoffOf,
                e.RunoffId,
                e.Cancellation,
                candidates,
                e.Version
            )
        );
    }

    sealed record Row(
        Guid Id,
        Guid OrganizationId,
        Guid TermId,
        string Post,
        int Seats,
        bool Majority,
        DateOnly HeldOn,
        string State,
        int? BallotsIssued,
        int? BallotsValid,
        int? BallotsInvalid,
        int? SeatsLeft,
        Guid? RunoffOf,
        Guid? RunoffId,
        string? Cancellation,
        long Version
    );
}
