using System.Text;

namespace Census.Domain;

/// <summary>The pieces a name is found by: each character and each pair of neighbours, without spaces and in lower case. Two characters suffice for most Chinese names.</summary>
public static class NameGrams
{
    /// <summary>What is stored for a name.</summary>
    public static IReadOnlyList<string> Of(string name) => [.. Pieces(name, 1).Concat(Pieces(name, 2)).Distinct()];

    /// <summary>What a name must all have to be found by a query; empty for a query without characters.</summary>
    public static IReadOnlyList<string> Wanted(string query) =>
        [.. (Characters(query).Length == 1 ? Pieces(query, 1) : Pieces(query, 2)).Distinct()];

    static IEnumerable<string> Pieces(string text, int length)
    {
        var characters = Characters(text);
        for (var i = 0; i + length <= characters.Length; i++)
            yield return string.Concat(characters[i..(i + length)]);
    }

    static Rune[] Characters(string text) =>
        [.. text.EnumerateRunes().Where(r => !Rune.IsWhiteSpace(r)).Select(Rune.ToLowerInvariant)];
}
