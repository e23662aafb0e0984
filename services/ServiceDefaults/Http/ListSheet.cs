using MiniExcelLibs;
using MiniExcelLibs.Attributes;
using MiniExcelLibs.OpenXml;
using ServiceDefaults.Data;

namespace ServiceDefaults.Http;

/// <summary>
/// A list as a spreadsheet: a named sheet with a fixed heading row, days as dates, words beside codes, columns as wide
/// as their content, and ids at the end.
/// </summary>
static class ListSheet
{
    const int MostRows = 1_048_575,
        LongestName = 31;
    const string Day = "yyyy-mm-dd",
        Moment = "yyyy-mm-dd hh:mm:ss";

    /// <summary>Spreadsheets count days reliably from here; earlier days are written as text.</summary>
    static readonly DateOnly s_firstDay = new(1900, 3, 1);

    static readonly Problem TooLong = new(
        "PLT-0021",
        422,
        "行数超过电子表格的上限",
        "Too many rows for a spreadsheet",
        "请改用 CSV（format=csv），或加上筛选条件。",
        "Request CSV (format=csv), or add filters."
    );

    /// <param name="name">Name of the list and the sheet.</param>
    /// <param name="language">Language of the headings, zh or en.</param>
    /// <param name="columns">In the order of the rows' cells.</param>
    /// <exception cref="ProblemException">PLT-0021: more rows than a sheet holds.</exception>
    public static Task WriteAsync(
        Stream file,
        string name,
        string language,
        IReadOnlyList<ListColumn> columns,
        IAsyncEnumerable<object?[]> rows,
        CancellationToken ct
    )
    {
        var layout = columns
            .Index()
            .OrderBy(c => c.Item.Type == typeof(Guid))
            .SelectMany(c => Of(c.Index, columns, language))
            .ToArray();
        return file.SaveAsAsync(
            Rows(layout, rows).ToBlockingEnumerable(ct),
            sheetName: name.Length > LongestName ? "list" : name,
            configuration: new OpenXmlConfiguration
            {
                FreezeRowCount = 1,
                DynamicColumns =
                [
                    .. layout.Select(c => new DynamicExcelColumn(c.Heading) { Width = c.Width, Format = c.Format }),
                ],
            },
            cancellationToken: ct
        );
    }

    static IEnumerable<Column> Of(int place, IReadOnlyList<ListColumn> columns, string language)
    {
        var (column, heading) = (columns[place], columns[place].Heading(language));
        yield return new(place, heading, Width(column.Type, heading), Format(column.Type), null);
        if (column.Table is null)
            yield break;
        heading += language == "en" ? "Name" : "名称";
        // The list already has a column of the words.
        if (columns.Any(c => c.Heading(language) == heading))
            yield break;
        yield return new(place, heading, Width(typeof(string), heading), null, column.Table.NameOf);
    }

    static string? Format(Type type) =>
        type == typeof(DateOnly) ? Day
        : type == typeof(DateTimeOffset) ? Moment
        : null;

    /// <summary>Width in digits; a Chinese character counts as two.</summary>
    static double Width(Type type, string heading) =>
        Math.Max(
            heading.Sum(c => c > 0xFF ? 2 : 1) + 3,
            type == typeof(Guid) ? 38
                : type == typeof(DateTimeOffset) ? 20
                : type == typeof(DateOnly) ? 12
                : type == typeof(string) ? 18
                : 9
        );

    static async IAsyncEnumerable<Dictionary<string, object?>> Rows(Column[] layout, IAsyncEnumerable<object?[]> rows)
    {
        var count = 0;
        await foreach (var row in rows)
        {
            if (++count > MostRows)
                throw new ProblemException(TooLong);
            var cells = new Dictionary<string, object?>(layout.Length);
            foreach (var column in layout)
                cells[column.Heading] = column.Words is { } words
                    ? Word(words, row[column.Place])
                    : Cell(row[column.Place]);
            yield return cells;
        }
        // A sheet without rows still has its headings.
        if (count == 0)
            yield return layout.ToDictionary(c => c.Heading, _ => (object?)null);
    }

    static object? Cell(object? value) =>
        value switch
        {
            DateOnly day when day >= s_firstDay => day.ToDateTime(default),
            DateTimeOffset at when DateOnly.FromDateTime(at.UtcDateTime) > s_firstDay => ChinaDay.Clock(at).DateTime,
            _ => ListFile.Cell(value),
        };

    static string? Word(Func<string, string?> words, object? value) =>
        value switch
        {
            string code => words(code),
            IEnumerable<string> codes => string.Join("; ", codes.Select(c => words(c) ?? c)),
            _ => null,
        };

    sealed record Column(int Place, string Heading, double Width, string? Format, Func<string, string?>? Words);
}
