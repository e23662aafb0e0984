using ServiceDefaults.Imports;

namespace Organizations.Domain;

/// <summary>
/// What next year's complete table makes of the tree. A row names the code or codes a division had before: one code is
/// a division that goes on under a new code (recoded) or below another parent (moved); several are divisions that
/// become this one (merged); a code that several rows name is a division that becomes those (split). A row whose own
/// code is among the former ones is the one of them that goes on. What the table no longer has, in the area it covers,
/// is abolished.
/// </summary>
public sealed class TableDiff
{
    public const string New = "new";
    public const string Renamed = "renamed";
    public const string Recoded = "recoded";
    public const string Merged = "merged";
    public const string Split = "split";
    public const string Moved = "moved";
    public const string Abolished = "abolished";

    public static readonly ImportRule FormerMissing = new(
        "former-missing",
        "现有区划中没有这个原代码",
        "no division bears the former code"
    );
    public static readonly ImportRule FormerMixed = new(
        "former-twice",
        "原代码既被合并又被其他行使用",
        "a former code is merged here and named by another row too"
    );
    public static readonly ImportRule CodeTaken = new(
        "code-taken",
        "新代码已属于另一个区划",
        "the new code belongs to another division"
    );

    readonly Dictionary<DivisionEntry, (string Kind, KnownDivision[] Formers)> _changes = [];
    readonly HashSet<Guid> _goOn = [];

    /// <summary>Divisions of the tree, the rows that took their place, all or in part, and how.</summary>
    public List<(KnownDivision From, DivisionEntry To, string Relation)> Successions { get; } = [];

    /// <summary>Divisions that go into others and are no more.</summary>
    public IEnumerable<KnownDivision> Ended => Successions.Select(s => s.From).Where(Ends).DistinctBy(d => d.Id);

    /// <summary>What happens to the division of this row; null where nothing does.</summary>
    public string? Of(DivisionEntry entry) =>
        _changes.TryGetValue(entry, out var change) ? change.Kind
        : !entry.IsKnown ? New
        : entry.IsChanged ? Renamed
        : null;

    /// <summary>The divisions it was before.</summary>
    public IReadOnlyList<KnownDivision> Formers(DivisionEntry entry) =>
        _changes.TryGetValue(entry, out var change) ? change.Formers
        : entry.Known is { } known ? [known]
        : [];

    /// <summary>Those of a row's former divisions that end by it.</summary>
    public IEnumerable<KnownDivision> EndedBy(DivisionEntry entry) =>
        Of(entry) is Merged or Split ? Formers(entry).Where(Ends) : [];

    /// <summary>A division that the tree has by the row's code, but elsewhere.</summary>
    public void Meet(DivisionEntry entry, KnownDivision known)
    {
        entry.Meet(known);
        if (known.ParentId != entry.ParentId)
            _changes[entry] = (Moved, [known]);
    }

    /// <summary>
    /// A row bears a code whose division goes on as another row, or into it: the row is a new division.
    /// </summary>
    public void Part(DivisionEntry entry)
    {
        _changes.Remove(entry);
        entry.Part();
    }

    /// <summary>Settles the rows of one level that name former codes; those above are settled.</summary>
    /// <param name="entries">The rows.</param>
    /// <param name="bearers">The living divisions that bear the former codes.</param>
    /// <param name="done">Whether an earlier table has made this former code that division's.</param>
    /// <param name="meet">Takes a row for a division of the tree.</param>
    /// <returns>Rows that break a rule.</returns>
    public IReadOnlyList<(DivisionEntry Entry, ImportRule Rule)> Settle(
        IReadOnlyList<DivisionEntry> entries,
        IReadOnlyDictionary<string, KnownDivision> bearers,
        Func<string, string, bool> done,
        Action<DivisionEntry, KnownDivision> meet
    )
    {
        List<(DivisionEntry, ImportRule)> broken = [];
        var open = entries.Where(e => !(e.IsKnown && e.FormerCodes.All(f => f == e.Code || done(e.Code, f)))).ToList();
        var named = open.SelectMany(e => e.FormerCodes).CountBy(f => f).ToDictionary();
        foreach (var entry in open)
        {
            var formers = entry.FormerCodes.Select(f => bearers.GetValueOrDefault(f)).ToArray();
            var goesOn = entry.FormerCodes.Contains(entry.Code);
            if (formers.Contains(null))
                broken.Add((entry, FormerMissing));
            else if (formers.Length > 1 && entry.FormerCodes.Any(f => named[f] > 1))
                broken.Add((entry, FormerMixed));
            else if (entry.IsKnown && !goesOn && !named.ContainsKey(entry.Code))
                broken.Add((entry, CodeTaken));
            else if (formers.Length > 1 || named[entry.FormerCodes[0]] > 1)
                Become(entry, formers!, formers.Length > 1 ? Merged : Split, goesOn);
            else if (!goesOn)
            {
                meet(entry, formers[0]!);
                _changes[entry] = (formers[0]!.ParentId == entry.ParentId ? Recoded : Moved, [formers[0]!]);
            }
        }
        return broken;
    }

    void Become(DivisionEntry entry, KnownDivision[] formers, string kind, bool goesOn)
    {
        _changes[entry] = (kind, formers);
        if (!goesOn && entry.IsKnown)
            entry.Part();
        // The one that keeps its code does not end; the others, or the other parts, are told apart from it.
        foreach (var former in formers)
            if (former.Code == entry.Code)
                _goOn.Add(former.Id);
            else
                Successions.Add((former, entry, kind));
    }

    bool Ends(KnownDivision division) => !_goOn.Contains(division.Id);
}
