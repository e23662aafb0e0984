using System.Globalization;
using Organizations.Domain;
using ServiceDefaults.Imports;

namespace Organizations.Features.Divisions;

/// <summary>
/// The dry run: checks each row alone, then the rows against each other and against the tree.
/// <see cref="ApplyDivisions"/> repeats it with the tree locked.
/// </summary>
static class CheckDivisions
{
    /// <summary>Most broken rows that are compared with each other; further ones are rejected alone.</summary>
    const int Many = 100_000;

    public static async Task<ImportCounts> CheckAsync(ImportRun run, CancellationToken ct)
    {
        var (forest, diff) = await ReadAsync(run, ct);
        if (diff is not null && run.Rejected == 0)
            await KeptChanges.KeepAsync(run, await CompareTable.ChangesAsync(forest, diff, run, false, ct), ct);
        return Count(forest);
    }

    /// <summary>
    /// The file as a forest linked to the tree, without rows that break a rule; for a complete table, also its changes.
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
        await DivisionMeeting.MeetAsync(forest, diff, run, ct);
        foreach (var orphan in forest.Entries.Where(e => e.Level > 1 && e.ParentId is null))
        {
            var rule = cycles.TryGetValue(orphan.Code, out var cycle)
                ? ParentCycles.Rule(cycle)
                : ParentMissing(orphan.ParentCode);
            // Of several rows below one unknown parent, the first is the cause.
            broken.TryAdd(orphan.ParentCode, orphan.Line);
            run.Reject(orphan.Line, orphan.Code, rule, broken[orphan.ParentCode]);
        }
        DivisionFaults.Reject(forest, run);
        return (forest, diff);
    }

    /// <summary>
    /// Rows whose parent contradicts their digits: on a cycle, which is one fault however long, or alone.
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

    /// <summary>First day of the file's contents.</summary>
    public static DateOnly Effective(this ImportRun run) =>
        DateOnly.ParseExact(run.Parameters.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The file is the complete table of its area: divisions that it lacks end.</summary>
    public static bool IsComplete(this ImportRun run) =>
        run.Parameters.EndsWith(ImportDivisions.Complete, StringComparison.Ordinal);

    public static ImportCounts Count(DivisionForest forest)
    {
        var (added, changed) = (forest.Entries.Count(e => !e.IsKnown), forest.Entries.Count(e => e.IsChanged));
        return new(added, changed, forest.Entries.Count - added - changed);
    }
}
