using Contracts;
using Organizations.Domain;
using ServiceDefaults.Imports;

namespace Organizations.Features.Divisions;

/// <summary>The changes of a complete table, shown as rows before the application and made by it.</summary>
static class CompareTable
{
    /// <summary>Most stored divisions that block one change: enough to check later whether any is left.</summary>
    const int MostWaits = 100;

    const string Lower = "select id, parent_id from divisions where parent_id = any (@ids) and valid_to is null";
    const string Hold = "select id from divisions where id = any (@ids) order by id for update";
    const string Held = "select area, sum(number)::bigint as number from alive_at(@keys, @Today, @Now) group by area";

    /// <param name="hold">True locks what ends against writes, for the application.</param>
    public static async Task<IReadOnlyList<TableChange>> ChangesAsync(
        DivisionForest forest,
        TableDiff diff,
        ImportRun run,
        bool hold,
        CancellationToken ct
    )
    {
        var abolished = await Abolition.FindAsync(forest, diff, run, ct);
        var ended = diff.Ended.Concat(abolished).ToDictionary(d => d.Id);
        var gone = forest
            .Entries.Where(e => diff.Of(e) is TableDiff.Moved or TableDiff.Recoded)
            .Where(e => diff.Formers(e)[0].ParentId != e.ParentId)
            .Select(e => e.Id)
            .Concat(ended.Keys)
            .ToHashSet();
        if (hold)
            await run.Session.Execute(Hold, new { ids = ended.Keys.ToArray() }, ct);
        var below = (await run.Session.Query<Child>(Lower, new { ids = ended.Keys.ToArray() }, ct))
            .Where(c => !gone.Contains(c.Id))
            .ToLookup(c => c.ParentId, c => c.Id);
        var held = (
            await run.Session.Query<Holding>(
                Held,
                new
                {
                    keys = ended.Values.Select(d => d.Key).ToArray(),
                    run.Session.Today,
                    run.Session.Now,
                },
                ct
            )
        ).ToDictionary(h => h.Area, h => h.Number);
        return
        [
            .. forest.Entries.Where(e => diff.Of(e) is not null).Select(e => ChangeOf(e, diff, below, held)),
            .. abolished.Select(d => ChangeOf(d, below, held)),
        ];
    }

    static TableChange ChangeOf(
        DivisionEntry entry,
        TableDiff diff,
        ILookup<Guid, Guid> below,
        Dictionary<string, long> held
    )
    {
        var (formers, ends) = (diff.Formers(entry), diff.EndedBy(entry).ToList());
        var (lower, at) = (ends.Sum(d => below[d.Id].LongCount()), ends.Sum(d => held.GetValueOrDefault(d.Key)));
        var isMoved = diff.Of(entry) == TableDiff.Moved;
        return new(
            diff.Of(entry)!,
            entry.Code,
            entry.Name,
            string.Join(';', formers.Select(f => f.Code)),
            string.Join(';', formers.Select(f => f.Name)),
            lower,
            at,
            isMoved || lower + at > 0,
            null,
            isMoved ? [formers[0].Id] : [.. ends.SelectMany(d => below[d.Id]).Take(MostWaits)],
            isMoved ? [formers[0].ParentId ?? Guid.Empty] : [.. ends.Select(d => d.Id)]
        );
    }

    static TableChange ChangeOf(KnownDivision abolished, ILookup<Guid, Guid> below, Dictionary<string, long> held)
    {
        var (lower, at) = (below[abolished.Id].LongCount(), held.GetValueOrDefault(abolished.Key));
        return new(
            TableDiff.Abolished,
            abolished.Code,
            abolished.Name,
            abolished.Code,
            abolished.Name,
            lower,
            at,
            lower + at > 0,
            abolished,
            [.. below[abolished.Id].Take(MostWaits)],
            [abolished.Id]
        );
    }

    /// <summary>Ends divisions of the table; returns them for publication.</summary>
    public static async Task<IReadOnlyList<Area>> EndAsync(
        TableDiff diff,
        IReadOnlyList<TableChange> changes,
        DateOnly effective,
        ImportRun run,
        CancellationToken ct
    )
    {
        var ids = diff
            .Ended.Concat(changes.Select(c => c.Division).OfType<KnownDivision>())
            .Select(d => d.Id)
            .ToArray();
        var ended = await EndedDivisions.EndAsync(ids, effective, run.Session, ct);
        return [.. ended.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => d.ToArea())];
    }

    /// <summary>Stores which divisions replaced which; call it when the new divisions exist.</summary>
    public static Task SucceedAsync(
        TableDiff diff,
        IReadOnlyList<TableChange> changes,
        DateOnly effective,
        ImportRun run,
        CancellationToken ct
    )
    {
        var all = diff.Successions.Select(s => (From: s.From.Id, To: (Guid?)s.To.Id, s.Relation)).ToList();
        all.AddRange(
            changes.Where(c => c.Division is not null).Select(c => (c.Division!.Id, (Guid?)null, TableDiff.Abolished))
        );
        return EndedDivisions.SucceedAsync(all, effective, run.Session, ct);
    }

    sealed record Child(Guid Id, Guid ParentId);

    sealed record Holding(string Area, long Number);
}
