using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.GroupLeaders;

/// <summary>A row of nominations.</summary>
sealed record NominationRow(
    Guid Id,
    Guid PersonId,
    string Person,
    Guid DivisionId,
    string Code,
    string Place,
    [Code(nameof(CodeTables.NominationKind))] string Kind,
    bool Willing,
    DateTimeOffset ValidFrom,
    DateTimeOffset? EndedAt,
    long Version
) : IVersioned
{
    public const string Source = """
        select n.id, n.person_id, p.name as person, n.division_id, d.code, d.name as place, n.kind, n.willing,
            n.valid_from, n.ended_at, n.version
        from nominations n join people p on p.id = n.person_id join divisions d on d.id = n.division_id
        """;
    const string Hold = "select version, ended_at from nominations where id = @id for update";

    /// <summary>Reads and locks a nomination for a change.</summary>
    public static async Task<State> HoldAsync(Guid id, Session session, CancellationToken ct) =>
        await session.Find<State>(Hold, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);

    public sealed record State(long Version, DateTimeOffset? EndedAt);
}
