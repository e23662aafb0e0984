using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using CsvHelper;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace ServiceDefaults.Imports;

/// <summary>Reads rows from CSV (UTF-8 or GB18030, with or without a byte order mark; comma, semicolon or tab) and from the first sheet of an XLSX.</summary>
static class ImportReader
{
    const int LongestRow = 64 * 1024;
    const long LargestUnpacked = 1L << 30;

    static ImportReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <exception cref="ImportException">The file is no table, or its header is not the expected one.</exception>
    public static IEnumerable<ImportRow> Read(Stream content, string format, IReadOnlyList<ImportColumn> columns)
    {
        using var cells = (
            content.Length == 0
                ? []
                : format switch
                {
                    "xlsx" => Guard(Sheet(content)),
                    "utf-8" => Guard(Csv(content, null)), // its bytes were checked as they came in
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
        if (!cells.MoveNext())
            throw new ImportException(ImportProblems.Empty);
        var header = cells.Current.Cells.Select(c => c.Trim()).ToList();
        var places = columns.Select(c => header.FindIndex(c.IsCalled)).ToArray();
        if (columns.Any(c => header.Count(c.IsCalled) is var times && times != 1 && !(c.Optional && times == 0)))
            throw ImportProblems.BadHeader(columns, header);
        var some = false;
        while (cells.MoveNext())
        {
            var (line, row, intact) = cells.Current;
            if (row.All(string.IsNullOrWhiteSpace))
                continue;
            some = true;
            var values = Array.ConvertAll(places, p => p >= 0 && p < row.Length ? Plain(row[p].Trim()) : "");
            yield return new(
                line,
                values,
                intact && (row.Length <= header.Count || row.Skip(header.Count).All(string.IsNullOrWhiteSpace))
            );
        }
        if (!some)
            throw new ImportException(ImportProblems.Empty);
    }

    /// <summary>As it was before a list of ours kept a spreadsheet from running it (see <see cref="Http.ListFile"/>): an error file, corrected, is sent again.</summary>
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
                AllowLineBreaksInQuotes = false,
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

    static IEnumerable<(int Line, string[] Cells, bool Intact)> Sheet(Stream content)
    {
        using (var zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true))
            if (zip.Entries.Sum(e => e.Length) > LargestUnpacked)
                throw new ImportException(ImportProblems.Unreadable);
        content.Position = 0;
        using var sheet = ExcelReaderFactory.CreateOpenXmlReader(
            content,
            new ExcelReaderConfiguration { LeaveOpen = true }
        );
        while (sheet.Read())
        {
            var cells = new string[sheet.FieldCount];
            for (var i = 0; i < cells.Length; i++)
                cells[i] = Text(sheet.GetValue(i));
            yield return (sheet.Depth + 1, cells, true);
        }
    }

    /// <summary>A code that a spreadsheet took for a number is given back its digits.</summary>
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

    /// <summary>Whatever the readers throw at rubbish becomes one clear problem.</summary>
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
