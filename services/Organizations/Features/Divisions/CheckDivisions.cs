using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Imports;

namespace Organizations.Features.Divisions;

/// <summary>The dry run: each row by itself, then the rows against each other and against the tree. The application does it again, with the tree held still.</summary>
static class CheckDivisions
{
    const int Batch = 10_000;

    const string Known =
        """
        select id, parent_id, key, code, name, level, valid_from, 0 as next from divisions where code = any (@codes) and valid_to is null
        """;
    const string Areas = "select code, level from divisions where key = any (@keys)";

    public static async Task<ImportCounts> CheckAsync(ImportRun run, CancellationToken ct) => Count((await ReadAsync(run, ct)).Forest);

    /// <summary>The file as a forest hung on the tree, rows that break a rule rejected; known divisions by code.</summary>
    public static async Task<(DivisionForest Forest, Dictionary<string, KnownDivision> Known)> ReadAsync(ImportRun run, CancellationToken ct)
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
        var known = await KnownAsync(forest, run.Session, ct);
        foreach (var orphan in forest.Entries.Where(e => e.Level > 1 && e.Upper is null && !known.ContainsKey(e.ParentCode)))
            run.Reject(orphan.Line, orphan.Code, new("parent-missing",
                $"上级 {orphan.ParentCode} 既不在文件中（或该行被拒），也不在现有区划中", $"the parent {orphan.ParentCode} is neither in the file (or was rejected there) nor in the tree"));
        foreach (var entry in forest.Entries) entry.Known = known.GetValueOrDefault(entry.Code);
        return (forest, known);
    }

    public static ImportCounts Count(DivisionForest forest)
    {
        var (added, renamed) = (forest.Entries.Count(e => e.IsNew), forest.Entries.Count(e => e.IsRenamed));
        return new(added, renamed, forest.Entries.Count - added - renamed);
    }

    /// <summary>What the tree has of the file and above it, from the top down: below a division that is not there, nothing is.</summary>
    static async Task<Dictionary<string, KnownDivision>> KnownAsync(DivisionForest forest, Session session, CancellationToken ct)
    {
        Dictionary<string, KnownDivision> known = [];
        await LookUpAsync(forest.Entries.Where(e => e.Upper is null).SelectMany(e => new[] { e.Code, e.ParentCode }).Where(c => c.Length > 0).Distinct());
        for (var level = 2; level <= 5; level++)
            await LookUpAsync(forest.Entries.Where(e => e.Level == level && e.Upper is { } upper && known.ContainsKey(upper.Code)).Select(e => e.Code));
        return known;

        async Task LookUpAsync(IEnumerable<string> codes)
        {
            foreach (var batch in codes.Chunk(Batch))
                foreach (var division in await session.Query<KnownDivision>(Known, new { codes = batch }, ct)) known[division.Code] = division;
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
