using Contracts;
using Organizations.Domain;
using ServiceDefaults.Imports;

namespace Organizations.Features.Divisions;

/// <summary>
/// What a complete table changes, as rows that are shown before it is applied and are done when it is.
/// </summary>
static class CompareTable
{
    /// <param name="Below">Divisions directly below those that end by it, of which the file says nothing.</param>
    /// <param name="Held">Records and posts that live in those that end by it, and in no living division below.</param>
    /// <param name="Division">The division that is abolished.</param>
    /// <param name="Waits">Divisions that have to leave those of Ended first.</param>
    /// <param name="Ended">What ends by it; for a division that moves the one it still lies below.</param>
    public sealed record Change(
        string Kind,
        string Code,
        string Name,
        string FormerCodes,
        string FormerNames,
        long Below,
        long Held,
        bool Blocked,
        KnownDivision? Division,
        Guid[] Waits,
        Guid[] Ended
    )
    {
        static readonly Guid[] s_none = [];

        public bool IsAs(Change other) => Shown == other.Shown;

        Change Shown => this with { Division = null, Waits = s_none, Ended = s_none };
    }

    /// <summary>
    /// Of the divisions in the way of one change as many are kept as tell whether some are still there.
    /// </summary>
    const int MostWaits = 100;

    const string Living = """
        select id, parent_id, key, code, name, kind, level, valid_from, since
        from divisions
        where valid_to is null and level <= $1 and key >= $2 and key < $2 || '~'
        order by key
        """;
    const string Lower = "select id, parent_id from divisions where parent_id = any (@ids) and valid_to is null";
    const string Hold = "select id from divisions where id = any (@ids) order by id for update";
    const string Held = "select area, sum(number)::bigint as number from alive_at(@keys, @Today, @Now) group by area";
    const string Forget = "delete from division_import_changes where import_id = @Id";
    const string Keep = """
        insert into division_import_changes
            (
                id, import_id, no, scope_key, kind, code, name, former_codes, former_names, below, held, blocked,
                waits, ended
            )
        select gen_random_uuid(), @Id, no, @ScopeKey, kind, code, name, former_codes, former_names, below, held,
            blocked,
            string_to_array(waits, ' ')::uuid[], string_to_array(ended, ' ')::uuid[]
        from unnest(
            @kinds, @codes, @names, @formers, @formerNames, @belows, @helds, @blockeds, @waits, @ended
        ) with ordinality
            c (kind, code, name, former_codes, former_names, below, held, blocked, waits, ended, no)
        """;
    const string Kept = """
        select kind, code, name, former_codes, former_names, below, held, blocked
        from division_import_changes
        where import_id = @Id
        order by no
        """;
    const string End =
        "update divisions set valid_to = greatest(since, @effective), version = version + 1 where id = any (@ids)";
    const string Succeed = """
        insert into division_successors (division_id, successor_id, relation, since)
        select f, t, relation, @effective
        from unnest(@froms, @tos, @relations) s (f, t, relation)
        on conflict do nothing
        """;

    /// <param name="hold">They are to be made: nobody writes to what ends any more.</param>
    public static async Task<IReadOnlyList<Change>> ChangesAsync(
        DivisionForest forest,
        TableDiff diff,
        ImportRun run,
        bool hold,
        CancellationToken ct
    )
    {
        var abolished = await AbolishedAsync(forest, diff, run, ct);
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
        List<Change> changes = [];
        foreach (var entry in forest.Entries)
        {
            if (diff.Of(entry) is not { } kind)
                continue;
            var (formers, ends) = (diff.Formers(entry), diff.EndedBy(entry).ToList());
            var (lower, at) = (ends.Sum(d => below[d.Id].LongCount()), ends.Sum(d => held.GetValueOrDefault(d.Key)));
            var isMoved = kind == TableDiff.Moved;
            changes.Add(
                new(
                    kind,
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
                )
            );
        }
        foreach (var d in abolished)
        {
            var (lower, at) = (below[d.Id].LongCount(), held.GetValueOrDefault(d.Key));
            changes.Add(
                new(
                    TableDiff.Abolished,
                    d.Code,
                    d.Name,
                    d.Code,
                    d.Name,
                    lower,
                    at,
                    lower + at > 0,
                    d,
                    [.. below[d.Id].Take(MostWaits)],
                    [d.Id]
                )
            );
        }
        return changes;
    }

    /// <summary>Keeps the changes to be shown, in place of those of an earlier run.</summary>
    public static async Task KeepAsync(ImportRun run, IReadOnlyList<Change> changes, CancellationToken ct)
    {
        await run.Session.Execute(Forget, new { run.Id }, ct);
        await run.Session.Execute(
            Keep,
            new
            {
                run.Id,
                run.ScopeKey,
                kinds = changes.Select(c => c.Kind).ToArray(),
                codes = changes.Select(c => c.Code).ToArray(),
                names = changes.Select(c => c.Name).ToArray(),
                formers = changes.Select(c => c.FormerCodes).ToArray(),
                formerNames = changes.Select(c => c.FormerNames).ToArray(),
                belows = changes.Select(c => c.Below).ToArray(),
                helds = changes.Select(c => c.Held).ToArray(),
                blockeds = changes.Select(c => c.Blocked).ToArray(),
                waits = changes.Select(c => string.Join(' ', c.Waits)).ToArray(),
                ended = changes.Select(c => string.Join(' ', c.Ended)).ToArray(),
            },
            ct
        );
    }

