using System.Globalization;
using System.Text;
using System.Xml;
using CsvHelper;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace ServiceDefaults.Imports;

/// <summary>The settings for reading one file.</summary>
/// <param name="Kind">Its columns and largest number of rows.</param>
/// <param name="Pace">The time limit.</param>
/// <param name="IgnoreUnknown">Unknown columns are ignored; otherwise they are refused.</param>
/// <param name="Warn">Receives the warnings to the sender.</param>
sealed record ImportReading(ImportKind Kind, ImportPace Pace, bool IgnoreUnknown, Action<ImportWarning> Warn)
{
    public ImportHeader Header(string[] cells) => new(cells, Kind.Columns, Kind.Aside);
}

/// <summary>
/// Reads rows from CSV (UTF-8 or GB18030, with or without a byte order mark; comma, semicolon or tab) and from the only
/// visible sheet of an XLSX that has the header. The header is the first of the first five rows that names the columns.
/// </summary>
static class ImportReader
{
    const int LongestRow = 64 * 1024;

    /// <summary>Texts that spreadsheets show for errors.</summary>
    static readonly HashSet<string> s_errors = new(StringComparer.OrdinalIgnoreCase)
    {
        WorkbookSheet.NotCalculated,
        "#N/A",
        "#REF!",
        "#DIV/0!",
        "#VALUE!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#GETTING_DATA",
    };

    static ImportReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Whether the cell shows an error instead of a value.</summary>
    public static bool IsError(string cell) => cell is ['#' or '=', ..] && s_errors.Contains(cell);

    /// <exception cref="ImportException">The file is not a table, has other columns than expected, or exceeds the
    /// limits.</exception>
    public static IEnumerable<ImportRow> Read(Stream content, string format, ImportReading reading)
    {
        using var cells = (
            content.Length == 0
                ? []
                : format switch
                {
                    "xlsx" => Guard(Sheet(content, reading)),
                    "utf-8" => Guard(Csv(content, null)), // the upload checked its bytes
                    "gb18030" => Guard(
                        Csv(
                            content,
                            Encoding.GetEncoding(
                                "GB18030",
                                EncoderFallback.ExceptionFallback,
                                DecoderFallback.ExceptionFallback
                            )
                        )
                    ),
                    _ => throw new ImportException(ImportProblems.Unreadable),
                }
        ).GetEnumerator();
        var header = HeaderOf(cells, reading);
        var (unknown, count, some) = (new bool[header.Count], 0, false);
        foreach (var (place, _) in header.Unknown)
            unknown[place] = true;
        if (header.Unknown.Count > 0 && reading.IgnoreUnknown)
            reading.Warn(ImportFileProblems.Ignored(header.Unknown.Select(u => u.Heading)));
        while (cells.MoveNext())
        {
            var (line, row, intact) = cells.Current;
            if (++count > reading.Kind.MostRows)
                throw ImportProblems.TooMany(reading.Kind.MostRows, line);
            if (row.Length > ImportPace.MostColumns && row.Skip(ImportPace.MostColumns).Any(c => c.Length > 0))
                throw ImportFileProblems.TooWide(line);
            if (reading.Pace.IsDue)
                reading.Pace.Look($"第 {line} 行", $"line {line}");
            if (row.All(string.IsNullOrWhiteSpace))
                continue;
            some = true;
            for (var i = 0; i < row.Length; i++)
                if (string.IsNullOrWhiteSpace(row[i]))
                    continue;
                else if (header.IsBlank(i))
                    intact = false;
                else if (unknown[i] && !reading.IgnoreUnknown)
                    throw ImportFileProblems.NotUnderstood(header.Unknown.Select(u => u.Heading));
            var values = Array.ConvertAll(header.Places, p => p >= 0 && p < row.Length ? Plain(row[p].Trim()) : "");
            yield return new(line, values, intact);
        }
        if (!some)
            throw new ImportException(ImportProblems.Empty);
    }

    /// <summary>
    /// The first row that names the columns. If no row does, the error describes the row with the most known columns.
    /// </summary>
    static ImportHeader HeaderOf(IEnumerator<(int Line, string[] Cells, bool Intact)> cells, ImportReading reading)
    {
        (ImportHeader Header, string[] Cells)? likely = null;
        while (cells.MoveNext() && cells.Current.Line <= ImportHeader.LastLine)
        {
            var header = reading.Header(cells.Current.Cells);
            if (header.Fits && !header.Twice.Any())
                return header;
            if (likely is null || header.Known > likely.Value.Header.Known)
                likely = (header, cells.Current.Cells);
        }
        throw likely is { } l
            ? ImportProblems.BadHeader(reading.Kind.Columns, l.Header.Twice, l.Cells)
            : new ImportException(ImportProblems.Empty);
    }

