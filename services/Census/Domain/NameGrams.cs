using ServiceDefaults.Standards;

namespace Census.Domain;

/// <summary>
/// The pieces a name is found by: each character and each pair of neighbours of the key of <see cref="PersonName"/>.
/// Two characters suffice for most Chinese names. Dots part a name and are no piece of it, so that names registered
/// with another dot are found too.
/// </summary>
public static class NameGrams
{
    /// <summary>What is stored for a name.</summary>
    public static IReadOnlyList<string> Of(string name) =>
        [.. Parts(name).SelectMany(p => p.Concat(Pairs(p))).Distinct()];

    /// <summary>What a name must all have to be found by a query; empty for a query without characters.</summary>
    public static IReadOnlyList<string> Wanted(string query) =>
        [.. Parts(query).SelectMany(p => p.Length == 1 ? p : Pairs(p)).Distinct()];

    static IEnumerable<string> Pairs(string[] part) => part.Zip(part.Skip(1), (a, b) => a + b);

    static IEnumerable<string[]> Parts(string name) =>
        PersonName
            .KeyOf(name)
            .Split('·', StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.EnumerateRunes().Select(r => r.ToString()).ToArray());
}
