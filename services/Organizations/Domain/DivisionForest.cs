namespace Organizations.Domain;

/// <summary>
/// A division of a file on its way into the tree. There may be a million of them at once, so it keeps little: of its
/// code the first 18 digits as one number and the last three of a unit as another, nothing of its parent's, which is
/// the beginning of its own, and the key only where others hang on it.
/// </summary>
public sealed class DivisionEntry(
    int line,
    string code,
    string name,
    int level,
    string formerCode = "",
    string? kind = null
)
{
    const int Head = 18;

    /// <summary>What the digits that do not count at a level, 0 to 8, stand for in the first 18.</summary>
    static readonly long[] s_rest =
    [
        .. Enumerable
            .Range(0, DivisionKind.DeepestLevel + 1)
            .Select(l => (long)Math.Pow(10, Math.Max(0, Head - DivisionCode.SignificantDigits(l)))),
    ];

    readonly long _head = Split(code).Head;
    readonly short _tail = Split(code).Tail;
    readonly byte _level = (byte)level;
    string? _key;

    public int Line => line;
    public string Code =>
        _level > 7
            ? _head.ToString("D18", null) + _tail.ToString("D3", null)
            : _head.ToString("D18", null)[..Math.Max(DivisionCode.TableLength, 3 * _level - 3)];
    public string Name => name;

    /// <summary>The code of the division above it; empty for a province.</summary>
    public string ParentCode => DivisionCode.Above(Code, _level);
    public int Level => _level;

    /// <summary>What it is by the file, else by the tree, else as is usual there.</summary>
    public string Kind => kind ??= DivisionKind.Usual(_level, Upper?.Kind ?? UpperKnown?.Kind);

    /// <summary>The code it had before, where the file says that it has changed.</summary>
    public string? FormerCode { get; } = formerCode.Length == 0 ? null : formerCode;

    /// <summary>
    /// As <see cref="FormerCode"/>, where a complete table may name several, separated by semicolons.
    /// </summary>
    public string[] FormerCodes =>
        FormerCode?.Split(
            DivisionCode.Separators,
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        ) ?? [];

    /// <summary>The division above it: of the same file, or of the tree; neither for a province.</summary>
    public DivisionEntry? Upper { get; internal set; }
    public KnownDivision? UpperKnown { get; internal set; }

    /// <summary>Others of the file lie directly below it.</summary>
    public bool IsAbove { get; internal set; }

    /// <summary>
    /// It is in the tree already; with what it is there where that differs from the file, or where others hang on it.
    /// </summary>
    public bool IsKnown { get; private set; }
    public KnownDivision? Known { get; private set; }

    /// <summary>Its name or its code is another than in the tree.</summary>
    public bool IsChanged { get; private set; }

    public Guid Id { get; internal set; }
    public Guid? ParentId => Upper?.Id ?? UpperKnown?.Id;

    /// <summary>Sort key: a known division's own; for a new one its step after its parent's key.</summary>
    public string Key => Known?.Key ?? (IsAbove ? _key ??= Made() : Made());

    internal int Step { get; set; }

    /// <summary>Finds it in the tree.</summary>
    public void Meet(KnownDivision known)
    {
        (IsKnown, IsChanged, Id) = (true, known.Name != name || known.Code != Code, known.Id);
        Known = IsChanged || IsAbove ? known : null;
        kind = DivisionKind.Read(known.Kind);
    }

    /// <summary>The file says that it is of another kind.</summary>
    public bool Contradicts(KnownDivision known) => kind is not null && kind != known.Kind;

    /// <summary>The division of its code goes on under another one: this is a new division.</summary>
    public void Part() => (IsKnown, IsChanged, Known, Id) = (false, false, null, Guid.Empty);

    /// <summary>
    /// The first 18 digits, and the last three where there are 21; shorter codes as if zeros followed. Their order is
    /// that of codes, and puts each division before all below it.
    /// </summary>
    internal static (long Head, short Tail) Split(string code)
    {
        var number = long.Parse(code.AsSpan(0, Math.Min(code.Length, Head)), null);
        for (var length = code.Length; length < Head; length++)
            number *= 10;
        return (number, code.Length > Head ? short.Parse(code.AsSpan(Head), null) : (short)0);
    }

    internal (long Head, short Tail) Digits => (_head, _tail);

    /// <summary>Whether the other lies somewhere below this one, by its code.</summary>
    internal bool Holds(DivisionEntry other) =>
        _level < other._level && _head / s_rest[_level] == other._head / s_rest[_level];

    /// <summary>Whether the other lies directly below this one, which holds it.</summary>
    internal bool IsDirectlyAbove(DivisionEntry other) =>
        _level == other._level - 1 || (_level == 2 && other._level == 4 && other._head / s_rest[3] % 100 == 0);

    string Made() => (Upper?.Key ?? UpperKnown?.Key ?? "") + DivisionKey.Of(Step);
}

/// <summary>A division that is in the tree.</summary>
/// <param name="Since">From when on it has its present name, code and place.</param>
public sealed record KnownDivision(
    Guid Id,
    Guid? ParentId,
    string Key,
    string Code,
    string Name,
    string Kind,
    int Level,
    DateOnly ValidFrom,
    DateOnly Since
);

