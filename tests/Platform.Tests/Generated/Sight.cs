using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Platform.Tests.Generated;

/// <summary>An area whose rows and words are known.</summary>
/// <param name="Key">The division's sort key: what lies below it begins with it.</param>
/// <param name="Rows">Everything that came to be while it was furnished.</param>
sealed record Area(AreaData Data, string Key, IReadOnlyList<Row> Rows)
{
    public IReadOnlySet<Guid> Ids { get; } = Rows.Where(r => r.Guarded).Select(r => r.Id).ToHashSet();
    public IReadOnlyList<string> Words { get; } = [.. Data.Words];

    public override string ToString() => Data.Mark;
}

/// <summary>
/// What belongs to several areas at once: a file of rows of each. Its sender sees it, and who covers all of them.
/// </summary>
sealed record Joint(Guid Sender, IReadOnlyList<Area> Areas, string Mark, IReadOnlyList<Row> Rows)
{
    public bool IsSeenBy(Visitor visitor, Operation route) =>
        visitor.Subject == Sender || Areas.All(a => visitor.Covers(route, a));
}

/// <summary>A caller, its posts, and its home.</summary>
/// <param name="Subject">Null: not signed in.</param>
/// <param name="Grants">Posts in force, each with the key it is held over.</param>
/// <param name="Home">Records there may be about the caller, or about the organization that the caller acts
/// for.</param>
/// <param name="Acts">For an organization of the home.</param>
sealed record Visitor(
    string Name,
    Guid? Subject,
    IReadOnlyList<(string Post, string Key)> Grants,
    Area? Home = null,
    bool Acts = false
)
{
    /// <summary>Whether the route shows the caller all of the area.</summary>
    public bool Covers(Operation route, Area area) =>
        Held(route).Any(key => area.Key.StartsWith(key, StringComparison.Ordinal));

    /// <summary>
    /// Whether anything of the area may be in an answer: the caller covers it, sees a part of it, or is at home there
    /// and the route is about the caller or the caller's organization.
    /// </summary>
    public bool MaySee(Operation route, Area area) =>
        Covers(route, area)
        || Held(route).Any(key => key.StartsWith(area.Key, StringComparison.Ordinal))
        || Home == area && (route.Self || Acts && route.Organization().Count > 0);

    /// <summary>Whether the route lets the caller in at all.</summary>
    public bool Enters(Operation route) =>
        route.Public
        || Subject is not null && route.Self
        || Acts && route.Organization().Count > 0
        || Held(route).Any();

    IEnumerable<string> Held(Operation route) => Grants.Where(g => route.Staff().Contains(g.Post)).Select(g => g.Key);

    public override string ToString() =>
        Grants.Count == 0 ? Name : $"{Name} ({string.Join(", ", Grants.Select(g => $"{g.Post} over '{g.Key}'"))})";
}

/// <summary>What an answer shows of areas.</summary>
static partial class Sight
{
    /// <summary>Ids of the area's rows in it, but for those the caller sent.</summary>
    public static HashSet<Guid> IdsOf(Area area, string text, string sent) =>
        [
            .. Ids()
                .Matches(text)
                .Select(m => Guid.Parse(m.Value))
                .Where(id => area.Ids.Contains(id) && !sent.Contains(id.ToString(), StringComparison.Ordinal)),
        ];

    /// <summary>The area's words in it, but for those the caller sent.</summary>
    public static IEnumerable<string> WordsOf(Area area, string text, string sent) =>
        area.Words.Where(w =>
            text.Contains(w, StringComparison.Ordinal) && !sent.Contains(w, StringComparison.Ordinal)
        );

    /// <summary>The text of an answer; of a workbook, that of its sheets.</summary>
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
