using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Data;

/// <summary>One change of one row that lies or lay in the reader's areas, or a change of the reader's rights.</summary>
/// <param name="Entity">The table, or one of three kinds of change of rights. "relocations": areas moved, and every key
/// that began with ScopeBefore now begins with ScopeAfter. A reader who sees only ScopeBefore deletes the copies of its
/// rows; a reader who sees ScopeAfter reads that area again. The moved rows are not listed one by one. "areas": the
/// reader lost an area (d: delete the copies whose key begins with ScopeBefore) or gained one (i: read ScopeAfter).
/// "covered": the reader lost (d) or gained (i) the resource EntityId outside the reader's areas, or too many changed
/// to be listed (u: read all of them again). "areas" and "covered" come first on a page, losses before gains, and do
/// not count towards its limit.</param>
/// <param name="Kind">i inserted, u updated, d deleted.</param>
/// <param name="Version">The row's version after the change.</param>
/// <param name="Fields">Names of the columns that changed; empty for an inserted or deleted row.</param>
/// <param name="ScopeBefore">The row's key before the change; null for an inserted row.</param>
/// <param name="ScopeAfter">The row's key after the change; null for a deleted row. A key outside the reader's areas
/// means that the row has left them. Both keys are null where the row has left a covered resource.</param>
sealed record Change(
    string Entity,
    Guid EntityId,
    long Version,
    string Kind,
    string[] Fields,
    string? ScopeBefore,
    string? ScopeAfter,
    DateTimeOffset At
);

/// <summary>A page of changes and the cursor of the next page.</summary>
/// <param name="Cursor">Send it with the next request. It is valid for <see cref="ChangeLog.Kept"/>.</param>
/// <param name="More">Another page is available now.</param>
sealed record ChangePage(IReadOnlyList<Change> Changes, string Cursor, bool More);

/// <summary>
/// The changes of this service's rows, in commit order. A cursor holds the last snapshot read and, within the step to
/// the next snapshot, the last position. A transaction that was open then is not in that snapshot: its rows come on a
/// later page and are not skipped.
/// </summary>
public static class ChangeLog
{
    /// <summary>How long a change is kept; an older cursor is refused (PLT-0073).</summary>
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
    /// Positions come from an index, rows through the policies: a row that a policy refuses yields only its position.
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
    /// Maps GET /changes, the same in every service; it returns the changes in the areas of the calling staff.
    /// </summary>
    public static RouteHandlerBuilder MapChanges(this RouteGroupBuilder v1) =>
        v1.MapGet("/changes", ListChanges.Handle);

    /// <summary>The page after a cursor; null begins with the oldest change.</summary>
    /// <exception cref="ProblemException">The cursor is malformed (PLT-0012), from another database or from before a
    /// restore (PLT-0013), or older than the oldest change (PLT-0073).</exception>
    internal static async Task<ChangePage> ReadAsync(
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
    /// Areas and resources that the reader has gained or lost since the cursor was issued. A remaining area inside a
    /// lost one is listed as gained.
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

    /// <summary>Deletes a page of changes older than <see cref="Kept"/>.</summary>
    /// <returns>Number of deleted changes.</returns>
    internal static Task<int> PruneAsync(Session session, int page, CancellationToken ct) =>
        session.Find<int>(
            "select platform.prune_changes(@before, @page)",
            new { before = session.Now - Kept, page },
            ct
        );

    /// <summary>Invalidates all cursors issued so far (PLT-0013): their readers start again.</summary>
    internal static async Task BeginAnewAsync(SessionFactory sessions, CancellationToken ct)
    {
        await using var session = await sessions.SystemAsync("reconcile", ct);
        await session.Execute("update platform.instance set id = gen_random_uuid(), history = platform.history()", ct);
        await session.Commit(ct);
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
