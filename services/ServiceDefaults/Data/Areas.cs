using System.Diagnostics;
using Contracts;
using ServiceDefaults.Messaging;

namespace ServiceDefaults.Data;

/// <summary>
/// This service's copy of the tree of areas, kept up to date by the events of the service that owns the tree.
/// </summary>
public static class Areas
{
    /// <summary>Rows that one statement moves, and further rows with the key of the last one.</summary>
    const int PageSize = 1_000;

    /// <summary>
    /// Pause after each page, as a multiple of the time that the page took: the disk serves other transactions.
    /// </summary>
    const double Rest = 0.5;

    /// <summary>
    /// The area, if it exists today and the caller may see it as staff. Null otherwise: the caller does not learn
    /// whether it exists.
    /// </summary>
    public static Task<Area?> FindAreaInScope(this Session session, Guid id, CancellationToken ct) =>
        session.Find<Area>(
            """
            select id, parent_id, key, code, name, level, valid_from, valid_to, kind from platform.areas a
            where id = @id and platform.not_ended(valid_to, @today)
              and exists (
                  select from generate_series(0, 7) i
                  where current_setting('app.hi' || i, true) <> ''
                      and a.key >= current_setting('app.lo' || i, true)
                      and a.key < current_setting('app.hi' || i, true)
              )
            """,
            new { id, today = session.Today },
            ct
        );

    /// <summary>The area without regard to the caller's areas, if it exists today; for public records.</summary>
    public static Task<Area?> FindArea(this Session session, Guid id, CancellationToken ct) =>
        session.Find<Area>(
            """
            select id, parent_id, key, code, name, level, valid_from, valid_to, kind
            from platform.areas
            where id = @id and platform.not_ended(valid_to, @today)
            """,
            new { id, today = session.Today },
            ct
        );

    /// <summary>
    /// Rewrites the keys in every table of this service, then stores the areas that changed. A version of the tree is
    /// applied once, however often its event is delivered.
    /// </summary>
    internal static async Task Move<T>(Received<T> received, Session session, CancellationToken ct)
        where T : class, IAreasMoved
    {
        await session.RelocateAsync(received.Event.TreeVersion, received.Event.Moves, ct);
        await Keep([received], session, ct);
    }

    /// <summary>
    /// Rewrites the keys of rows in the moved areas page by page, before the tree changes; only transactions that write
    /// in these areas wait. <see cref="RelocateAsync"/> then rewrites rows written meanwhile, the tree and the grants.
    /// The session must be the system's and must not hold the shared tree lock. With the exclusive lock it does
    /// nothing: no other transaction would gain.
    /// </summary>
    public static async Task MoveAheadAsync(
        this Session session,
        long version,
        IReadOnlyList<KeyMove> moves,
        CancellationToken ct
    )
    {
        // An area that moves into another moved area must move in the same statement.
        if (session.HasLockedTree || moves.Any(m => moves.Any(o => m.To.StartsWith(o.From, StringComparison.Ordinal))))
            return;
        await session.Within(
            Work.Relocate,
            async () =>
            {
                await session.Execute("select pg_advisory_xact_lock(hashtext('platform.move'))", ct);
                if (
                    await session.Find<bool>(
                        "select exists (select from platform.relocations where tree_version = @version)",
                        new { version },
                        ct
                    )
                )
                    return false;
                var columns = await session.Query<Keyed>(
                    """
                    select target::text, column_name
                    from platform.keyed_columns()
                    where target not in ('platform.areas'::regclass, 'platform.grants'::regclass)
                    order by 1, 2
                    """,
                    ct
                );
                foreach (
                    var move in moves.OrderByDescending(m => m.From.Length).ThenBy(m => m.From, StringComparer.Ordinal)
                )
                foreach (var (target, column) in columns)
                    await session.MovePagesAsync(move, target, column, ct);
                return true;
            },
            ct
        );
    }

    static async Task MovePagesAsync(
        this Session session,
        KeyMove move,
        string target,
        string column,
        CancellationToken ct
    )
    {
        for (string? after = ""; after is not null; )
        {
            var began = Stopwatch.GetTimestamp();
            after = await session.Find<string>(
                "select platform.relocate_page(@target::regclass, @column, @From, @To, @after, @PageSize)",
                new
                {
                    target,
                    column,
                    move.From,
                    move.To,
                    after,
                    PageSize,
                },
                ct
            );
            // A commit by another transaction waits until the disk has written the page.
            await session.Execute(
                "select pg_sleep(@rest)",
                new { rest = Stopwatch.GetElapsedTime(began).TotalSeconds * Rest },
                ct
            );
        }
    }

    /// <summary>
    /// Rewrites every key that begins with a From, in every table of this service. The session must be the system's and
    /// hold the exclusive tree lock.
    /// </summary>
    public static async Task RelocateAsync(
        this Session session,
        long version,
        IReadOnlyList<KeyMove> moves,
        CancellationToken ct
    )
    {
        if (!session.HasLockedTree)
            throw new InvalidOperationException("Only a session with the exclusive tree lock may move keys.");
        var args = new
        {
            version,
            froms = moves.Select(m => m.From).ToArray(),
            tos = moves.Select(m => m.To).ToArray(),
            session.Now,
        };
        await session.Within(
            Work.Relocate,
            () => session.Execute("select platform.relocate(@version, @froms, @tos, @Now)", args, ct),
            ct
        );
    }

    internal static Task Keep<T>(IReadOnlyList<Received<T>> pages, Session session, CancellationToken ct)
        where T : class, IAreasPublished
    {
        foreach (var page in pages)
        {
            var areas = page.Event.Areas.ToList();
            session.Defer(
                """
                insert into platform.areas as a (id, parent_id, key, code, name, level, valid_from, valid_to, kind)
                select *
                from unnest(
                    @ids::uuid[], @parentIds::uuid[], @keys::text[], @codes::text[], @names::text[], @levels::int[],
                    @validFroms::date[], @validTos::date[], @kinds::text[]
                )
                on conflict (id)
                    do update set parent_id = excluded.parent_id, key = excluded.key, code = excluded.code,
                        name = excluded.name, level = excluded.level,
                    valid_from = excluded.valid_from, valid_to = excluded.valid_to,
                    kind = coalesce(excluded.kind, a.kind)
                """,
                new
                {
                    ids = areas.Select(a => a.Id).ToArray(),
                    parentIds = areas.Select(a => a.ParentId).ToArray(),
                    keys = areas.Select(a => a.Key).ToArray(),
                    codes = areas.Select(a => a.Code).ToArray(),
                    names = areas.Select(a => a.Name).ToArray(),
                    levels = areas.Select(a => a.Level).ToArray(),
                    validFroms = areas.Select(a => a.ValidFrom).ToArray(),
                    validTos = areas.Select(a => a.ValidTo).ToArray(),
                    kinds = areas.Select(a => a.Kind).ToArray(),
                }
            );
        }
        return Task.CompletedTask;
    }

    sealed record Keyed(string Target, string ColumnName);
}
