using System.Collections.Concurrent;
using SkiaSharp;

namespace Organizations.Drawing;

/// <summary>The font that Chinese text is drawn with: the file named by the setting Charts:Font, else the first that has the characters, of those in the image and those installed.</summary>
static class ChineseFont
{
    const string Sample = "妇联网格责任图主席执委0123";
    static readonly string[] Folders =
    [
        Path.Combine(AppContext.BaseDirectory, "fonts"),
        "/usr/share/fonts",
        "/usr/local/share/fonts",
    ];
    static readonly string[] Endings = [".ttc", ".otf", ".ttf"];

    /// <summary>Parts of file names, best first; any other comes after them by name.</summary>
    static readonly string[] Preferred =
    [
        "NotoSansCJK-Regular",
        "NotoSansSC",
        "SourceHanSans",
        "wqy-microhei",
        "wqy-zenhei",
    ];
    static readonly ConcurrentDictionary<string, SKTypeface> Found = [];

    /// <param name="configured">A font file; null or empty to look among the installed ones.</param>
    /// <returns>Null where there is none; it is looked for again the next time.</returns>
    public static SKTypeface? Find(string? configured)
    {
        var key = configured ?? "";
        if (Found.TryGetValue(key, out var known))
            return known;
        var font = (key.Length > 0 ? [key] : Installed()).Select(Open).FirstOrDefault(f => f is not null);
        return font is null ? null : Found.GetOrAdd(key, font);
    }

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
