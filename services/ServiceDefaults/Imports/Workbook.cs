using System.Globalization;
using System.IO.Compression;
using System.Xml;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Imports;

/// <summary>
/// Checks a workbook's parts in a streaming pass, within limits, before a reader builds tables of them: a few bytes can
/// declare two thousand million rows, or unpack to a gigabyte.
/// </summary>
sealed class Workbook
{
    /// <summary>The last row a spreadsheet can have.</summary>
    const long LastRow = 1_048_576;

    /// <summary>
    /// Largest number of shared strings, which a reader keeps in memory; an empty one takes five bytes of its part.
    /// </summary>
    const int MostStrings = 4_000_000;

    /// <summary>
    /// Largest number of styles, sheets, merged cells and column widths, which a reader keeps in memory too.
    /// </summary>
    const int MostEntries = 100_000;
    static readonly XmlReaderSettings Safe = new() { CloseInput = true, IgnoreComments = true };
    static readonly string[] Opaque = ["vbaProject.bin", "printerSettings"];

    /// <summary>The sheets by name.</summary>
    readonly Dictionary<string, WorkbookSheet> _sheets = new(StringComparer.Ordinal);

    /// <summary>The sheet with this name; unknown if there is none.</summary>
    public WorkbookSheet this[string name] => _sheets.GetValueOrDefault(name) ?? WorkbookSheet.Unknown;

    /// <exception cref="ImportException">PLT-0030: not a workbook. PLT-0065: beyond the limits, with the
    /// place.</exception>
    public static Workbook Check(Stream content, ImportPace pace)
    {
        using var zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
        // The library unpacks no more of a part than its entry declares.
        if (zip.Entries.Sum(e => e.Length) is var unpacked and > ImportPace.LargestUnpacked)
            throw ImportFileProblems.TooLarge(unpacked, zip.Entries.MaxBy(e => e.Length)!.FullName);
        if (zip.Entries.Count > MostEntries)
            throw ImportFileProblems.TooManyEntries(MostEntries, "[ZIP]");
        var contents = new Contents();
        foreach (var entry in zip.Entries)
        {
            pace.Look(entry.FullName, entry.FullName);
            // Binary parts of sheets cannot be checked and are refused; other binary parts are not read.
            if (entry.Name.EndsWith(".bin", StringComparison.OrdinalIgnoreCase))
            {
                if (!Opaque.Any(o => entry.Name.StartsWith(o, StringComparison.OrdinalIgnoreCase)))
                    throw new ImportException(ImportProblems.Unreadable);
                continue;
            }
            if (entry.Length == 0)
                continue;
            using var xml = XmlReader.Create(entry.Open(), Safe);
            try
            {
                if (xml.MoveToContent() != XmlNodeType.Element)
                    continue;
            }
            catch (XmlException)
            {
                continue; // a picture
            }
            contents.Read(xml, entry, pace);
        }
        var book = new Workbook();
        foreach (var (name, sheet) in contents.Sheets)
            book._sheets.TryAdd(name, sheet);
        return book;
    }

    /// <param name="element">Name of the elements; null for all.</param>
    static void Each(XmlReader xml, string? element, int most, string part, Action<XmlReader> each, ImportPace pace)
    {
        for (var count = 0; xml.Read(); )
        {
            if (pace.IsDue)
                pace.Look(part, part);
            if (xml.NodeType != XmlNodeType.Element || (element is not null && xml.LocalName != element))
                continue;
            if (++count > most)
                throw ImportFileProblems.TooManyEntries(most, part);
            each(xml);
        }
    }

    static string Attribute(XmlReader xml, string name)
    {
        for (var more = xml.MoveToFirstAttribute(); more; more = xml.MoveToNextAttribute())
            if (xml.LocalName == name)
            {
                var value = xml.Value;
                xml.MoveToElement();
                return value;
            }
        xml.MoveToElement();
        return "";
    }