    /// <summary>
    /// Removes the escape that our files add to cells that look like a formula (see <see cref="Http.ListFile"/>): a
    /// corrected error file is sent again.
    /// </summary>
    static string Plain(string cell) => cell is ['\'', '=' or '+' or '-' or '@', ..] ? cell[1..] : cell;

    static IEnumerable<(int Line, string[] Cells, bool Intact)> Csv(Stream content, Encoding? encoding)
    {
        SkipByteOrderMark(content);
        var intact = true;
        using var csv = CsvReader.Create(
            content,
            new CsvReaderOptions
            {
                HasHeader = false,
                Encoding = encoding,
                AllowLineBreaksInQuotes = true,
                TrackLineNumbers = true,
                PoolStrings = true,
                MaxRecordSize = LongestRow,
                OnMalformedRecord = _ => intact = false,
            },
            leaveOpen: true
        );
        while (csv.Read())
        {
            var cells = new string[csv.FieldCount];
            for (var i = 0; i < cells.Length; i++)
                cells[i] = csv.GetString(i);
            yield return ((int)csv.LineNumber, cells, intact);
            intact = true;
        }
    }

    static IEnumerable<(int Line, string[] Cells, bool Intact)> Sheet(Stream content, ImportReading reading)
    {
        var book = Workbook.Check(content, reading.Pace);
        content.Position = 0;
        using var reader = ExcelReaderFactory.CreateOpenXmlReader(
            content,
            new ExcelReaderConfiguration { LeaveOpen = true }
        );
        reading.Pace.Look("工作表", "the sheets");
        List<(int No, string Name)> visible = [],
            fitting = [];
        var no = 0;
        do
        {
            reading.Pace.Look($"工作表 {reader.Name}", $"sheet {reader.Name}");
            if (reader.VisibleState != "visible")
                continue;
            visible.Add((no, reader.Name));
            for (var line = 1; line <= ImportHeader.LastLine && reader.Read(); line++)
                if (reading.Header(Cells(reader, WorkbookSheet.Unknown)).Fits)
                {
                    fitting.Add((no, reader.Name));
                    break;
                }
        } while (++no > 0 && reader.NextResult());
        if (fitting.Count > 1)
            throw ImportFileProblems.TwoTables(fitting.Select(f => f.Name));
        if (visible.Count == 0)
            yield break;
        var (chosen, name) = fitting is [var only] ? only : visible[0];
        reader.Reset();
        for (var i = 0; i < chosen; i++, reader.NextResult())
            reading.Pace.Look($"工作表 {name}", $"sheet {name}");
        var sheet = book[name];
        if (sheet.HiddenCount > 0)
            reading.Warn(ImportFileProblems.HiddenRows(sheet, name));
        while (reader.Read())
            yield return (reader.Depth + 1, Cells(reader, sheet), true);
    }

    static string[] Cells(IExcelDataReader reader, WorkbookSheet sheet)
    {
        var cells = new string[Math.Min(reader.FieldCount, ImportPace.MostColumns)];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = sheet.LostAt(reader.Depth + 1, i + 1) ?? Text(reader.GetValue(i));
        return cells;
    }

    /// <summary>The text of a cell; a code that the spreadsheet stored as a number keeps all its digits.</summary>
    static string Text(object? value) =>
        value switch
        {
            null => "",
            string s => s,
            double d when d == Math.Floor(d) && Math.Abs(d) < 1e15 => ((long)d).ToString(CultureInfo.InvariantCulture),
            DateTime t => t.ToString(
                t.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss",
                CultureInfo.InvariantCulture
            ),
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };

    static void SkipByteOrderMark(Stream content)
    {
        Span<byte> head = stackalloc byte[4];
        var length = content.ReadAtLeast(head, 4, throwOnEndOfStream: false);
        content.Position =
            head[..length].StartsWith(Encoding.UTF8.Preamble) ? 3
            : head[..length].SequenceEqual<byte>([0x84, 0x31, 0x95, 0x33]) ? 4
            : 0;
    }

    /// <summary>Converts the exceptions of the readers for a damaged file to one problem.</summary>
    static IEnumerable<(int Line, string[] Cells, bool Intact)> Guard(
        IEnumerable<(int Line, string[] Cells, bool Intact)> rows
    )
    {
        using var each = rows.GetEnumerator();
        for (var line = 0; ; )
        {
            try
            {
                if (!each.MoveNext())
                    yield break;
                line = each.Current.Line;
            }
            catch (Exception e)
                when (e
                        is DecoderFallbackException
                            or CsvFormatException
                            or InvalidDataException
                            or XmlException
                            or ExcelReaderException
                            or FormatException
                            or OverflowException
                            or ArgumentException
                            or IndexOutOfRangeException
                            or NullReferenceException
                            or KeyNotFoundException
                            or NotSupportedException
                            or InvalidOperationException
                            or EndOfStreamException
                )
            {
                throw ImportProblems.At(line + 1);
            }
            yield return each.Current;
        }
    }
}
