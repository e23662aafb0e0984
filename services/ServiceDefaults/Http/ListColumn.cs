using ServiceDefaults.Data;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Http;

/// <summary>
/// A column of a list. Its name is that of the item's member (camelCase), of the query parameter that filters by it,
/// and in snake_case of the source's column.
/// </summary>
/// <param name="Name">camelCase.</param>
/// <param name="Zh">Its heading in a file, Chinese.</param>
public sealed record ListColumn(string Name, string Zh)
{
    /// <summary>
    /// Words that people read: ?q= searches them by the key of <see cref="PersonName"/>, and they are sorted by pinyin,
    /// or by strokes where ?collation= says so.
    /// </summary>
    public bool Search { get; init; }

    /// <summary>Made by the view (masked, computed): shown, but neither filtered nor sorted by.</summary>
    public bool Plain { get; init; }

    /// <summary>Filtered by, not sorted by: the source has no index for that order, and anybody could ask for it.</summary>
    public bool Unsorted { get; init; }

    /// <summary>Filtered by, but without a column of its own in files.</summary>
    public bool Hidden { get; init; }

    /// <summary>
    /// Of its codes: a filter by what it does not have is refused (PLT-1003), and in a spreadsheet a column of Chinese
    /// words stands beside that of the codes.
    /// </summary>
    public CodeTable? Table { get; init; }

    /// <summary>
    /// The few rows that have one of its values are found by an index: a list that is filtered by it is not walked (see
    /// <see cref="ListWalk"/>).
    /// </summary>
    public bool Narrow { get; init; }

    /// <summary>The item has several of its values: it is filtered by through this table, and not sorted by.</summary>
    public ListLookup? Lookup { get; init; }

    /// <summary>
    /// The row's member with the id of the record whose sealed value it shows, if that is not the row's own: where the
    /// value does not open, a cell of a file says so.
    /// </summary>
    public string? Of { get; init; }

    /// <summary>
    /// Reads its code table where the database keeps it; called where a filter or a spreadsheet needs the table.
    /// </summary>
    public Func<Session, CancellationToken, Task<CodeTable>>? Recorded { get; init; }

    /// <summary>
    /// SQL that is true of the rows a filter asks for, where that is more than equality; @these is the array of the
    /// values asked for, x the source.
    /// </summary>
    public string? Where { get; init; }

    /// <summary>
    /// What a file says for its value, where that is neither text, number, day nor a list of texts; JSON shows the
    /// value itself.
    /// </summary>
    public Func<object, string>? InFile { get; init; }

    /// <summary>What its cells hold.</summary>
    internal Type Type { get; init; } = typeof(string);

    /// <summary>For <see cref="InFile"/>: the text of each element, with semicolons between them.</summary>
    public static Func<object, string> Each<T>(Func<T, string> text) =>
        value => string.Join("; ", ((IEnumerable<T>)value).Select(text));

    internal string Heading(string language) => language == "en" ? Name : Zh;

    internal string Sql =>
        "x."
        + string.Concat(Name.Select(c => char.IsAsciiLetterUpper(c) ? "_" + char.ToLowerInvariant(c) : c.ToString()));
}
