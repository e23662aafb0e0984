using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Data;

/// <summary>
/// One change of one row that the reader may see where it was or where it is, or a change of what she may see.
/// </summary>
/// <param name="Entity">The table; "relocations" where areas have moved: every key that began with ScopeBefore begins
/// with ScopeAfter. Who may see only the former drops what she keeps of it, who sees the latter reads that area anew;
/// the rows in it did not change otherwise and are not told one by one. "areas" where an area is hers no more (d,
/// ScopeBefore: drop what begins with it) or is hers now (i, ScopeAfter: read it anew); "covered" where a resource
/// outside her areas, EntityId, is hers no more (d), is hers now (i), or where those that are hers are others than
/// before and too many to be named (u: read all of them anew). They come first on a page, those that ended before those
/// that began, and beyond its limit.</param>
/// <param name="Kind">i inserted, u updated, d deleted.</param>
/// <param name="Version">The row's version after it.</param>
/// <param name="Fields">Names of the columns that changed; none for a row that is new, where all did, or gone.</param>
/// <param name="ScopeBefore">Where the row was; null if it did not exist.</param>
/// <param name="ScopeAfter">Where it is; null if it is gone. Outside the reader's areas it has left them. Both are null
/// where it has left a covered resource.</param>
public sealed record Change(
    string Entity,
    Guid EntityId,
    long Version,
    string Kind,
    string[] Fields,
    string? ScopeBefore,
    string? ScopeAfter,
    DateTimeOffset At
);

/// <summary>A page of changes and where to go on.</summary>
/// <param name="Cursor">Give it to the next call. It is good for <see cref="ChangeLog.Kept"/>.</param>
/// <param name="More">Another page is ready now.</param>
public sealed record ChangePage(IReadOnlyList<Change> Changes, string Cursor, bool More);

/// <summary>
/// What changed, in commit order. A cursor holds the database snapshot that was read up to and, within the step to the
/// next snapshot, the last position: a transaction that was open then is simply not in that snapshot, so its rows come
/// with a later page instead of being skipped.
/// </summary>
public static class ChangeLog
{
    /// <summary>So long a change is kept; a cursor that is older is refused (PLT-0073).</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>What may have happened to a row.</summary>
    public static readonly CodeTable Kinds = new(
        "change-kind",
        null,
        [new("i", "新增", "inserted"), new("u", "修改", "updated"), new("d", "删除", "deleted")]
    );

    const string Look = """
        select platform.present_instance() as instance, pg_current_snapshot()::text as snapshot,
            pg_current_xact_id()::text as next,
            platform.last_change() as last,
            (select pruned::text from platform.instance) as pruned,
            array(select lo from platform.ranges() order by lo) as areas,
            array(select platform.covered()) as covered,
            array(select platform.current_key(k) from unnest(@areas::text[]) k) as before
        """;

    /// <summary>
    /// Positions come from an index, rows by the policies: of a row that they refuse there is a position alone.
    /// </summary>
    const string Page = """
        select p.position, entity, entity_id, version, kind, fields, scope_before, scope_after, at
        from platform.change_positions(
            @From::pg_snapshot, @To::pg_snapshot, @after, @entities::text[], @wanted
        ) p (position)
        left join platform.changes c on c.position = p.position
        order by p.position
        """;

    /// <summary>
    /// The feed as a route, the same in every service: GET /changes, for the staff whose areas it filters by.
    /// </summary>
    public static RouteHandlerBuilder MapChanges(this RouteGroupBuilder v1) =>
        v1.MapGet("/changes", ListChanges.Handle);

