using Contracts;

namespace Organizations.Domain;

/// <summary>
/// The effect of moving, merging and splitting divisions on their keys. Access is granted on a key and covers every key
/// below it, so these functions decide who sees what. A merge and a split add no access; a move adds it for holders of
/// the new parent and of the divisions between it and the common ancestor.
/// </summary>
public static class Reorganisation
{
    /// <summary>Most separate areas of one person.</summary>
    public const int MostAreas = 8;

    /// <summary>Period in which a reorganisation can be undone.</summary>
    public static readonly TimeSpan Undoable = TimeSpan.FromDays(30);

    /// <summary>Moves a division below another one, with all below it.</summary>
    /// <param name="key">Key of the division.</param>
    /// <param name="above">Key of the new parent.</param>
    /// <param name="step">First free step there.</param>
    public static KeyMove Move(string key, string above, int step) => new(key, above + DivisionKey.Of(step));

    /// <summary>
    /// Merges sisters: each old key moves below the key of the new division, so that a holder of one of them sees no
    /// more than before.
    /// </summary>
    /// <param name="keys">Keys of the sisters.</param>
    /// <param name="above">Key of their parent.</param>
    /// <param name="step">First free step there.</param>
    public static (string Key, IReadOnlyList<KeyMove> Moves) Merge(IReadOnlyList<string> keys, string above, int step)
    {
        var key = above + DivisionKey.Of(step);
        return (key, [.. keys.Select((k, i) => new KeyMove(k, key + DivisionKey.Of(i)))]);
    }

    /// <summary>Splits a division into parts below its own key, so that its holders still see all of them.</summary>
    /// <param name="key">Key of the division.</param>
    /// <param name="step">First free step below it.</param>
    /// <param name="parts">For each part the keys of the divisions that it gets.</param>
    public static (IReadOnlyList<string> Keys, IReadOnlyList<KeyMove> Moves) Split(
        string key,
        int step,
        IReadOnlyList<IReadOnlyList<string>> parts
    )
    {
        var keys = parts.Select((_, i) => key + DivisionKey.Of(step + i)).ToList();
        return (
            keys,
            [
                .. parts.SelectMany(
                    (children, i) => children.Select((child, n) => new KeyMove(child, keys[i] + DivisionKey.Of(n)))
                ),
            ]
        );
    }

    /// <summary>
    /// The reverse moves: every key returns, and what was added at a part of a split returns to the whole.
    /// </summary>
    public static IReadOnlyList<KeyMove> Back(IEnumerable<KeyMove> moves, IEnumerable<string> parts, string whole) =>
        [.. moves.Select(m => new KeyMove(m.To, m.From)), .. parts.Select(p => new KeyMove(p, whole))];

    /// <summary>The key after the moves, all at once; if several From match, the longest applies.</summary>
    public static string Resolve(IEnumerable<KeyMove> moves, string key) =>
        moves.Where(m => key.StartsWith(m.From, StringComparison.Ordinal)).MaxBy(m => m.From.Length) is { } move
            ? move.To + key[move.From.Length..]
            : key;

    /// <summary>All prefixes of a key, the root first, without the key itself.</summary>
    public static IEnumerable<string> Above(string key) =>
        Enumerable.Range(0, key.Length / DivisionKey.Width).Select(i => key[..(i * DivisionKey.Width)]);

    /// <summary>Prefixes that gain a key, and prefixes that lose one.</summary>
    public static (IReadOnlyList<string> Gaining, IReadOnlyList<string> Losing) Sight(
        IReadOnlyCollection<KeyMove> moves
    ) =>
        (
            [.. moves.SelectMany(m => Above(m.To).Except(Above(m.From)).Except(moves.Select(o => o.From))).Distinct()],
            [.. moves.SelectMany(m => Above(m.From).Except(Above(m.To))).Distinct()]
        );

    /// <summary>Number of separate areas among these keys: a key below another one does not count.</summary>
    public static int Areas(IEnumerable<string> keys)
    {
        var (count, last) = (0, (string?)null);
        foreach (var key in keys.Distinct().Order(StringComparer.Ordinal))
            if (last is null || !key.StartsWith(last, StringComparison.Ordinal))
                (count, last) = (count + 1, key);
        return count;
    }
}
