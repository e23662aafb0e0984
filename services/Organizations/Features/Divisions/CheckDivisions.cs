using System.Globalization;
using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Imports;

namespace Organizations.Features.Divisions;

/// <summary>
/// The dry run: each row by itself, then the rows against each other and against the tree. <see cref="ApplyDivisions"/>
/// does it again, with the tree held still.
/// </summary>
static class CheckDivisions
{
    /// <summary>As many broken rows are compared with each other; what is beyond is rejected by itself.</summary>
    const int Many = 100_000;
    const int Batch = 10_000;

    const string Known = """
        select id, parent_id, key, code, name, kind, level, valid_from, since
        from divisions
        where code = any (@codes) and valid_to is null
        """;
    const string Changes = """
        select d.code, h.code as former
        from division_history h
        join divisions d on d.id = h.division_id
        where h.code = any (@codes) and h.code <> d.code and d.valid_to is null
        union
        select d.code, f.code
        from divisions f
        join division_successors s on s.division_id = f.id
        join divisions d on d.id = s.successor_id
        where f.code = any (@codes) and f.valid_to is not null and d.valid_to is null
        """;

    static readonly ImportRule FormerElsewhere = new(
        "former-elsewhere",
        "原代码的区划在另一个上级之下",
        "the division of the former code lies below another parent"
    );
    static readonly ImportRule FormerTwice = new(
        "former-twice",
        "多行使用同一个原代码",
        "several rows name the same former code"
    );
    static readonly ImportRule OutsideArea = new("outside-area", "不在您负责的区域内", "it lies outside your area");
    static readonly ImportRule KindChanged = new(
        "kind-changed",
        "与现有区划的类型不同",
        "the division is of another kind in the tree"
    );
    static readonly ImportRule KindBelow = new(
        "kind-parent",
        "这种类型不能位于其上级之下",
        "this kind may not lie below its parent's kind"
    );
    static readonly ImportRule Early = new(
        "effective-early",
        "生效日期早于现有名称或代码的生效日期",
        "the file holds from a date before the present name and code began"
    );
    static readonly ImportRule BeforeParent = new(
        "effective-parent",
        "生效日期早于上级区划的设立日期",
        "the file holds from a date before the division above began"
    );

    public static async Task<ImportCounts> CheckAsync(ImportRun run, CancellationToken ct)
    {
        var (forest, diff) = await ReadAsync(run, ct);
        if (diff is not null && run.Rejected == 0)
            await CompareTable.KeepAsync(run, await CompareTable.ChangesAsync(forest, diff, run, false, ct), ct);
        return Count(forest);
    }

    /// <summary>
    /// The file as a forest hung on the tree, rows that break a rule rejected; for a complete table, what it makes of
    /// the tree.
    /// </summary>
    public static async Task<(DivisionForest Forest, TableDiff? Diff)> ReadAsync(ImportRun run, CancellationToken ct)
    {
        var diff = run.IsComplete() ? new TableDiff() : null;
        List<DivisionEntry> rows = [];
        Dictionary<string, int> broken = [];
        List<(int Line, string Code, string Parent)> strayed = [];
        await run.ReadAsync(
            row =>
            {
                var rule = DivisionFile.Read(row, diff is not null, out var entry);
                if (rule is null)
                    rows.Add(entry);
                else if (broken.Count < Many)
                    broken.TryAdd(row.Values[0], row.Line);
                if (rule == DivisionFile.ParentLevel && strayed.Count < Many)
                    strayed.Add((row.Line, row.Values[0], row.Values[2]));
                else if (rule is not null)
                    run.Reject(row.Line, row.Values[0], rule);
            },
            ct
        );
        var forest = DivisionForest.Of(rows);
        var cycles = RejectStrayed(strayed, forest, run);
        foreach (var (later, first) in forest.Twice)
            run.Reject(
                later.Line,
                later.Code,
                new("duplicate-code", $"代码与第 {first.Line} 行重复", $"the code is the same as in line {first.Line}")
            );
        await MeetAsync(forest, diff, run, ct);
        foreach (var orphan in forest.Entries.Where(e => e.Level > 1 && e.ParentId is null))
        {
            var rule = cycles.TryGetValue(orphan.Code, out var cycle)
                ? ParentCycles.Rule(cycle)
                : ParentMissing(orphan.ParentCode);
            // Of several below one that is nowhere the first is the cause.
            broken.TryAdd(orphan.ParentCode, orphan.Line);
            run.Reject(orphan.Line, orphan.Code, rule, broken[orphan.ParentCode]);
        }
        Dictionary<Guid, int> early = [];
        foreach (var entry in forest.Entries.Where(e => e.Level == 1 || e.ParentId is not null))
            if (Fault(entry, run.Effective()) is { } fault)
                run.Reject(
                    entry.Line,
                    entry.Code,
                    fault,
                    fault == Early ? null
                        : fault == BeforeParent ? FirstBelow(early, Above(entry)!.Id, entry.Line)
                        : CauseAbove(entry, run)
                );
        return (forest, diff);
    }

