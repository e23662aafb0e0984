using System.Globalization;

namespace ServiceDefaults.Standards;

/// <summary>
/// Text counted and cut as a reader sees it (UAX 29 text elements): a character beyond the BMP, one with its variation
/// selector and one with its accents are one each. Cutting given text by UTF-16 units leaves half a character, which
/// neither JSON nor the database takes.
/// </summary>
public static class TextElements
{
    /// <summary>UTF-16 units an element has at most on average; beyond them, text is long by its bytes.</summary>
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
    /// Whether the text has more elements than the given number, or more than eight UTF-16 units for each.
    /// </summary>
    public static bool AreMoreThan(int longest, string text) =>
        text.Length > longest
        && (text.Length > MostUnits * (long)longest || new StringInfo(text).LengthInTextElements > longest);

    /// <summary>The first elements, and an ellipsis where others follow.</summary>
    public static string Cut(string text, int longest) =>
        AreMoreThan(longest, text) ? string.Concat(Of(text).Take(longest)) + "…" : text;
}
