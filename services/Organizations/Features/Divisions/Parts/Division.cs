using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Divisions;

/// <summary>
/// A division in an answer. ValidFrom and ValidTo are its own; name, code, parent and kind are those of the requested
/// day.
/// </summary>
/// <param name="ValidTo">Its last day; the day before ValidFrom for a division that never existed.</param>
sealed record Division(
    Guid Id,
    string Code,
    string Name,
    [Code(nameof(CodeTables.DivisionKind))] string Kind,
    int Level,
    Guid? ParentId,
    string Key,
    DateOnly ValidFrom,
    LastDay? ValidTo,
    long Version
) : IVersioned
{
    public const string Columns = "id, code, name, kind, level, parent_id, key, valid_from, valid_to, version";

    /// <summary>Its successors, if it ended or has another code now.</summary>
    public IReadOnlyList<Successor> Successors { get; init; } = [];

    public async Task<Division> WithSuccessorsAsync(string code, Session session, CancellationToken ct) =>
        this with
        {
            Successors = await session.SuccessorsAsync(Id, code, ct),
        };
}

/// <param name="Id">The successor, or the same division under another code; null if it was abolished.</param>
sealed record Successor(
    Guid? Id,
    string? Code,
    string? Name,
    [Code(nameof(CodeTables.Succession))] string Relation,
    DateOnly Since
);

static class DivisionScope
{
    /// <summary>
    /// The CTE area (lo, hi): the division @below on the day @on, as ranges of today's keys, which rows carry (see
    /// area_at). Rows of a division that was merged into the area are in it too. Every list by area and day uses it.
    /// </summary>
    internal const string Area = """
        with area as materialized (
            select r.lo, r.hi from divisions b cross join area_at(b.key, @on) r where b.id = @below
        )
        """;

    /// <summary>
    /// The division @below and all below it on the @day: by parents, because a key shows the place of today, not of the
    /// day.
    /// </summary>
    internal const string Below = $"""
        with recursive down as (
            select {Division.Columns}
            from division_states
            where id = @below and platform.in_force(since, until, @day)
            union all
            select s.id, s.code, s.name, s.kind, s.level, s.parent_id, s.key, s.valid_from, s.valid_to, s.version
            from down
            cross join lateral (
                select *
                from division_states s
                where s.parent_id = down.id and platform.in_force(s.since, s.until, @day)
                offset 0
            ) s
        ) select * from down
        """;

    const string Successors = """
        select s.successor_id as id, d.code, d.name, s.relation, s.since
        from division_successors s
        left join divisions d on d.id = s.successor_id
        where s.division_id = @id
        union
        select d.id, d.code, d.name, 'recoded', h.valid_to
        from divisions d
        cross join lateral (
            select max(valid_to) as valid_to from division_history h where h.division_id = d.id and h.code = @code
        ) h
        where d.id = @id and d.code <> @code and d.valid_to is null and h.valid_to is not null
        order by since, relation, code
        """;

    /// <summary>
    /// Reads the division if it exists on the day (today by default) and inside the caller's scope; null otherwise, for
    /// either reason. It cannot end while the transaction writes to it.
    /// </summary>
    public static Task<Division?> FindDivisionInScope(
        this Session session,
        Guid id,
        CancellationToken ct,
        DateOnly? asOf = null
    ) =>
        session.Find<Division>(
            $"""
            select {Division.Columns} from divisions d where id = @id and platform.not_ended(valid_to, @day)
              and exists (select from platform.ranges() r where d.key >= r.lo and d.key < r.hi){(
                session.Writes ? " for share of d" : ""
            )}
            """,
            new { id, day = asOf ?? session.Today },
            ct
        );

    /// <summary>The successors of the division with the code.</summary>
    public static Task<IReadOnlyList<Successor>> SuccessorsAsync(
        this Session session,
        Guid id,
        string code,
        CancellationToken ct
    ) => session.Query<Successor>(Successors, new { id, code }, ct);

    /// <summary>The requested day; today by default.</summary>
    /// <exception cref="ProblemException">PLT-0001: it lies in the future.</exception>
    public static DateOnly Day(this Session session, DateOnly? asOf) =>
        asOf > session.Today
            ? throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.InFuture.At("/asOf"))
            : asOf ?? session.Today;
}
