using Contracts;
using Npgsql;
using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Imports;

namespace Organizations.Features.Divisions;

/// <summary>
/// Applies a file to the tree in one transaction. Known divisions keep id, place and key; the changes are published in
/// pages of one tree version, parents before children.
/// </summary>
static class ApplyDivisions
{
    const string Copy =
        "copy divisions (id, parent_id, key, code, name, kind, level, valid_from, since) from stdin (format binary)";

    /// <summary>First release all old codes that change: one row's new code may be another's old one.</summary>
    const string LetGo = """
        update divisions d
        set code = '-' || d.code
        from unnest(@ids, @codes) n (id, code)
        where d.id = n.id and d.code <> n.code
        """;
    const string Change = """
        update divisions d
        set code = n.code, name = n.name, since = @effective, version = d.version + 1
        from unnest(@ids, @codes, @names) n (id, code, name)
        where d.id = n.id
        """;
    const string StillBlocked = """
        with blocked as (select waits, ended, held from division_import_changes where import_id = @Id and blocked)
        select exists (
                select from blocked b join divisions d on d.id = any (b.waits)
                where d.parent_id = any (b.ended) and d.valid_to is null)
            or exists (
                select from alive_at(array(
                    select d.key from blocked b join divisions d on d.id = any (b.ended)
                    where b.held > 0 and d.valid_to is null), @Today, @Now)
                where number > 0)
        """;

    /// <summary>
    /// Refuses an application while something that blocked a change at the last comparison still does.
    /// </summary>
    /// <exception cref="ProblemException">ORG-0106.</exception>
    public static async Task RequireUnblockedAsync(ImportJob job, Session session, CancellationToken ct)
    {
        if (
            await session.Find<bool>(
                StillBlocked,
                new
                {
                    job.Id,
                    session.Today,
                    session.Now,
                },
                ct
            )
        )
            throw new ProblemException(Problems.TableBlocked);
    }

    public static async Task<ImportCounts> ApplyAsync(ImportRun run, CancellationToken ct)
    {
        var session = run.Session;
        var tree = await DivisionTree.LockAsync(session, ct);
        var (forest, diff) = await CheckDivisions.ReadAsync(run, ct);
        var counts = CheckDivisions.Count(forest);
        IReadOnlyList<TableChange> changes =
            diff is null || run.Rejected > 0 ? [] : await CompareTable.ChangesAsync(forest, diff, run, true, ct);
        if (
            run.Rejected > 0
            || (diff is not null && !await KeptChanges.MayApplyAsync(run, changes, ct))
            || counts.Added + counts.Changed + changes.Count == 0
        )
            return counts;

        var effective = run.Effective();
        await NewPlaces.GiveAsync(forest, session, ct);
        var ended = diff is null ? [] : await CompareTable.EndAsync(diff, changes, effective, run, ct);
        if (counts.Changed > 0)
            await ChangeAsync([.. forest.Entries.Where(e => e.IsChanged)], effective, session, ct);
        tree = await DivisionTree.NextVersionAsync(tree, session, ct);
        var connection = await session.GetConnection(ct);
        // The server receives the rows while the first pages are written here; the pages follow.
        var adding = Task.Run(
            () => Add(forest.Entries.Where(e => !e.IsKnown), effective, connection),
            CancellationToken.None
        );
        var changed = forest
            .Entries.Where(e => !e.IsKnown || e.IsChanged)
            .Select(e => new Area(
                e.Id,
                e.ParentId,
                e.Key,
                e.Code,
                e.Name,
                e.Level,
                e.Known?.ValidFrom ?? effective,
                Kind: e.Kind
            ));
        var count = ended.Count + counts.Added + counts.Changed;
        await DivisionPages.PublishAsync(tree, count, ended.Concat(changed), adding, session, ct);
        await adding;
        if (diff is not null)
            await CompareTable.SucceedAsync(diff, changes, effective, run, ct);
        return counts;
    }

    static void Add(IEnumerable<DivisionEntry> entries, DateOnly effective, NpgsqlConnection connection)
    {
        using var copy = BinaryCopy.Begin(connection, Copy);
        foreach (var e in entries)
        {
            copy.Row(9);
            copy.Write(e.Id);
            copy.Write(e.ParentId);
            copy.Write(e.Key);
            copy.Write(e.Code);
            copy.Write(e.Name);
            copy.Write(e.Kind);
            copy.Write(e.Level);
            copy.Write(effective);
            copy.Write(effective);
        }
        copy.Complete();
    }

    static async Task ChangeAsync(
        List<DivisionEntry> entries,
        DateOnly effective,
        Session session,
        CancellationToken ct
    )
    {
        var args = new
        {
            ids = entries.Select(e => e.Id).ToArray(),
            codes = entries.Select(e => e.Code).ToArray(),
            names = entries.Select(e => e.Name).ToArray(),
            effective,
        };
        await session.RememberDivisions(args.ids, effective, ct);
        await session.Execute(LetGo, args, ct);
        await session.Execute(Change, args, ct);
    }
}