    static WorkbookSheet Sheet(XmlReader xml, string part, ImportPace pace)
    {
        var sheet = new WorkbookSheet();
        var (row, column, others) = (0L, 0L, 0);
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            if (pace.IsDue)
                pace.Look($"{part} 第 {row} 行", $"{part}, row {row}");
            switch (xml.LocalName)
            {
                case "row":
                    (row, column) = (Number(xml.GetAttribute("r")) ?? row + 1, 0);
                    Limit(part, column, row);
                    if (xml.GetAttribute("hidden") is "1" or "true")
                        sheet.Hide((int)row);
                    break;
                case "c":
                    (column, row) = Place(xml.GetAttribute("r")) ?? (column + 1, row);
                    Limit(part, column, row);
                    if (Lost(xml) is { } shown && !sheet.Lose((int)row, (int)column, shown))
                        throw ImportFileProblems.NotCalculated(part, row);
                    break;
                case "mergeCell" or "col" when ++others > MostEntries:
                    throw ImportFileProblems.TooManyEntries(MostEntries, part);
            }
        }
        return sheet;
    }

    /// <summary>
    /// The text of a cell without a value: its error, or <see cref="WorkbookSheet.NotCalculated"/> for a formula
    /// without a stored result; null for other cells. Reads the cell to its end.
    /// </summary>
    static string? Lost(XmlReader xml)
    {
        var type = xml.GetAttribute("t");
        if (xml.IsEmptyElement)
            return null;
        var (depth, isFormula, value) = (xml.Depth, false, (string?)null);
        while (xml.Read() && xml.Depth > depth)
            if (xml.NodeType == XmlNodeType.Element && xml.Depth == depth + 1)
                switch (xml.LocalName)
                {
                    case "f":
                        isFormula = true;
                        break;
                    case "v":
                        value = xml.IsEmptyElement ? "" : null;
                        if (value is null && xml.Read())
                            value = xml.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace
                                ? xml.Value
                                : "";
                        break;
                }
        return type == "e" ? TextElements.Cut(value ?? "", 20)
            : isFormula && string.IsNullOrEmpty(value) && !(type == "str" && value is not null)
                ? WorkbookSheet.NotCalculated
            : null;
    }

    static void Limit(string part, long column, long row)
    {
        if (column > ImportPace.MostColumns)
            throw ImportFileProblems.TooWide(part, $"{Letters(column)}{row}");
        if (row > LastRow)
            throw ImportFileProblems.TooLong(part, row);
    }

    /// <returns>Null for an empty text; a number beyond all limits if the text is not a number.</returns>
    static long? Number(ReadOnlySpan<char> text) =>
        text.IsEmpty ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : long.MaxValue;

    /// <summary>The column and row of a reference such as AB12.</summary>
    static (long Column, long Row)? Place(string? reference)
    {
        if (reference is null)
            return null;
        var (column, at) = (0L, 0);
        for (; at < reference.Length && char.IsAsciiLetter(reference[at]) && column < int.MaxValue; at++)
            column = column * 26 + (char.ToUpperInvariant(reference[at]) - 'A' + 1);
        return (column, Number(reference.AsSpan(at)) ?? 0);
    }

    static string Letters(long column)
    {
        var letters = "";
        for (; column > 0; column = (column - 1) / 26)
            letters = (char)('A' + (column - 1) % 26) + letters;
        return letters;
    }

    /// <summary>The parts that describe a workbook's sheets, in any order.</summary>
    sealed class Contents
    {
        readonly Dictionary<string, WorkbookSheet> _parts = new(StringComparer.OrdinalIgnoreCase);
        readonly Dictionary<string, string> _ids = [],
            _targets = [];

        /// <summary>The sheets with their names. A target is relative to the workbook's folder, or absolute.</summary>
        public IEnumerable<(string Name, WorkbookSheet Sheet)> Sheets
        {
            get
            {
                foreach (var (name, id) in _ids)
                    if (
                        _targets.TryGetValue(id, out var target)
                        && (
                            _parts.GetValueOrDefault(target.TrimStart('/'))
                            ?? _parts.GetValueOrDefault("xl/" + target.TrimStart('.', '/'))
                        )
                            is { } sheet
                    )
                        yield return (name, sheet);
            }
        }

        public void Read(XmlReader xml, ZipArchiveEntry entry, ImportPace pace)
        {
            var part = entry.FullName;
            switch (xml.LocalName)
            {
                case "worksheet":
                    _parts[part] = Sheet(xml, entry.Name, pace);
                    break;
                case "sst":
                    Each(xml, "si", MostStrings, part, _ => { }, pace);
                    break;
                case "styleSheet":
                    Each(xml, null, MostEntries, part, _ => { }, pace);
                    break;
                case "workbook":
                    Each(
                        xml,
                        "sheet",
                        MostEntries,
                        part,
                        x => _ids.TryAdd(Attribute(x, "name"), Attribute(x, "id")),
                        pace
                    );
                    break;
                case "Relationships" when entry.Name.StartsWith("workbook", StringComparison.OrdinalIgnoreCase):
                    Each(
                        xml,
                        "Relationship",
                        MostEntries,
                        part,
                        x => _targets.TryAdd(Attribute(x, "Id"), Attribute(x, "Target")),
                        pace
                    );
                    break;
            }
        }
    }
}