    /// <summary>The next page after a cursor; null begins with the oldest change that is kept.</summary>
    /// <exception cref="ProblemException">The cursor is malformed (PLT-0012), from another database or from before a
    /// restore (PLT-0013), or changes that it has not read are kept no more (PLT-0073).</exception>
    public static async Task<ChangePage> ReadAsync(
        Session session,
        string? cursor,
        int limit,
        string[]? entities = null,
        CancellationToken ct = default
    )
    {
        var given = cursor is null ? null : ChangeCursor.Parse(cursor);
        var state = (await session.Find<State>(Look, new { areas = given?.Areas }, ct))!;
        if (given?.IsOf(state.Instance, state.Next) == false)
            throw new ProblemException(PlatformProblems.ForeignCursor);
        if (given?.IsTooOld(state.Pruned) == true)
            throw new ProblemException(PlatformProblems.OldCursor);
        var step = given ?? ChangeCursor.Beginning;
        if (step.To == "")
            step = step.Until(state.Snapshot, state.Next, state.Last);
        var rows = await session.Query<Row>(
            Page,
            new
            {
                step.From,
                step.To,
                after = Math.Max(step.After, step.Floor),
                entities,
                wanted = limit + 1,
            },
            ct
        );
        var more = rows.Count > limit;
        var next = (more ? step with { After = rows[limit - 1].Position } : step.Next()) with
        {
            Instance = state.Instance.ToString("N"),
            Areas = state.Areas,
            Covered = ChangeCursor.PrintOf(state.Covered),
        };
        return new(
            [
                .. given is null ? [] : Reach(given, state, session.Now),
                .. rows.Take(limit).Where(r => r.Entity is not null).Select(r => r.Change()),
            ],
            next.ToString(),
            more
        );
    }

    /// <summary>
    /// What the reader may see now and could not when she got her cursor, and the other way round. An area that lies in
    /// one that is gone is read anew with those that are new.
    /// </summary>
    static IEnumerable<Change> Reach(ChangeCursor given, State state, DateTimeOffset now)
    {
        static bool Within(string key, IEnumerable<string> areas) =>
            areas.Any(a => key.StartsWith(a, StringComparison.Ordinal));
        Change Of(string entity, Guid id, string kind, string? before, string? after) =>
            new(entity, id, 0, kind, [], before, after, now);
        if (given.Areas is not null)
        {
            var lost = state.Before.Where(a => !Within(a, state.Areas)).ToList();
            foreach (var area in lost)
                yield return Of("areas", Guid.Empty, "d", area, null);
            foreach (var area in state.Areas.Where(a => !Within(a, state.Before) || Within(a, lost)))
                yield return Of("areas", Guid.Empty, "i", null, area);
        }
        if (given.Covered is null || given.Covered == ChangeCursor.PrintOf(state.Covered))
            yield break;
        if (ChangeCursor.Named(given.Covered) is not { } before)
        {
            yield return Of("covered", Guid.Empty, "u", null, null);
            yield break;
        }
        foreach (var id in before.Except(state.Covered).Order())
            yield return Of("covered", id, "d", null, null);
        foreach (var id in state.Covered.Except(before).Order())
            yield return Of("covered", id, "i", null, null);
    }

    /// <summary>Lets a page of what is older than <see cref="Kept"/> go.</summary>
    /// <returns>How many changes went.</returns>
    internal static Task<int> PruneAsync(Session session, int page, CancellationToken ct) =>
        session.Find<int>(
            "select platform.prune_changes(@before, @page)",
            new { before = session.Now - Kept, page },
            ct
        );

    /// <summary>Cursors given out so far are refused from now on (PLT-0013): their readers begin anew.</summary>
    internal static async Task BeginAnewAsync(SessionFactory sessions, CancellationToken ct)
    {
        await using var session = await sessions.SystemAsync("reconcile", ct);
        await session.Execute(
            "update platform.instance set id = gen_random_uuid(), history = platform.history()",
            ct: ct
        );
        await session.CommitAsync(ct);
    }

    sealed record State(
        Guid Instance,
        string Snapshot,
        string Next,
        long Last,
        string? Pruned,
        string[] Areas,
        Guid[] Covered,
        string[] Before
    );

    sealed record Row(
        long Position,
        string? Entity,
        Guid EntityId,
        long Version,
        string Kind,
        string[] Fields,
        string? ScopeBefore,
        string? ScopeAfter,
        DateTimeOffset At
    )
    {
        public Change Change() => new(Entity!, EntityId, Version, Kind, Fields, ScopeBefore, ScopeAfter, At);
    }
}
