namespace Organizations.Domain;

/// <summary>A division of a file on its way into the tree.</summary>
public sealed class DivisionEntry(int line, string code, string name, string parentCode, int level)
{
    public int Line => line;
    public string Code => code;
    public string Name => name;
    public string ParentCode => parentCode;
    public int Level => level;

    /// <summary>The division above it in the same file; null for a province, and where the file does not hold it.</summary>
    public DivisionEntry? Upper { get; internal set; }

    public Guid Id { get; internal set; }
    public Guid? ParentId { get; internal set; }
    public int Ordinal { get; internal set; }
    public string Key { get; internal set; } = "";

    /// <summary>Not in the tree yet.</summary>
    public bool IsNew => Known is null;

    /// <summary>The division as it is in the tree.</summary>
    public KnownDivision? Known { get; internal set; }

    public bool IsRenamed => Known is { } known && known.Name != name;
}

/// <summary>A division that is in the tree; Next is the first free ordinal below it.</summary>
public sealed record KnownDivision(Guid Id, Guid? ParentId, string Key, string Code, string Name, int Level, DateOnly ValidFrom, int Next);

/// <summary>The divisions of a file, parents before children and sisters by code, each hung on the one above it.</summary>
public sealed class DivisionForest
{
    DivisionForest(IReadOnlyList<DivisionEntry> entries, IReadOnlyList<(DivisionEntry Later, DivisionEntry First)> twice) => (Entries, Twice) = (entries, twice);

    /// <summary>One for each code.</summary>
    public IReadOnlyList<DivisionEntry> Entries { get; }

    /// <summary>Rows that give a code again.</summary>
    public IReadOnlyList<(DivisionEntry Later, DivisionEntry First)> Twice { get; }

    /// <summary>A code is greater than that of every division above it, so the order of codes is also that of parents before children.</summary>
    public static DivisionForest Of(IReadOnlyCollection<DivisionEntry> rows)
    {
        var sorted = rows.ToArray();
        var codes = Array.ConvertAll(sorted, r => long.Parse(r.Code, null));
        Array.Sort(codes, sorted);
        List<DivisionEntry> entries = new(sorted.Length);
        List<(DivisionEntry, DivisionEntry)> twice = [];
        for (int from = 0, to; from < sorted.Length; from = to)
        {
            for (to = from + 1; to < sorted.Length && codes[to] == codes[from];) to++;
            var first = to == from + 1 ? sorted[from] : sorted.AsSpan(from, to - from).ToArray().MinBy(r => r.Line)!;
            for (var i = from; i < to; i++) if (sorted[i] != first) twice.Add((sorted[i], first));
            entries.Add(first);
        }
        if (twice.Count > 0) codes = [.. entries.Select(e => long.Parse(e.Code, null))];
        foreach (var entry in entries)
            if (entry.ParentCode.Length > 0 && Array.BinarySearch(codes, long.Parse(entry.ParentCode, null)) is >= 0 and var at) entry.Upper = entries[at];
        return new(entries, twice);
    }

    /// <summary>
    /// Gives every entry its id, its place and its key: a known division keeps its own, a new one gets the next ordinal below its parent. Keys hang on the parent's key, so the
    /// key of every descendant begins with it.
    /// </summary>
    /// <param name="known">Divisions of the tree by code: those of the file that are there, and parents the file does not hold.</param>
    /// <param name="nextRoot">The first free ordinal of the tree itself.</param>
    /// <param name="newId">Makes ids.</param>
    public void Place(IReadOnlyDictionary<string, KnownDivision> known, int nextRoot, Func<Guid> newId)
    {
        Dictionary<Guid, int> next = [];
        foreach (var entry in Entries)
        {
            if (known.GetValueOrDefault(entry.Code) is { } there)
            {
                (entry.Known, entry.Id, entry.ParentId, entry.Key) = (there, there.Id, there.ParentId, there.Key);
                continue;
            }
            var above = entry.Upper is { } upper ? (upper.Id, upper.Key) : known.GetValueOrDefault(entry.ParentCode) is { } parent ? (parent.Id, parent.Key) : (Guid.Empty, "");
            var start = entry.ParentCode.Length == 0 ? nextRoot : (entry.Upper is { } u ? u.Known : known.GetValueOrDefault(entry.ParentCode))?.Next ?? 0;
            entry.Ordinal = next.TryGetValue(above.Item1, out var free) ? free : start;
            next[above.Item1] = entry.Ordinal + 1;
            (entry.Id, entry.ParentId, entry.Key) = (newId(), above.Item1 == Guid.Empty ? null : above.Item1, above.Item2 + DivisionKey.Of(entry.Ordinal));
        }
    }
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
