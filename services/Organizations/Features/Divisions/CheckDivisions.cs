using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Imports;

namespace Organizations.Features.Divisions;

/// <summary>The dry run: each row by itself, then the rows against each other and against the tree. The application does it again, with the tree held still.</summary>
static class CheckDivisions
{
    const int Batch = 10_000;

    const string Known = "select id, key, code, name, valid_from from divisions where code = any (@codes) and valid_to is null";
    const string Areas = "select code, level from divisions where key = any (@keys)";

    public static async Task<ImportCounts> CheckAsync(ImportRun run, CancellationToken ct) => Count(await ReadAsync(run, ct));

    /// <summary>The file as a forest hung on the tree, rows that break a rule rejected.</summary>
    public static async Task<DivisionForest> ReadAsync(ImportRun run, CancellationToken ct)
    {
        var area = await AreaAsync(run, ct);
        List<DivisionEntry> rows = [];
        await run.ReadAsync(row =>
        {
            var (code, name, parent) = (row.Values[0], row.Values[1], row.Values[2]);
            if (DivisionFile.Check(code, name, parent, area, out var level) is { } broken) run.Reject(row.Line, code, broken);
            else rows.Add(new(row.Line, code, name, parent, level));
        }, ct);
        var forest = DivisionForest.Of(rows);
        foreach (var (later, first) in forest.Twice)
            run.Reject(later.Line, later.Code, new("duplicate-code", $"代码与第 {first.Line} 行重复", $"the code is the same as in line {first.Line}"));
        await MeetAsync(forest, run.Session, ct);
        foreach (var orphan in forest.Entries.Where(e => e.Level > 1 && e.ParentId is null))
            run.Reject(orphan.Line, orphan.Code, new("parent-missing",
                $"上级 {orphan.ParentCode} 既不在文件中（或该行被拒），也不在现有区划中", $"the parent {orphan.ParentCode} is neither in the file (or was rejected there) nor in the tree"));
        return forest;
    }

    public static ImportCounts Count(DivisionForest forest)
    {
        var (added, renamed) = (forest.Entries.Count(e => !e.IsKnown), forest.Entries.Count(e => e.IsRenamed));
        return new(added, renamed, forest.Entries.Count - added - renamed);
    }

    /// <summary>Finds in the tree what of the file is there already, and what it hangs on; from the top down, for below a division that is not there, nothing is.</summary>
    static async Task MeetAsync(DivisionForest forest, Session session, CancellationToken ct)
    {
        Dictionary<string, KnownDivision> above = [];
        await LookUpAsync(forest.Entries.Where(e => e.Upper is null && e.Level > 1).Select(e => e.ParentCode).Distinct(), d => above[d.Code] = d);
        foreach (var entry in forest.Entries.Where(e => e.Upper is null)) entry.UpperKnown = above.GetValueOrDefault(entry.ParentCode);
        for (var level = 1; level <= 5; level++)
            await LookUpAsync(forest.Entries.Where(e => e.Level == level && (e.Upper is { } upper ? upper.IsKnown : level == 1 || e.UpperKnown is not null)).Select(e => e.Code), d => forest.Find(d.Code)!.Meet(d));

        async Task LookUpAsync(IEnumerable<string> codes, Action<KnownDivision> found)
        {
            foreach (var batch in codes.Chunk(Batch))
                foreach (var division in await session.Query<KnownDivision>(Known, new { codes = batch }, ct)) found(division);
        }
    }

    /// <summary>The sender's areas as code prefixes; everything for whoever holds the root.</summary>
    static async Task<Func<string, bool>> AreaAsync(ImportRun run, CancellationToken ct)
    {
        if (run.Areas.Contains("")) return _ => true;
        var areas = await run.Session.Query<Area>(Areas, new { keys = run.Areas.ToArray() }, ct);
        return code => areas.Any(a => DivisionCode.LiesIn(code, a.Code, Math.Min(a.Level, 5)));
    }

    sealed record Area(string Code, int Level);
}
