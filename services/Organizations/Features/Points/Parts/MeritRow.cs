using Organizations.Domain;
using ServiceDefaults.Http;

namespace Organizations.Features.Points;

/// <summary>Proposed points, in the table and in answers.</summary>
sealed record MeritRow(
    Guid Id,
    Guid PersonId,
    int Points,
    string Reason,
    DateOnly EarnedOn,
    [Code(nameof(CodeTables.MeritState))] string State,
    Guid ProposedBy,
    DateTimeOffset ProposedAt,
    Guid? DecidedBy,
    DateTimeOffset? DecidedAt,
    string? Decision,
    long Version
) : IVersioned
{
    public const string Source = """
        select id, person_id, points, reason, earned_on, state, proposed_by, proposed_at, decided_by, decided_at,
            decision, version
        from merits
        """;
}
