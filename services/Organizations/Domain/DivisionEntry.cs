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
