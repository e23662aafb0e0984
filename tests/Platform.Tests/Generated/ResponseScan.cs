using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Platform.Tests.Generated;

/// <summary>Finds ids and texts of an area in an answer.</summary>
static partial class ResponseScan
{
    /// <summary>Ids of the area's rows in the text, except those that the request contained.</summary>
    public static HashSet<Guid> IdsOf(Area area, string text, string sent) =>
        [
            .. Ids()
                .Matches(text)
                .Select(m => Guid.Parse(m.Value))
                .Where(id => area.Ids.Contains(id) && !sent.Contains(id.ToString(), StringComparison.Ordinal)),
        ];

    /// <summary>Texts of the area in the text, except those that the request contained.</summary>
    public static IEnumerable<string> WordsOf(Area area, string text, string sent) =>
        area.Words.Where(w =>
            text.Contains(w, StringComparison.Ordinal) && !sent.Contains(w, StringComparison.Ordinal)
        );

    /// <summary>The body as text; for a workbook, the text of its parts.</summary>
    public static string TextOf(Reply reply)
    {
        if (reply.MediaType?.Contains("spreadsheet", StringComparison.Ordinal) != true)
            return reply.Text;
        using var archive = new ZipArchive(new MemoryStream(reply.Bytes));
        var text = new StringBuilder();
        foreach (var entry in archive.Entries)
        {
            using var reader = new StreamReader(entry.Open());
            text.Append(reader.ReadToEnd());
        }
        return text.ToString();
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Ids();
}
