using ServiceDefaults.Data;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Http;

/// <summary>
/// A column of a list. The item's member, the query parameter that filters by it and, in snake_case, the source's
/// column have its name.
/// </summary>
/// <param name="Name">camelCase.</param>
/// <param name="Zh">Chinese heading in a file.</param>
public sealed record ListColumn(string Name, string Zh)
{
    /// <summary>
    /// Text that ?q= searches by the key of <see cref="PersonName"/>; sorted by pinyin, or by strokes with
    /// ?collation=stroke.
    /// </summary>
    public bool Search { get; init; }

    /// <summary>Computed or masked by the view: no filter and no order.</summary>
    public bool Plain { get; init; }

    /// <summary>Filter, but no order: the source has no index for it.</summary>
    public bool Unsorted { get; init; }

    /// <summary>Filter, but no column in files.</summary>
    public bool Hidden { get; init; }

    /// <summary>
    /// The table of its codes: a filter by an unknown code is refused (PLT-1003), and a spreadsheet has a column of
    /// Chinese words beside the codes.
    /// </summary>
    public CodeTable? Table { get; init; }

    /// <summary>
    /// An index finds the few rows with a given value: a list filtered by it is not walked (see <see
    /// cref="ListWalk"/>).
    /// </summary>
    public bool Narrow { get; init; }

    /// <summary>The item has several values: the filter uses this table, and there is no order.</summary>
    public ListLookup? Lookup { get; init; }

    /// <summary>
    /// The row's member with the id of the record whose sealed value is shown, if it is not the row's own id. A cell of
    /// a file states that a value did not open.
    /// </summary>
    public string? Of { get; init; }

    /// <summary>Reads a code table stored in the database; called only if a filter or a spreadsheet needs it.</summary>
    public Func<Session, CancellationToken, Task<CodeTable>>? Recorded { get; init; }

    /// <summary>
    /// SQL condition of a filter other than equality; @these is the array of the requested values, x the source.
    /// </summary>
    public string? Where { get; init; }

    /// <summary>
    /// Text of a value in a file, if it is neither text, number, day nor a list of texts; JSON has the value itself.
    /// </summary>
    public Func<object, string>? InFile { get; init; }

    /// <summary>Type of its cells.</summary>
    internal Type Type { get; init; } = typeof(string);

    /// <summary>For <see cref="InFile"/>: the texts of the elements, separated by semicolons.</summary>
    public static Func<object, string> Each<T>(Func<T, string> text) =>
        value => string.Join("; ", ((IEnumerable<T>)value).Select(text));

    internal string Heading(string language) => language == "en" ? Name : Zh;

    internal string Sql =>
        "x."
        + string.Concat(Name.Select(c => char.IsAsciiLetterUpper(c) ? "_" + char.ToLowerInvariant(c) : c.ToString()));
}
