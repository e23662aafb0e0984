using System.Collections.Concurrent;
using System.Text;
using SkiaSharp;

namespace Organizations.Drawing;

/// <summary>
/// The fonts for Chinese text: the files of the setting Charts:Font (separated by a semicolon), else the best font with
/// the usual characters, of the image and of the system. A character that the first font lacks (names use rare ones) is
/// drawn with the next font that has it.
/// </summary>
sealed class ChineseFont
{
    const string Sample = "妇联网格责任图主席执委0123";
    static readonly string[] Folders =
    [
        Path.Combine(AppContext.BaseDirectory, "fonts"),
        "/usr/share/fonts",
        "/usr/local/share/fonts",
    ];
    static readonly string[] Endings = [".ttc", ".otf", ".ttf"];

    /// <summary>
    /// Parts of file names, best first; fonts of rare characters (extensions B and later) come after fonts of whole
    /// text; others follow by name.
    /// </summary>
    static readonly string[] Preferred =
    [
        "NotoSansCJK-Regular",
        "NotoSansSC",
        "SourceHanSans",
        "wqy-microhei",
        "wqy-zenhei",
        "Plangothic",
        "HanaMin",
        "BabelStoneHan",
        "TH-Tshyn",
        "SimSun-ExtB",
        "simsunb",
        "NotoSerifCJK",
    ];
    static readonly ConcurrentDictionary<string, ChineseFont> Found = [];

    readonly SKTypeface _first;
    readonly Lazy<SKTypeface[]> _others;
    readonly ConcurrentDictionary<int, SKTypeface> _rare = [];

    ChineseFont(SKTypeface first, IEnumerable<string> others)
    {
        _first = first;
        _others = new(() => [.. others.Select(path => SKTypeface.FromFile(path)).OfType<SKTypeface>()]);
    }

    /// <param name="configured">Font files; null or empty to search the installed ones.</param>
    /// <returns>Null if no font has the usual characters; the next call searches again.</returns>
    public static ChineseFont? Find(string? configured)
    {
        var key = configured ?? "";
        if (Found.TryGetValue(key, out var known))
            return known;
        var given = key.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var path in given.Length > 0 ? given : Installed())
            if (Open(path) is { } first)
                return Found.GetOrAdd(key, new ChineseFont(first, given.Concat(Installed()).Where(p => p != path)));
        return null;
    }

    /// <summary>
    /// Splits the text into runs of one font each; a character without a font stays with the first, which draws its
    /// missing sign.
    /// </summary>
    public IEnumerable<(SKTypeface Font, string Text)> Runs(string text)
    {
        var (font, run) = (_first, new StringBuilder());
        foreach (var rune in text.EnumerateRunes())
        {
            var next = _first.ContainsGlyph(rune.Value) ? _first : _rare.GetOrAdd(rune.Value, FindRare);
            if (next != font && run.Length > 0)
            {
                yield return (font, run.ToString());
                run.Clear();
            }
            font = next;
            run.Append(rune);
        }
        if (run.Length > 0)
            yield return (font, run.ToString());
    }

    SKTypeface FindRare(int codePoint) => _others.Value.FirstOrDefault(f => f.ContainsGlyph(codePoint)) ?? _first;

    static IEnumerable<string> Installed() =>
        Folders
            .Where(Directory.Exists)
            .SelectMany(f =>
                Directory.EnumerateFiles(
                    f,
                    "*",
                    new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }
                )
            )
            .Where(f => Endings.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase))
            .OrderBy(f =>
                Array.FindIndex(Preferred, p => f.Contains(p, StringComparison.OrdinalIgnoreCase)) is >= 0 and var at
                    ? at
                    : Preferred.Length
            )
            .ThenBy(f => f, StringComparer.Ordinal);

    static SKTypeface? Open(string path)
    {
        if (!File.Exists(path) || SKTypeface.FromFile(path) is not { } font)
            return null;
        if (font.ContainsGlyphs(Sample))
            return font;
        font.Dispose();
        return null;
    }
}
