using Organizations.Domain;
using ServiceDefaults.Http;

namespace Organizations.Features.Appraisals;

/// <summary>An appeal in an answer.</summary>
sealed record AppealView(
    Guid Id,
    Guid AppraisalId,
    Guid PersonId,
    string Reason,
    DateTimeOffset FiledAt,
    [Code(nameof(CodeTables.AppealState))] string State,
    string? Decision,
    Guid? DecidedBy,
    DateTimeOffset? DecidedAt,
    long PointsBefore,
    long? PointsAfter,
    int RankBefore,
    int? RankAfter,
    long Version
) : IVersioned
{
    public const string Source = """
        select id, appraisal_id, person_id, reason, filed_at, state, decision, decided_by, decided_at, points_before,
            points_after, rank_before, rank_after, version
        from appeals
        """;
}
