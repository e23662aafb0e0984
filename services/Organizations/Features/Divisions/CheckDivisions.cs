using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Imports;

namespace Organizations.Features.Divisions;

/// <summary>The dry run: each row by itself, then the rows against each other and against the tree. The application does it again, with the tree held still.</summary>
static class CheckDivisions
{
    const int Batch = 10_000;

    const string Known = "select id, parent_id, key, code, name, valid_from from divisions where code = any (@codes) and valid_to is null";
    const string Changes =
        """
        select d.code, h.code as former from division_history h join divisions d on d.id = h.division_id where h.code = any (@codes) and h.code <> d.code and d.valid_to is null
        """;
    const string Areas = "select code, level from divisions where key = any (@keys)";

    static readonly ImportRule FormerMissing = new("former-missing", "现有区划中没有这个原代码", "no division bears the former code");
    static readonly ImportRule FormerElsewhere = new("former-elsewhere", "原代码的区划在另一个上级之下", "the division of the former code lies below another parent");
    static readonly ImportRule FormerTwice = new("former-twice", "多行使用同一个原代码", "several rows name the same former code");
    static readonly ImportRule CodeTaken = new("code-taken", "新代码已属于另一个区划", "the new code belongs to another division");

    public static async Task<ImportCounts> CheckAsync(ImportRun run, CancellationToken ct) => Count(await ReadAsync(run, ct));

    /// <summary>The file as a forest hung on the tree, rows that break a rule rejected.</summary>
    public static async Task<DivisionForest> ReadAsync(ImportRun run, CancellationToken ct)
    {
        var area = await AreaAsync(run, ct);
        List<DivisionEntry> rows = [];
        await run.ReadAsync(row =>
        {
            var (code, name, parent, former) = (row.Values[0], row.Values[1], row.Values[2], row.Values[3]);
            if (DivisionFile.Check(code, name, parent, former, area, out var level) is { } broken) run.Reject(row.Line, code, broken);
            else rows.Add(new(row.Line, code, name, parent, level, former));
        }, ct);
        var forest = DivisionForest.Of(rows);
        foreach (var (later, first) in forest.Twice)
            run.Reject(later.Line, later.Code, new("duplicate-code", $"代码与第 {first.Line} 行重复", $"the code is the same as in line {first.Line}"));
        await MeetAsync(forest, run, ct);
        foreach (var orphan in forest.Entries.Where(e => e.Level > 1 && e.ParentId is null))
            run.Reject(orphan.Line, orphan.Code, new("parent-missing",
                $"上级 {orphan.ParentCode} 既不在文件中（或该行被拒），也不在现有区划中", $"the parent {orphan.ParentCode} is neither in the file (or was rejected there) nor in the tree"));
        return forest;
    }

    public static ImportCounts Count(DivisionForest forest)
    {
        var (added, changed) = (forest.Entries.Count(e => !e.IsKnown), forest.Entries.Count(e => e.IsChanged));
        return new(added, changed, forest.Entries.Count - added - changed);
    }

    /// <summary>Finds in the tree what of the file is there already, and what it hangs on; from the top down, for below a division that is not there, nothing is.</summary>
    static async Task MeetAsync(DivisionForest forest, ImportRun run, CancellationToken ct)
    {
        var above = await KnownAsync(forest.Entries.Where(e => e.Upper is null && e.Level > 1).Select(e => e.ParentCode).Distinct(), run.Session, ct);
        foreach (var entry in forest.Entries.Where(e => e.Upper is null)) entry.UpperKnown = above.GetValueOrDefault(entry.ParentCode);
        for (var level = 1; level <= 5; level++)
        {
            var within = forest.Entries.Where(e => e.Level == level && (e.Upper is { } upper ? upper.IsKnown : level == 1 || e.UpperKnown is not null));
            foreach (var batch in within.Chunk(Batch))
                foreach (var (code, division) in await KnownAsync(batch.Select(e => e.Code), run.Session, ct)) forest.Find(code)!.Meet(division);
            await ChangeCodesAsync(forest, [.. forest.Entries.Where(e => e.Level == level && e.FormerCode is not null)], run, ct);
        }
    }

    /// <summary>Rows that name a former code: the division that bears it gets the new one, unless an earlier import has done so.</summary>
    static async Task ChangeCodesAsync(DivisionForest forest, List<DivisionEntry> entries, ImportRun run, CancellationToken ct)
    {
        if (entries.Count == 0) return;
        var formers = entries.Select(e => e.FormerCode!).ToArray();
        var done = (await run.Session.Query<CodeChange>(Changes, new { codes = formers }, ct)).Select(c => (c.Code, c.Former)).ToHashSet();
        var bearers = await KnownAsync(formers.Distinct(), run.Session, ct);
        var named = formers.CountBy(f => f).ToDictionary();
        foreach (var entry in entries.Where(e => !(e.IsKnown && done.Contains((e.Code, e.FormerCode!)))))
        {
            if (bearers.GetValueOrDefault(entry.FormerCode!) is not { } bearer) run.Reject(entry.Line, entry.Code, FormerMissing);
            else if (bearer.ParentId != entry.ParentId) run.Reject(entry.Line, entry.Code, FormerElsewhere);
            else if (named[entry.FormerCode!] > 1) run.Reject(entry.Line, entry.Code, FormerTwice);
            else if (entry.IsKnown && !named.ContainsKey(entry.Code)) run.Reject(entry.Line, entry.Code, CodeTaken);
            else entry.Meet(bearer);
        }
        var given = entries.Where(e => e.IsKnown).Select(e => e.Id).ToHashSet();
        foreach (var former in formers) if (forest.Find(former) is { FormerCode: null } heir && given.Contains(heir.Id)) heir.Part();
    }

    static async Task<Dictionary<string, KnownDivision>> KnownAsync(IEnumerable<string> codes, Session session, CancellationToken ct)
    {
        Dictionary<string, KnownDivision> known = [];
        foreach (var batch in codes.Chunk(Batch))
            foreach (var division in await session.Query<KnownDivision>(Known, new { codes = batch }, ct)) known[division.Code] = division;
        return known;
    }

    /// <summary>The sender's areas as code prefixes; everything for whoever holds the root.</summary>
    static async Task<Func<string, bool>> AreaAsync(ImportRun run, CancellationToken ct)
    {
        if (run.Areas.Contains("")) return _ => true;
        var areas = await run.Session.Query<Area>(Areas, new { keys = run.Areas.ToArray() }, ct);
        return code => areas.Any(a => DivisionCode.LiesIn(code, a.Code, Math.Min(a.Level, 5)));
    }

    sealed record Area(string Code, int Level);
    sealed record CodeChange(string Code, string Former);
}
