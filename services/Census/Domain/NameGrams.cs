using ServiceDefaults.Standards;

namespace Census.Domain;

/// <summary>
/// Search index of names: each character and each pair of adjacent characters of the key of <see cref="PersonName"/>.
/// Pairs are selective enough for Chinese names. A dot separates parts and is in no gram, so that a name is found
/// whichever dot was typed.
/// </summary>
public static class NameGrams
{
    /// <summary>The grams to store for a name.</summary>
    public static IReadOnlyList<string> Of(string name) =>
        [.. Parts(name).SelectMany(p => p.Concat(Pairs(p))).Distinct()];

    /// <summary>The grams that a name must all have to match a query; empty for a query without characters.</summary>
    public static IReadOnlyList<string> Wanted(string query) =>
        [.. Parts(query).SelectMany(p => p.Length == 1 ? p : Pairs(p)).Distinct()];

    static IEnumerable<string> Pairs(string[] part) => part.Zip(part.Skip(1), (a, b) => a + b);

    static IEnumerable<string[]> Parts(string name) =>
        PersonName
            .KeyOf(name)
            .Split('·', StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.EnumerateRunes().Select(r => r.ToString()).ToArray());
}
