using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>An apprenticeship, in the table and in answers.</summary>
sealed record ApprenticeshipRow(
    Guid Id,
    Guid StudioId,
    Guid MasterId,
    Guid ApprenticeId,
    string Craft,
    DateOnly StartsOn,
    LastDay? EndsOn,
    [Code(nameof(CodeTables.ApprenticeshipOutcome))] string? Outcome,
    long Version
) : IVersioned
{
    const string Find = """
        select id, studio_id, master_id, apprentice_id, craft, starts_on, ends_on, outcome, version
        from studio_apprenticeships
        where id = @id
        """;
    const string Hold = $"{Find} for update";

    public static async Task<ApprenticeshipRow> ReadAsync(Guid id, Session session, CancellationToken ct)
    {
        var pair = await session.Find<ApprenticeshipRow>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(pair.MasterId, pair.ApprenticeId);
        return pair;
    }

    /// <summary>Reads and locks an apprenticeship for a change.</summary>
    public static async Task<ApprenticeshipRow> HoldAsync(Guid id, Session session, CancellationToken ct) =>
        await session.Find<ApprenticeshipRow>(Hold, new { id }, ct)
        ?? throw new ProblemException(PlatformProblems.NotFound);
}
