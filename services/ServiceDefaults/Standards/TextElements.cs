using System.Globalization;

namespace ServiceDefaults.Standards;

/// <summary>
/// Counts and cuts text by text elements (UAX 29), as a reader sees it: a character outside the BMP, with a variation
/// selector or with accents counts as one. Cutting by UTF-16 units can leave a lone surrogate, which neither JSON nor
/// the database accepts.
/// </summary>
public static class TextElements
{
    /// <summary>Highest average number of UTF-16 units per element; a text with more is too long by its size.</summary>
    const int MostUnits = 8;

    /// <summary>The elements in order.</summary>
    public static string[] Of(string text)
    {
        List<string> elements = new(text.Length);
        for (var e = StringInfo.GetTextElementEnumerator(text); e.MoveNext(); )
            elements.Add(e.GetTextElement());
        return [.. elements];
    }

    /// <summary>
    /// Whether the text has more elements than the given number, or more than eight UTF-16 units per allowed element.
    /// </summary>
    public static bool AreMoreThan(int longest, string text) =>
        text.Length > longest
        && (text.Length > MostUnits * (long)longest || new StringInfo(text).LengthInTextElements > longest);

    /// <summary>The first elements, with an ellipsis where text was cut.</summary>
    public static string Cut(string text, int longest) =>
        AreMoreThan(longest, text) ? string.Concat(Of(text).Take(longest)) + "…" : text;
}
