using System.Diagnostics.CodeAnalysis;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Sealing;

/// <summary>
/// Masks personal data: enough is left to recognise a value, too little to use it. One star replaces one text element.
/// </summary>
public static class Mask
{
    /// <summary>
    /// Keeps the first and last characters and replaces the rest by stars: "110105********002X" for (6, 4).
    /// </summary>
    [return: NotNullIfNotNull(nameof(value))]
    public static string? Middle(string? value, int first, int last)
    {
        if (value is null)
            return null;
        var elements = TextElements.Of(value);
        return string.Concat(
            elements.Length <= first + last
                ? elements.Select(_ => "*")
                : elements.Select((e, at) => at < first || at >= elements.Length - last ? e : "*")
        );
    }

    /// <summary>Keeps a name's first character: "王**".</summary>
    [return: NotNullIfNotNull(nameof(name))]
    public static string? Name(string? name) =>
        name is null ? null
        : TextElements.Of(name) is [var first, .. var others] ? first + new string('*', Math.Max(1, others.Length))
        : "";
}
