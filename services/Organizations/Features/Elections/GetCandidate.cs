using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

static class GetCandidate
{
    public sealed record Response(
        Guid Id,
        Guid ElectionId,
        Guid PersonId,
        int? Votes,
        [Code(nameof(CodeTables.CandidateOutcome))] string? Outcome,
        DateTimeOffset? WithdrawnAt,
        [Code(nameof(CodeTables.CandidacyWithdrawal))] string? Withdrawal,
        string? WithdrawalNote,
        long Version
    ) : IVersioned;

    const string Find = """
        select id, election_id, person_id, votes, outcome, withdrawn_at, withdrawal, withdrawal_note, version
        from candidates where election_id = @id and person_id = @personId
        """;

    [EndpointSummary("候选资格 Candidacy, also your own")]
    public static async Task<Ok<Response>> Handle(Guid id, Guid personId, Session session, CancellationToken ct)
    {
        var row = await session.Find<Response>(Find, new { id, personId }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(personId);
        return TypedResults.Ok(row);
    }
}