    /// <summary>
    /// Rows whose parent is not the one of their digits: on a cycle, which is one fault however many rows it has, or by
    /// themselves.
    /// </summary>
    /// <returns>The cycles by each code on them.</returns>
    static Dictionary<string, IReadOnlyList<string>> RejectStrayed(
        List<(int Line, string Code, string Parent)> rows,
        DivisionForest forest,
        ImportRun run
    )
    {
        var cycles = ParentCycles.Of(rows.DistinctBy(r => r.Code).ToDictionary(r => r.Code, r => r.Parent), code =>
            forest.Find(code)?.ParentCode is { Length: > 0 } parent ? parent : null
        );
        Dictionary<IReadOnlyList<string>, int> first = [];
        foreach (var (line, code, _) in rows)
            if (!cycles.TryGetValue(code, out var cycle))
                run.Reject(line, code, DivisionFile.ParentLevel);
            else
                run.Reject(line, code, ParentCycles.Rule(cycle), first.TryAdd(cycle, line) ? null : first[cycle]);
        return cycles;
    }

    static ImportRule ParentMissing(string parent) =>
        new(
            "parent-missing",
            $"上级 {parent} 既不在文件中（或该行被拒），也不在现有区划中",
            $"the parent {parent} is neither in the file (or was rejected there) nor in the tree"
        );

    /// <summary>The row above where it is rejected, and with it what lies below.</summary>
    static int? CauseAbove(DivisionEntry entry, ImportRun run) =>
        entry.Upper is { } upper && run.HasRejected(upper.Line) ? upper.Line : null;

    /// <summary>
    /// Of the rows below one division that break a rule for its sake, the first is the cause of the others; null for
    /// itself.
    /// </summary>
    static int? FirstBelow(Dictionary<Guid, int> first, Guid above, int line) =>
        first.TryAdd(above, line) ? null : first[above];

    static KnownDivision? Above(DivisionEntry entry) => entry.Upper?.Known ?? entry.UpperKnown;

