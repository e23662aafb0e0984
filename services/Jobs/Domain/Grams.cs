using ServiceDefaults.Standards;

namespace Jobs.Domain;

/// <summary>Pieces of one and two characters by which Chinese text is found without a word list.</summary>
static class Grams
{
    /// <summary>Small letters, one blank for any run of white space.</summary>
    public static string Normalise(string text) =>
        string.Join(' ', text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Every piece of a text that is to be found.</summary>
    public static string[] Of(string text)
    {
        var elements = TextElements.Of(Normalise(text));
        return
        [
            .. elements
                .Concat(elements.Zip(elements.Skip(1), (a, b) => a + b))
                .Where(g => !string.IsNullOrWhiteSpace(g))
                .Distinct(),
        ];
    }

    /// <summary>The pieces a text must have to contain what is looked for: pairs, or the one character.</summary>
    public static string[] Wanted(string text)
    {
        var elements = TextElements.Of(Normalise(text));
        return elements.Length == 1 ? [elements[0]] : [.. elements.Zip(elements.Skip(1), (a, b) => a + b).Distinct()];
    }
}
