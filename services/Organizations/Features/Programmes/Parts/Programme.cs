using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Programmes;

/// <summary>A programme as it is kept today.</summary>
sealed record Programme(
    Guid Id,
    string ScopeKey,
    Guid? ParentId,
    Guid OwnerId,
    string Kind,
    string Name,
    string Field,
    string? Mode,
    DateOnly StartsOn,
    DateOnly EndsOn,
    string Status,
    decimal? Budget,
    long Version
)
{
    const string Find = """
        select id, scope_key, parent_id, owner_id, kind, name, field, mode, starts_on, ends_on, status, budget,
            version
        from programmes
        where id = @id
        """;
    const string Hold = $"{Find} for update";

    const string Roles = "select role from programme_organizations where programme_id = @Id and valid_to is null";

    /// <summary>Trees change one at a time, so that two moves cannot close a circle between them.</summary>
    const string LockTrees = "select pg_advisory_xact_lock(hashtext('programmes'))";

    public static async Task<Programme> ReadAsync(Guid id, Session session, CancellationToken ct) =>
        await FindAsync(id, session, ct) ?? throw new ProblemException(PlatformProblems.NotFound);

    /// <summary>Null where there is none, or none that the caller may see.</summary>
    public static Task<Programme?> FindAsync(Guid id, Session session, CancellationToken ct) =>
        session.Find<Programme>(Find, new { id }, ct);

    /// <summary>Reads it for a change.</summary>
    public static async Task<Programme> HoldAsync(Guid id, Session session, CancellationToken ct) =>
        await session.Find<Programme>(Hold, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);

    public static Task LockTreesAsync(Session session, CancellationToken ct) => session.Execute(LockTrees, ct: ct);

    /// <summary>Who takes part has changed, and so has its version.</summary>
    public Task TouchAsync(Session session, CancellationToken ct) =>
        session.Execute("update programmes set version = version + 1 where id = @Id", new { Id }, ct);

    /// <summary>Roles of the organizations that have not left.</summary>
    public Task<IReadOnlyList<string>> RolesAsync(Session session, CancellationToken ct) =>
        session.Query<string>(Roles, new { Id }, ct);

    public bool Holds(DateOnly day) => StartsOn <= day && day <= EndsOn;
}