    /// <summary>From when on the file holds.</summary>
    public static DateOnly Effective(this ImportRun run) =>
        DateOnly.ParseExact(run.Parameters.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The file is the complete table of the area it covers: what it does not have is no more.</summary>
    public static bool IsComplete(this ImportRun run) =>
        run.Parameters.EndsWith(ImportDivisions.Complete, StringComparison.Ordinal);

    public static ImportCounts Count(DivisionForest forest)
    {
        var (added, changed) = (forest.Entries.Count(e => !e.IsKnown), forest.Entries.Count(e => e.IsChanged));
        return new(added, changed, forest.Entries.Count - added - changed);
    }

    /// <summary>
    /// Finds in the tree what of the file is there already, and what it hangs on; from the top down, for below a
    /// division that is not there, nothing is.
    /// </summary>
    static async Task MeetAsync(DivisionForest forest, TableDiff? diff, ImportRun run, CancellationToken ct)
    {
        var above = await KnownAsync(
            forest.Entries.Where(e => e.Upper is null && e.Level > 1).Select(e => e.ParentCode).Distinct(),
            run.Session,
            ct
        );
        foreach (var entry in forest.Entries.Where(e => e.Upper is null))
            entry.UpperKnown = above.GetValueOrDefault(entry.ParentCode);
        for (var level = 1; level <= DivisionKind.DeepestLevel; level++)
        {
            var within = forest.Entries.Where(e =>
                e.Level == level
                && (diff is not null || (e.Upper is { } upper ? upper.IsKnown : level == 1 || e.UpperKnown is not null))
            );
            foreach (var batch in within.Chunk(Batch))
            foreach (var (code, division) in await KnownAsync(batch.Select(e => e.Code), run.Session, ct))
                Meet(forest.Find(code)!, division, diff, run);
            await ChangeCodesAsync(
                forest,
                diff,
                [.. forest.Entries.Where(e => e.Level == level && e.FormerCode is not null)],
                run,
                ct
            );
        }
        Dictionary<Guid, int> outside = [];
        foreach (var entry in forest.Entries.Where(e => !e.IsKnown && e.Upper is null))
            if (entry.Level == 1 ? !Holds(run, "") : entry.UpperKnown is { } upper && !Holds(run, upper.Key))
                run.Reject(
                    entry.Line,
                    entry.Code,
                    OutsideArea,
                    FirstBelow(outside, entry.UpperKnown?.Id ?? Guid.Empty, entry.Line)
                );
    }

    static void Meet(DivisionEntry entry, KnownDivision known, TableDiff? diff, ImportRun run)
    {
        if (!Holds(run, known.Key))
            run.Reject(entry.Line, entry.Code, OutsideArea, CauseAbove(entry, run));
        else if (entry.Contradicts(known))
            run.Reject(entry.Line, entry.Code, KindChanged);
        if (diff is null)
            entry.Meet(known);
        else
            diff.Meet(entry, known);
    }

    /// <summary>
    /// Whether it is the sender's to change. Her areas are keys, not codes: a code may still tell where a division lay
    /// before.
    /// </summary>
    static bool Holds(ImportRun run, string key) => run.Areas.Any(a => key.StartsWith(a, StringComparison.Ordinal));

    /// <summary>
    /// Rows that name a former code: the division that bears it gets the new one, unless an earlier import has done so.
    /// </summary>
    static async Task ChangeCodesAsync(
        DivisionForest forest,
        TableDiff? diff,
        List<DivisionEntry> entries,
        ImportRun run,
        CancellationToken ct
    )
    {
        if (entries.Count == 0)
            return;
        var formers = entries.SelectMany(e => e.FormerCodes).ToArray();
        var done = (await run.Session.Query<CodeChange>(Changes, new { codes = formers }, ct))
            .Select(c => (c.Code, c.Former))
            .ToHashSet();
        var bearers = await KnownAsync(formers.Distinct(), run.Session, ct);
        var named = formers.CountBy(f => f).ToDictionary();
        if (diff is not null)
        {
            foreach (
                var (entry, rule) in diff.Settle(
                    entries,
                    bearers,
                    (code, former) => done.Contains((code, former)),
                    (e, k) => Meet(e, k, diff, run)
                )
            )
                run.Reject(entry.Line, entry.Code, rule);
            foreach (
                var (from, to, _) in diff.Successions.Where(s =>
                    s.To.Level == entries[0].Level && !Holds(run, s.From.Key)
                )
            )
                run.Reject(to.Line, to.Code, OutsideArea);
        }
        else
            foreach (var entry in entries.Where(e => !(e.IsKnown && done.Contains((e.Code, e.FormerCode!)))))
            {
                if (bearers.GetValueOrDefault(entry.FormerCode!) is not { } bearer)
                    run.Reject(entry.Line, entry.Code, TableDiff.FormerMissing);
                else if (bearer.ParentId != entry.ParentId)
                    run.Reject(entry.Line, entry.Code, FormerElsewhere);
                else if (named[entry.FormerCode!] > 1)
                    run.Reject(entry.Line, entry.Code, FormerTwice);
                else if (entry.IsKnown && !named.ContainsKey(entry.Code))
                    run.Reject(entry.Line, entry.Code, TableDiff.CodeTaken);
                else
                    Meet(entry, bearer, null, run);
            }
        var given = entries
            .Where(e => e.IsKnown)
            .Select(e => e.Id)
            .Concat(diff?.Ended.Select(d => d.Id) ?? [])
            .ToHashSet();
        foreach (var former in formers)
        {
            if (forest.Find(former) is not { FormerCode: null, IsKnown: true } heir || !given.Contains(heir.Id))
                continue;
            if (diff is null)
                heir.Part();
            else
                diff.Part(heir);
        }
    }

    static async Task<Dictionary<string, KnownDivision>> KnownAsync(
        IEnumerable<string> codes,
        Session session,
        CancellationToken ct
    )
    {
        Dictionary<string, KnownDivision> known = [];
        foreach (var batch in codes.Chunk(Batch))
        foreach (var division in await session.Query<KnownDivision>(Known, new { codes = batch }, ct))
            known[division.Code] = division;
        return known;
    }

    /// <summary>What is wrong with an entry where it hangs.</summary>
    static ImportRule? Fault(DivisionEntry entry, DateOnly effective)
    {
        if (!entry.IsKnown && !DivisionKind.MayLieBelow(entry.Kind, entry.Upper?.Kind ?? entry.UpperKnown?.Kind))
            return KindBelow;
        if (entry.IsChanged && entry.Known!.Since > effective)
            return Early;
        return !entry.IsKnown && Above(entry) is { } above && above.ValidFrom > effective ? BeforeParent : null;
    }

    sealed record CodeChange(string Code, string Former);
}
