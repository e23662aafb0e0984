using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ServiceDefaults.Http;

namespace ServiceDefaults.Data;

/// <summary>One change of one row that the reader may see where it was or where it is.</summary>
/// <param name="Entity">The table; "relocations" where areas have moved: every key that began with ScopeBefore begins with ScopeAfter. Who may see only the former drops what she
/// keeps of it, who sees the latter reads that area anew; the rows in it did not change otherwise and are not told one by one.</param>
/// <param name="Kind">i inserted, u updated, d deleted.</param>
/// <param name="Version">The row's version after it.</param>
/// <param name="Fields">Names of the columns that changed; none for a row that is new, where all did, or gone.</param>
/// <param name="ScopeBefore">Where the row was; null if it did not exist.</param>
/// <param name="ScopeAfter">Where it is; null if it is gone. Outside the reader's areas it has left them.</param>
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
/// <param name="Cursor">Give it to the next call.</param>
/// <param name="More">Another page is ready now.</param>
public sealed record ChangePage(IReadOnlyList<Change> Changes, string Cursor, bool More);

/// <summary>
/// What changed, in commit order. A cursor holds the database snapshot that was read up to and, within the step to the next snapshot, the last position:
/// a transaction that was open then is simply not in that snapshot, so its rows come with a later page instead of being skipped.
/// </summary>
public static class ChangeLog
{
    const string Page = """
        select position, entity, entity_id, version, kind, fields, scope_before, scope_after, at from platform.changes
        where xid >= pg_snapshot_xmin(@from::pg_snapshot) and not pg_visible_in_snapshot(xid, @from::pg_snapshot)
          and pg_visible_in_snapshot(xid, @to::pg_snapshot) and position > @after and (@entities::text[] is null or entity = any (@entities))
        order by position limit @limit + 1
        """;

    /// <summary>The feed as a route, the same in every service: GET /changes, for the staff whose areas it filters by.</summary>
    public static RouteHandlerBuilder MapChanges(this RouteGroupBuilder v1) =>
        v1.MapGet("/changes", async (Paging paging, Session session, CancellationToken ct) =>
            TypedResults.Ok(await ReadAsync(session, paging.Cursor, paging.Limit, ct: ct))
        );

    /// <summary>The next page after a cursor; null begins with the oldest change.</summary>
    /// <exception cref="ProblemException">The cursor is malformed (PLT-0012) or from another database, or from before a restore (PLT-0013).</exception>
    public static async Task<ChangePage> ReadAsync(
        Session session,
        string? cursor,
        int limit,
        string[]? entities = null,
        CancellationToken ct = default
    )
    {
        var state = (
            await session.Find<State>(
                "select platform.present_instance() as instance, pg_current_snapshot()::text as snapshot",
                ct: ct
            )
        )!;
        var (from, to, after) = cursor is null ? ("1:1:", state.Snapshot, 0) : Parse(cursor, state);
        var rows = await session.Query<Row>(
            Page,
            new
            {
                from,
                to,
                after,
                limit,
                entities,
            },
            ct
        );
        var page = rows.Take(limit).ToList();
        var more = rows.Count > limit;
        var next = more ? Format(state.Instance, from, to, page[^1].Position) : Format(state.Instance, to, "", 0);
        return new(
            page.ConvertAll(r => new Change(
                r.Entity,
                r.EntityId,
                r.Version,
                r.Kind,
                r.Fields,
                r.ScopeBefore,
                r.ScopeAfter,
                r.At
            )),
            next,
            more
        );
    }

    static string Format(Guid instance, string from, string to, long after) =>
        Base64Url.EncodeToString(
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{instance:N}/{from}/{to}/{after}"))
        );

    static (string From, string To, long After) Parse(string cursor, State state)
    {
        string[] parts;
        try
        {
            parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor)).Split('/');
        }
        catch (FormatException)
        {
            throw new ProblemException(PlatformProblems.BadCursor);
        }
        if (
            parts.Length != 4
            || !IsSnapshot(parts[1])
            || (parts[2] != "" && !IsSnapshot(parts[2]))
            || !long.TryParse(parts[3], CultureInfo.InvariantCulture, out var after)
        )
            throw new ProblemException(PlatformProblems.BadCursor);
        // Transactions that have not begun yet were begun before a restore, to which somebody came before its instance was another.
        if (parts[0] != state.Instance.ToString("N") || End(parts[1]) > End(state.Snapshot))
            throw new ProblemException(PlatformProblems.ForeignCursor);
        return (parts[1], parts[2] == "" ? state.Snapshot : parts[2], after);
    }

    /// <summary>The first transaction a snapshot knows nothing of.</summary>
    static ulong End(string snapshot) => ulong.Parse(snapshot.Split(':')[1], CultureInfo.InvariantCulture);

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

    static bool IsSnapshot(string text) =>
        text.Split(':') is [var xmin, var xmax, var running]
        && ulong.TryParse(xmin, out var lo)
        && ulong.TryParse(xmax, out var hi)
        && lo > 0
        && hi >= lo
        && (
            running == ""
            || running
                .Split(',')
                .Select(x => ulong.TryParse(x, out var id) ? id : 0)
                .Aggregate((Ok: true, Last: 0UL), (s, id) => (s.Ok && id >= lo && id < hi && id > s.Last, id))
                .Ok
        );

    sealed record State(Guid Instance, string Snapshot);

    sealed record Row(
        long Position,
        string Entity,
        Guid EntityId,
        long Version,
        string Kind,
        string[] Fields,
        string? ScopeBefore,
        string? ScopeAfter,
        DateTimeOffset At
    );
}
