using Organizations.Domain;
using ServiceDefaults.Imports;

namespace Organizations.Features.Divisions;

/// <summary>Links rows with a former code to the divisions that bear it.</summary>
static class FormerCodes
{
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

    /// <summary>
    /// Rows with a former code: its bearer gets the new code, unless an earlier import gave it.
    /// </summary>
    public static async Task FollowAsync(
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
        var bearers = await DivisionMeeting.KnownAsync(formers.Distinct(), run.Session, ct);
        if (diff is not null)
            Settle(diff, entries, bearers, done, run);
        else
            GiveCodes(entries, bearers, done, formers, run);
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

    static void Settle(
        TableDiff diff,
        List<DivisionEntry> entries,
        Dictionary<string, KnownDivision> bearers,
        HashSet<(string Code, string Former)> done,
        ImportRun run
    )
    {
        foreach (
            var (entry, rule) in diff.Settle(
                entries,
                bearers,
                (code, former) => done.Contains((code, former)),
                (e, k) => DivisionMeeting.Meet(e, k, diff, run)
            )
        )
            run.Reject(entry.Line, entry.Code, rule);
        foreach (
            var (from, to, _) in diff.Successions.Where(s =>
                s.To.Level == entries[0].Level && !DivisionMeeting.Holds(run, s.From.Key)
            )
        )
            run.Reject(to.Line, to.Code, DivisionMeeting.OutsideArea);
    }

    static void GiveCodes(
        List<DivisionEntry> entries,
        Dictionary<string, KnownDivision> bearers,
        HashSet<(string Code, string Former)> done,
        string[] formers,
        ImportRun run
    )
    {
        var named = formers.CountBy(f => f).ToDictionary();
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
                DivisionMeeting.Meet(entry, bearer, null, run);
        }
    }

    sealed record CodeChange(string Code, string Former);
}
