using Contracts;

namespace Organizations.Domain;

/// <summary>
/// What moving, merging and splitting divisions does to their keys. A key is what access is given over: whoever holds a
/// key sees what lies below it, so these functions decide who sees what. A merge and a split give nobody sight of
/// anything; a move gives it to whoever holds the new division above, or something between that and what lies above
/// both.
/// </summary>
public static class Reorganisation
{
    /// <summary>How many separate areas one person may hold.</summary>
    public const int MostAreas = 8;

    /// <summary>How long it can be undone.</summary>
    public static readonly TimeSpan Undoable = TimeSpan.FromDays(30);

    /// <summary>A division goes below another one, with all below it.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="above">The key of the division it goes below.</param>
    /// <param name="step">The first free step there.</param>
    public static KeyMove Move(string key, string above, int step) => new(key, above + DivisionKey.Of(step));

    /// <summary>
    /// Sisters become one: each keeps what it held to itself below the key of the new one, so that whoever held one of
    /// them sees no more than before.
    /// </summary>
    /// <param name="keys">The sisters'.</param>
    /// <param name="above">The key of the division above them.</param>
    /// <param name="step">The first free step there.</param>
    public static (string Key, IReadOnlyList<KeyMove> Moves) Merge(IReadOnlyList<string> keys, string above, int step)
    {
        var key = above + DivisionKey.Of(step);
        return (key, [.. keys.Select((k, i) => new KeyMove(k, key + DivisionKey.Of(i)))]);
    }

    /// <summary>
    /// A division becomes several, which lie below its own key, so that whoever held it goes on seeing all of them.
    /// </summary>
    /// <param name="key">Its key.</param>
    /// <param name="step">The first free step below it.</param>
    /// <param name="parts">For each part the keys of the divisions that go into it.</param>
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
    /// The way back: every key returns, and what came to lie at a part of a split returns to the whole.
    /// </summary>
    public static IReadOnlyList<KeyMove> Back(IEnumerable<KeyMove> moves, IEnumerable<string> parts, string whole) =>
        [.. moves.Select(m => new KeyMove(m.To, m.From)), .. parts.Select(p => new KeyMove(p, whole))];

    /// <summary>The key after the moves, all at once; where one From begins with another, the longer counts.</summary>
    public static string Resolve(IEnumerable<KeyMove> moves, string key) =>
        moves.Where(m => key.StartsWith(m.From, StringComparison.Ordinal)).MaxBy(m => m.From.Length) is { } move
            ? move.To + key[move.From.Length..]
            : key;

    /// <summary>The keys that see a key from above, the tree itself first; without the key itself.</summary>
    public static IEnumerable<string> Above(string key) =>
        Enumerable.Range(0, key.Length / DivisionKey.Width).Select(i => key[..(i * DivisionKey.Width)]);

    /// <summary>Keys that see from above what they did not, and keys that no longer see what they did.</summary>
    public static (IReadOnlyList<string> Gaining, IReadOnlyList<string> Losing) Sight(
        IReadOnlyCollection<KeyMove> moves
    ) =>
        (
            [.. moves.SelectMany(m => Above(m.To).Except(Above(m.From)).Except(moves.Select(o => o.From))).Distinct()],
            [.. moves.SelectMany(m => Above(m.From).Except(Above(m.To))).Distinct()]
        );

    /// <summary>How many separate areas these keys are: one that lies in another does not count.</summary>
    public static int Areas(IEnumerable<string> keys)
    {
        var (count, last) = (0, (string?)null);
        foreach (var key in keys.Distinct().Order(StringComparer.Ordinal))
            if (last is null || !key.StartsWith(last, StringComparison.Ordinal))
                (count, last) = (count + 1, key);
        return count;
    }
}
