namespace Organizations.Domain;

/// <summary>
/// A division of an imported file. A file may hold a million, so an entry is small: the code's first 18 digits as one
/// number, the last three of a unit as another, no parent code (it is a prefix of the own code), and the key only where
/// children need it.
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

    /// <summary>The padding of the first 18 digits at a level, 0 to 8.</summary>
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

    /// <summary>The parent's code; empty for a province.</summary>
    public string ParentCode => DivisionCode.Above(Code, _level);
    public int Level => _level;

    /// <summary>The kind from the file, else from the tree, else the usual kind at this place.</summary>
    public string Kind => kind ??= DivisionKind.Usual(_level, Upper?.Kind ?? UpperKnown?.Kind);

    /// <summary>The former code, if the file gives one.</summary>
    public string? FormerCode { get; } = formerCode.Length == 0 ? null : formerCode;

    /// <summary>The same for a complete table, which may give several former codes, separated by semicolons.</summary>
    public string[] FormerCodes =>
        FormerCode?.Split(
            DivisionCode.Separators,
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        ) ?? [];

    /// <summary>The parent: of the same file or of the tree; neither for a province.</summary>
    public DivisionEntry? Upper { get; internal set; }
    public KnownDivision? UpperKnown { get; internal set; }

    /// <summary>Whether the file has divisions directly below it.</summary>
    public bool IsAbove { get; internal set; }

    /// <summary>
    /// Whether the tree has the division; Known is set only if it differs from the file or if children need it.
    /// </summary>
    public bool IsKnown { get; private set; }
    public KnownDivision? Known { get; private set; }

    /// <summary>Whether the name or the code differs from the tree.</summary>
    public bool IsChanged { get; private set; }

    public Guid Id { get; internal set; }
    public Guid? ParentId => Upper?.Id ?? UpperKnown?.Id;

    /// <summary>Sort key: a known division's own; a new one's step after its parent's key.</summary>
    public string Key => Known?.Key ?? (IsAbove ? _key ??= Made() : Made());

    internal int Step { get; set; }

    /// <summary>Finds it in the tree.</summary>
    public void Meet(KnownDivision known)
    {
        (IsKnown, IsChanged, Id) = (true, known.Name != name || known.Code != Code, known.Id);
        Known = IsChanged || IsAbove ? known : null;
        kind = DivisionKind.Read(known.Kind);
    }

    /// <summary>Whether the file gives another kind than the tree.</summary>
    public bool Contradicts(KnownDivision known) => kind is not null && kind != known.Kind;

    /// <summary>The division with this code gets another code: this entry is a new division.</summary>
    public void Part() => (IsKnown, IsChanged, Known, Id) = (false, false, null, Guid.Empty);

    /// <summary>
    /// The first 18 digits, and the last three where there are 21; shorter codes are padded with zeros. The order is
    /// that of the codes and puts each division before all divisions below it.
    /// </summary>
    internal static (long Head, short Tail) Split(string code)
    {
        var number = long.Parse(code.AsSpan(0, Math.Min(code.Length, Head)), null);
        for (var length = code.Length; length < Head; length++)
            number *= 10;
        return (number, code.Length > Head ? short.Parse(code.AsSpan(Head), null) : (short)0);
    }

    internal (long Head, short Tail) Digits => (_head, _tail);

    /// <summary>Whether the other code lies below this one, at any depth.</summary>
    internal bool Holds(DivisionEntry other) =>
        _level < other._level && _head / s_rest[_level] == other._head / s_rest[_level];

    /// <summary>Whether the other code lies directly below this one.</summary>
    internal bool IsDirectlyAbove(DivisionEntry other) =>
        _level == other._level - 1 || (_level == 2 && other._level == 4 && other._head / s_rest[3] % 100 == 0);

    string Made() => (Upper?.Key ?? UpperKnown?.Key ?? "") + DivisionKey.Of(Step);
}
