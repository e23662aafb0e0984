using ServiceDefaults.Imports;

namespace Organizations.Domain;

/// <summary>
/// Compares next year's complete table with the tree. A row names its former code or codes. One code: the division goes
/// on under a new code (recoded) or below another parent (moved). Several codes: those divisions become this one
/// (merged). A code in several rows: the division becomes all of them (split). A row whose own code is among the former
/// ones continues that division. Divisions that the table lacks, in the area it covers, are abolished.
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
        "a former code is merged here and also in another row"
    );
    public static readonly ImportRule CodeTaken = new(
        "code-taken",
        "新代码已属于另一个区划",
        "the new code belongs to another division"
    );

    readonly Dictionary<DivisionEntry, (string Kind, KnownDivision[] Formers)> _changes = [];
    readonly HashSet<Guid> _goOn = [];

    /// <summary>Replaced divisions of the tree, the rows that replaced them, wholly or in part, and how.</summary>
    public List<(KnownDivision From, DivisionEntry To, string Relation)> Successions { get; } = [];

    /// <summary>Divisions that end because others replaced them.</summary>
    public IEnumerable<KnownDivision> Ended => Successions.Select(s => s.From).Where(Ends).DistinctBy(d => d.Id);

    /// <summary>The change of this row's division; null for none.</summary>
    public string? Of(DivisionEntry entry) =>
        _changes.TryGetValue(entry, out var change) ? change.Kind
        : !entry.IsKnown ? New
        : entry.IsChanged ? Renamed
        : null;

    /// <summary>The former divisions of a row.</summary>
    public IReadOnlyList<KnownDivision> Formers(DivisionEntry entry) =>
        _changes.TryGetValue(entry, out var change) ? change.Formers
        : entry.Known is { } known ? [known]
        : [];

    /// <summary>Former divisions of a row that end by it.</summary>
    public IEnumerable<KnownDivision> EndedBy(DivisionEntry entry) =>
        Of(entry) is Merged or Split ? Formers(entry).Where(Ends) : [];

    /// <summary>A division of the tree with the row's code but another place.</summary>
    public void Meet(DivisionEntry entry, KnownDivision known)
    {
        entry.Meet(known);
        if (known.ParentId != entry.ParentId)
            _changes[entry] = (Moved, [known]);
    }

    /// <summary>
    /// The row has the code of a division that another row continues or merges: the row is a new division.
    /// </summary>
    public void Part(DivisionEntry entry)
    {
        _changes.Remove(entry);
        entry.Part();
    }

    /// <summary>Resolves the rows of one level that name former codes; the levels above are resolved.</summary>
    /// <param name="entries">The rows.</param>
    /// <param name="bearers">The living divisions with the former codes.</param>
    /// <param name="done">Whether an earlier table already gave this former code to that division.</param>
    /// <param name="meet">Links a row to a division of the tree.</param>
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
        // The division that keeps its code does not end; the others, or the other parts, refer to it.
        foreach (var former in formers)
            if (former.Code == entry.Code)
                _goOn.Add(former.Id);
            else
                Successions.Add((former, entry, kind));
    }

    bool Ends(KnownDivision division) => !_goOn.Contains(division.Id);
}