/// <summary>
/// The divisions of a file, parents before children and sisters by code, each hung on the one above it.
/// </summary>
public sealed class DivisionForest
{
    DivisionForest(DivisionEntry[] entries, IReadOnlyList<(DivisionEntry Later, DivisionEntry First)> twice) =>
        (Entries, Twice) = (entries, twice);

    /// <summary>One for each code.</summary>
    public IReadOnlyList<DivisionEntry> Entries { get; }

    /// <summary>Rows that give a code again.</summary>
    public IReadOnlyList<(DivisionEntry Later, DivisionEntry First)> Twice { get; }

    /// <summary>
    /// A code is greater than that of every division above it, so the order of codes is also that of parents before
    /// children.
    /// </summary>
    public static DivisionForest Of(IReadOnlyCollection<DivisionEntry> rows)
    {
        var sorted = rows.ToArray();
        Array.Sort(Array.ConvertAll(sorted, r => r.Digits.Head), sorted);
        List<(DivisionEntry, DivisionEntry)> twice = [];
        var count = 0;
        for (int from = 0, to; from < sorted.Length; from = to)
        {
            for (to = from + 1; to < sorted.Length && sorted[to].Digits.Head == sorted[from].Digits.Head; )
                to++;
            if (to - from > 1)
                Array.Sort(
                    sorted,
                    from,
                    to - from,
                    Comparer<DivisionEntry>.Create((a, b) => (a.Digits.Tail, a.Line).CompareTo((b.Digits.Tail, b.Line)))
                );
            for (var i = from; i < to; i++)
                if (i > from && sorted[i].Digits == sorted[count - 1].Digits)
                    twice.Add((sorted[i], sorted[count - 1]));
                else
                    sorted[count++] = sorted[i];
        }
        Array.Resize(ref sorted, count);
        var forest = new DivisionForest(sorted, twice);
        forest.Hang();
        return forest;
    }

    /// <summary>The entry of this code, or null.</summary>
    public DivisionEntry? Find(string code)
    {
        var digits = DivisionEntry.Split(code);
        var (from, to) = (0, Entries.Count - 1);
        while (from <= to)
        {
            var at = (from + to) / 2;
            var order = Entries[at].Digits.CompareTo(digits);
            if (order == 0)
                return Entries[at];
            if (order < 0)
                from = at + 1;
            else
                to = at - 1;
        }
        return null;
    }

    /// <summary>
    /// Gives every new entry its id and its place, the next step below its parent. Known ones keep theirs. Keys hang on
    /// the parent's key, so the key of every descendant begins with it.
    /// </summary>
    /// <param name="next">The first free step below each division of the tree that gets children; that of the tree
    /// itself under the empty id.</param>
    /// <param name="newId">Makes ids.</param>
    public void Place(Dictionary<Guid, int> next, Func<Guid> newId)
    {
        foreach (var entry in Entries.Where(e => !e.IsKnown))
        {
            var parent = entry.ParentId ?? Guid.Empty;
            (entry.Id, entry.Step) = (newId(), next.GetValueOrDefault(parent));
            next[parent] = entry.Step + 1;
        }
    }

    /// <summary>
    /// All that lies below a division follows it directly, so the ones above the next are those not yet left behind.
    /// </summary>
    void Hang()
    {
        Stack<DivisionEntry> above = [];
        foreach (var entry in Entries)
        {
            while (above.TryPeek(out var last) && !last.Holds(entry))
                above.Pop();
            if (above.TryPeek(out var upper) && upper.IsDirectlyAbove(entry))
                (entry.Upper, upper.IsAbove) = (upper, true);
            above.Push(entry);
        }
    }
}

/// <summary>
/// Sort keys: three digits of base 32 a step, in byte order. A key is given once and never to another division, also
/// when its first bearer has ended or moved.
/// </summary>
public static class DivisionKey
{
    public const int Width = 3;
    public const int Most = 32 * 32 * 32;
    const string Digits = "0123456789abcdefghijklmnopqrstuv";

    /// <exception cref="ArgumentOutOfRangeException">A parent has no room for more than 32,768 children.</exception>
    public static string Of(int step)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, Most);
        return string.Create(Width, step, (s, o) =>
            (s[0], s[1], s[2]) = (Digits[o >> 10], Digits[(o >> 5) & 31], Digits[o & 31])
        );
    }

    /// <summary>The first free step below a key.</summary>
    /// <param name="above">The key of the division above; empty for the tree itself.</param>
    /// <param name="last">The greatest key ever given below it; null where there was none.</param>
    public static int Next(string above, string? last) =>
        last is null ? 0
        : last.AsSpan(above.Length, Width) is var d
            ? (
                Digits.IndexOf(d[0], StringComparison.Ordinal) << 10
                | Digits.IndexOf(d[1], StringComparison.Ordinal) << 5
                | Digits.IndexOf(d[2], StringComparison.Ordinal)
            ) + 1
        : 0;
}
