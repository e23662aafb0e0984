using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Programmes;

/// <summary>A programme of today.</summary>
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

    /// <summary>Serializes changes of trees, so that two moves cannot close a cycle.</summary>
    const string LockTrees = "select pg_advisory_xact_lock(hashtext('programmes'))";

    public static async Task<Programme> ReadAsync(Guid id, Session session, CancellationToken ct) =>
        await FindAsync(id, session, ct) ?? throw new ProblemException(PlatformProblems.NotFound);

    /// <summary>Null for an unknown programme, or one outside the caller's scope.</summary>
    public static Task<Programme?> FindAsync(Guid id, Session session, CancellationToken ct) =>
        session.Find<Programme>(Find, new { id }, ct);

    /// <summary>Reads and locks a programme for a change.</summary>
    public static async Task<Programme> HoldAsync(Guid id, Session session, CancellationToken ct) =>
        await session.Find<Programme>(Hold, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);

    public static Task LockTreesAsync(Session session, CancellationToken ct) => session.Execute(LockTrees, ct);

    /// <summary>Raises the version after a change of its organizations.</summary>
    public Task TouchAsync(Session session, CancellationToken ct) =>
        session.Execute("update programmes set version = version + 1 where id = @Id", new { Id }, ct);

    /// <summary>Roles of the present organizations.</summary>
    public Task<IReadOnlyList<string>> RolesAsync(Session session, CancellationToken ct) =>
        session.Query<string>(Roles, new { Id }, ct);

    public bool Holds(DateOnly day) => StartsOn <= day && day <= EndsOn;
}
