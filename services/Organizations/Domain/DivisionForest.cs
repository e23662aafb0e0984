namespace Organizations.Domain;

/// <summary>A division of a file on its way into the tree. There may be a million of them at once, so it keeps little: codes as numbers, and the key only where others hang on it.</summary>
public sealed class DivisionEntry(int line, string code, string name, string parentCode, int level, string formerCode = "")
{
    readonly long _code = long.Parse(code, null);
    readonly long _parent = parentCode.Length == 0 ? 0 : long.Parse(parentCode, null);
    readonly long _former = formerCode.Length == 0 ? 0 : long.Parse(formerCode, null);
    readonly byte _level = (byte)level;
    string? _key;

    public int Line => line;
    public string Code => _code.ToString("D12", null);
    public string Name => name;
    public string ParentCode => _parent == 0 ? "" : _parent.ToString("D12", null);
    public int Level => _level;

    /// <summary>The code it had before, where the file says that it has changed.</summary>
    public string? FormerCode => _former == 0 ? null : _former.ToString("D12", null);
    internal long Number => _code;
    internal long ParentNumber => _parent;

    /// <summary>The division above it: of the same file, or of the tree; neither for a province.</summary>
    public DivisionEntry? Upper { get; internal set; }
    public KnownDivision? UpperKnown { get; internal set; }

    /// <summary>It is in the tree already; with what it is there where that differs from the file, or where others hang on it.</summary>
    public bool IsKnown { get; private set; }
    public KnownDivision? Known { get; private set; }

    /// <summary>Its name or its code is another than in the tree.</summary>
    public bool IsChanged { get; private set; }

    public Guid Id { get; internal set; }
    public int Ordinal { get; internal set; }
    public Guid? ParentId => Upper?.Id ?? UpperKnown?.Id;

    /// <summary>Sort key: a known division's own; for a new one its ordinal's digits after its parent's key.</summary>
    public string Key => _key ?? Known?.Key ?? (_level < 5 ? _key = Made() : Made());

    /// <summary>Finds it in the tree.</summary>
    public void Meet(KnownDivision known)
    {
        (IsKnown, IsChanged, Id) = (true, known.Name != name || known.Code != Code, known.Id);
        Known = IsChanged || _level < 5 ? known : null;
    }

    /// <summary>The division of its code goes on under another one: this is a new division.</summary>
    public void Part() => (IsKnown, IsChanged, Known, Id) = (false, false, null, Guid.Empty);

    string Made() => (Upper?.Key ?? UpperKnown?.Key ?? "") + DivisionKey.Of(Ordinal);
}

/// <summary>A division that is in the tree.</summary>
public sealed record KnownDivision(Guid Id, Guid? ParentId, string Key, string Code, string Name, DateOnly ValidFrom);

/// <summary>The divisions of a file, parents before children and sisters by code, each hung on the one above it.</summary>
public sealed class DivisionForest
{
    readonly long[] _codes;

    DivisionForest(DivisionEntry[] entries, long[] codes, IReadOnlyList<(DivisionEntry Later, DivisionEntry First)> twice) => (Entries, _codes, Twice) = (entries, codes, twice);

    /// <summary>One for each code.</summary>
    public IReadOnlyList<DivisionEntry> Entries { get; }

    /// <summary>Rows that give a code again.</summary>
    public IReadOnlyList<(DivisionEntry Later, DivisionEntry First)> Twice { get; }

    /// <summary>A code is greater than that of every division above it, so the order of codes is also that of parents before children.</summary>
    public static DivisionForest Of(IReadOnlyCollection<DivisionEntry> rows)
    {
        var sorted = rows.ToArray();
        var codes = Array.ConvertAll(sorted, r => r.Number);
        Array.Sort(codes, sorted);
        List<(DivisionEntry, DivisionEntry)> twice = [];
        var count = 0;
        for (int from = 0, to; from < sorted.Length; from = to)
        {
            for (to = from + 1; to < sorted.Length && codes[to] == codes[from];) to++;
            var first = to == from + 1 ? sorted[from] : sorted.AsSpan(from, to - from).ToArray().MinBy(r => r.Line)!;
            for (var i = from; i < to; i++) if (sorted[i] != first) twice.Add((sorted[i], first));
            (sorted[count], codes[count]) = (first, first.Number);
            count++;
        }
        var forest = new DivisionForest(sorted[..count], codes[..count], twice);
        foreach (var entry in forest.Entries) entry.Upper = forest.Find(entry.ParentNumber);
        return forest;
    }

    public DivisionEntry? Find(string code) => Find(long.Parse(code, null));

    /// <summary>
    /// Gives every new entry its id and its place, the next ordinal below its parent. Known ones keep theirs. Keys hang on the parent's key, so the key of every descendant
    /// begins with it.
    /// </summary>
    /// <param name="next">The first free ordinal below each division of the tree that gets children; that of the tree itself under the empty id.</param>
    /// <param name="newId">Makes ids.</param>
    public void Place(Dictionary<Guid, int> next, Func<Guid> newId)
    {
        foreach (var entry in Entries.Where(e => !e.IsKnown))
        {
            var parent = entry.ParentId ?? Guid.Empty;
            (entry.Id, entry.Ordinal) = (newId(), next.GetValueOrDefault(parent));
            next[parent] = entry.Ordinal + 1;
        }
    }

    DivisionEntry? Find(long code) => Array.BinarySearch(_codes, code) is >= 0 and var at ? Entries[at] : null;
}

/// <summary>One step of a sort key: three digits of base 32 in byte order.</summary>
public static class DivisionKey
{
    public const int Width = 3;
    public const int Most = 32 * 32 * 32;
    const string Digits = "0123456789abcdefghijklmnopqrstuv";

    /// <exception cref="ArgumentOutOfRangeException">A parent has no room for more than 32,768 children.</exception>
    public static string Of(int ordinal)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(ordinal, Most);
        return string.Create(Width, ordinal, (s, o) => (s[0], s[1], s[2]) = (Digits[o >> 10], Digits[(o >> 5) & 31], Digits[o & 31]));
    }
}