    /// <summary>
    /// Whether these are the changes that were shown, and all of them can be made; else the run waits to be asked
    /// again.
    /// </summary>
    public static async Task<bool> MayApplyAsync(ImportRun run, IReadOnlyList<Change> changes, CancellationToken ct)
    {
        var shown = (await run.Session.Query<Shown>(Kept, new { run.Id }, ct)).Select(s => s.Change).ToList();
        if (shown.Count != changes.Count || !shown.Zip(changes).All(p => p.First.IsAs(p.Second)))
        {
            await KeepAsync(run, changes, ct);
            run.WaitsFor = Problems.TableDiffers;
        }
        else if (changes.Any(c => c.Blocked))
            run.WaitsFor = Problems.TableBlocked;
        return run.WaitsFor is null;
    }

    /// <summary>Ends what the table ends, as every service is to hear of it.</summary>
    public static async Task<IReadOnlyList<Area>> EndAsync(
        TableDiff diff,
        IReadOnlyList<Change> changes,
        DateOnly effective,
        ImportRun run,
        CancellationToken ct
    )
    {
        var ended = diff.Ended.Concat(changes.Select(c => c.Division).OfType<KnownDivision>()).ToList();
        await run.Session.Execute(End, new { ids = ended.Select(d => d.Id).ToArray(), effective }, ct);
        return
        [
            .. ended.Select(d => new Area(
                d.Id,
                d.ParentId,
                d.Key,
                d.Code,
                d.Name,
                d.Level,
                d.ValidFrom,
                d.Since > effective ? d.Since : effective,
                d.Kind
            )),
        ];
    }

    /// <summary>Notes what took the place of what; call it when the new divisions are there.</summary>
    public static Task SucceedAsync(
        TableDiff diff,
        IReadOnlyList<Change> changes,
        DateOnly effective,
        ImportRun run,
        CancellationToken ct
    )
    {
        var all = diff.Successions.Select(s => (From: s.From.Id, To: (Guid?)s.To.Id, s.Relation)).ToList();
        all.AddRange(
            changes.Where(c => c.Division is not null).Select(c => (c.Division!.Id, (Guid?)null, TableDiff.Abolished))
        );
        return run.Session.Execute(
            Succeed,
            new
            {
                froms = all.Select(s => s.From).ToArray(),
                tos = all.Select(s => s.To).ToArray(),
                relations = all.Select(s => s.Relation).ToArray(),
                effective,
            },
            ct
        );
    }

    /// <summary>
    /// What lies in the area the file covers, at the levels it has, and is neither in it nor goes on in another row.
    /// Zones and what lies in them are not of the table.
    /// </summary>
    static async Task<List<KnownDivision>> AbolishedAsync(
        DivisionForest forest,
        TableDiff diff,
        ImportRun run,
        CancellationToken ct
    )
    {
        var there = forest
            .Entries.Where(e => e.IsKnown)
            .Select(e => e.Id)
            .Concat(diff.Successions.Select(s => s.From.Id))
            .ToHashSet();
        var deepest = Math.Min(5, forest.Entries.Select(e => e.Level).DefaultIfEmpty().Max());
        List<KnownDivision> abolished = [];
        foreach (
            var top in forest
                .Entries.Where(e => e.Upper is null && e.IsAbove && e.Known is not null)
                .Select(e => e.Known!.Key)
        )
        {
            var zone = "~";
            await using var command = new Npgsql.NpgsqlCommand(Living, await run.Session.Ready(ct))
            {
                Parameters =
                {
                    new() { Value = deepest },
                    new() { Value = top },
                },
            };
            command.CommandTimeout = run.Session.CommandTimeout ?? command.CommandTimeout;
            await using var r = await command.ExecuteReaderAsync(ct);
            while (await r.ReadAsync(ct))
            {
                var (id, key, kind) = (r.GetGuid(0), r.GetString(2), r.GetString(5));
                if (kind == DivisionKind.Zone)
                    zone = key;
                if (key.StartsWith(zone, StringComparison.Ordinal) || there.Contains(id))
                    continue;
                abolished.Add(
                    new(
                        id,
                        r.IsDBNull(1) ? null : r.GetGuid(1),
                        key,
                        r.GetString(3),
                        r.GetString(4),
                        kind,
                        r.GetInt32(6),
                        r.GetFieldValue<DateOnly>(7),
                        r.GetFieldValue<DateOnly>(8)
                    )
                );
            }
        }
        return abolished;
    }

    sealed record Child(Guid Id, Guid ParentId);

    sealed record Holding(string Area, long Number);

    sealed record Shown(
        string Kind,
        string Code,
        string Name,
        string FormerCodes,
        string FormerNames,
        long Below,
        long Held,
        bool Blocked
    )
    {
        public Change Change => new(Kind, Code, Name, FormerCodes, FormerNames, Below, Held, Blocked, null, [], []);
    }
}
