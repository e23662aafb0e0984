using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Imports;

namespace Organizations.Features.Divisions;

/// <summary>Finds a file's divisions in the tree.</summary>
static class DivisionMeeting
{
    const int Batch = 10_000;

    const string Known = """
        select id, parent_id, key, code, name, kind, level, valid_from, since
        from divisions
        where code = any (@codes) and valid_to is null
        """;

    public static readonly ImportRule OutsideArea = new(
        "outside-area",
        "不在您负责的区域内",
        "it lies outside your area"
    );
    static readonly ImportRule KindChanged = new(
        "kind-changed",
        "与现有区划的类型不同",
        "the division has another kind in the tree"
    );

    /// <summary>
    /// Finds the divisions of the file that exist, and their parents; top down, because nothing exists below a missing
    /// division.
    /// </summary>
    public static async Task MeetAsync(DivisionForest forest, TableDiff? diff, ImportRun run, CancellationToken ct)
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
            await FormerCodes.FollowAsync(
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
                    DivisionFaults.FirstBelow(outside, entry.UpperKnown?.Id ?? Guid.Empty, entry.Line)
                );
    }

    public static void Meet(DivisionEntry entry, KnownDivision known, TableDiff? diff, ImportRun run)
    {
        if (!Holds(run, known.Key))
            run.Reject(entry.Line, entry.Code, OutsideArea, DivisionFaults.CauseAbove(entry, run));
        else if (entry.Contradicts(known))
            run.Reject(entry.Line, entry.Code, KindChanged);
        if (diff is null)
            entry.Meet(known);
        else
            diff.Meet(entry, known);
    }

    /// <summary>
    /// Whether the sender may change it. The sender's areas are keys, not codes: a code may still show a former place.
    /// </summary>
    public static bool Holds(ImportRun run, string key) =>
        run.Areas.Any(a => key.StartsWith(a, StringComparison.Ordinal));

    public static async Task<Dictionary<string, KnownDivision>> KnownAsync(
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
}
