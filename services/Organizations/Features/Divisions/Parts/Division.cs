using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Divisions;

/// <summary>
/// A division as it is answered. ValidFrom and ValidTo are its own; its name, code, parent and kind are those of the
/// day it was asked for.
/// </summary>
/// <param name="ValidTo">The last day it was there; the day before ValidFrom for what never was.</param>
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

    /// <summary>What became of it, where it ended or has another code by now.</summary>
    public IReadOnlyList<Successor> Successors { get; init; } = [];

    public async Task<Division> WithSuccessorsAsync(string code, Session session, CancellationToken ct) =>
        this with
        {
            Successors = await session.SuccessorsAsync(Id, code, ct),
        };
}

/// <param name="Id">The division that took its place, or itself under another code; none where it was
/// abolished.</param>
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
    /// The CTE area (lo, hi): what lay in the division @below on the day @on, as ranges of today's keys, for rows lie
    /// at those (see area_at). Rows of a division that was merged into one of the area lie in it too. One way for every
    /// list of things by area and day.
    /// </summary>
    internal const string Area = """
        with area as materialized (
            select r.lo, r.hi from divisions b cross join area_at(b.key, @on) r where b.id = @below
        )
        """;

    /// <summary>
    /// The divisions at and below @below on the @day: by parents, for a key tells where a division lies today, not where
    /// it lay.
    /// </summary>
    internal const string Below = $"""
        with recursive down as (
            select {Division.Columns}
            from division_states
            where id = @below and since <= @day and (until is null or until > @day)
            union all
            select s.id, s.code, s.name, s.kind, s.level, s.parent_id, s.key, s.valid_from, s.valid_to, s.version
            from down
            cross join lateral (
                select *
                from division_states s
                where s.parent_id = down.id and s.since <= @day and (s.until is null or s.until > @day)
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
    /// The division, if it is there on the day (today, where none is given) and inside what the caller may see; null
    /// otherwise, and the two are not told apart. It is not ended while somebody writes to it.
    /// </summary>
    public static Task<Division?> FindDivisionInScope(
        this Session session,
        Guid id,
        CancellationToken ct,
        DateOnly? asOf = null
    ) =>
        session.Find<Division>(
            $"""
            select {Division.Columns} from divisions d where id = @id and (valid_to is null or valid_to > @day)
              and exists (select from platform.ranges() r where d.key >= r.lo and d.key < r.hi){(
                session.Writes ? " for share of d" : ""
            )}
            """,
            new { id, day = asOf ?? session.Today },
            ct
        );

    /// <summary>What became of the division that bore the code.</summary>
    public static Task<IReadOnlyList<Successor>> SuccessorsAsync(
        this Session session,
        Guid id,
        string code,
        CancellationToken ct
    ) => session.Query<Successor>(Successors, new { id, code }, ct);

    /// <summary>The day that was asked for; today if none was.</summary>
    /// <exception cref="ProblemException">PLT-0001: it lies in the future.</exception>
    public static DateOnly Day(this Session session, DateOnly? asOf) =>
        asOf > session.Today
            ? throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.InFuture.At("/asOf"))
            : asOf ?? session.Today;
}
