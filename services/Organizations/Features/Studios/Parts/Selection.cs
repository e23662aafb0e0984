using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>A row of the yearly selections.</summary>
sealed record Selection(
    Guid Id,
    string ScopeKey,
    Guid DivisionId,
    string Level,
    int Year,
    int? Places,
    decimal? GrantEach,
    string State,
    long Version
)
{
    const string Find = """
        select id, scope_key, division_id, level, year, places, grant_each, state, version
        from studio_selections
        where id = @id
        """;
    const string Hold = $"{Find} for update";

    public static async Task<Selection> ReadAsync(Guid id, Session session, CancellationToken ct) =>
        await session.Find<Selection>(Find, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);

    /// <summary>Reads and locks a selection for a change; refuses a published one.</summary>
    public static async Task<Selection> HoldAsync(Guid id, Session session, CancellationToken ct)
    {
        var selection = await session.Find<Selection>(Hold, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        return selection.State == "published" ? throw new ProblemException(Problems.SelectionPublished) : selection;
    }
}
