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

    /// <summary>Filtered by, but without a column of its own in files.</summary>
    public bool Hidden { get; init; }

    /// <summary>
    /// Of its codes: a filter by what it does not have is refused (PLT-1003), and in a spreadsheet a column of Chinese
    /// words stands beside that of the codes.
    /// </summary>
    public CodeTable? Table { get; init; }

    /// <summary>What its cells hold.</summary>
    internal Type Type { get; init; } = typeof(string);

    internal string Heading(string language) => language == "en" ? Name : Zh;

    internal string Sql =>
        "x."
        + string.Concat(Name.Select(c => char.IsAsciiLetterUpper(c) ? "_" + char.ToLowerInvariant(c) : c.ToString()));
}
