using System.IO.Compression;
using System.Security;
using System.Text;
using ExcelDataReader;

namespace Testing;

/// <summary>Writes a workbook part by part, so that a test can make content that no program writes.</summary>
public static class TestWorkbook
{
    const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        Package = "http://schemas.openxmlformats.org/package/2006",
        Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>A sheet of text cells.</summary>
    public static Sheet Of(string name, params string[][] rows) =>
        new(name, string.Concat(rows.Select(r => Row(null, [.. r.Select(Text)]))));

    /// <summary>Cells of the first sheet, row by row; an empty cell is null.</summary>
    public static List<object?[]> Read(byte[] workbook)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var reader = ExcelReaderFactory.CreateReader(new MemoryStream(workbook));
        List<object?[]> rows = [];
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)]);
        return rows;
    }

    public static string Row(string? attributes, params string[] cells) =>
        $"<row {attributes}>{string.Concat(cells)}</row>";

    public static string Text(string value) =>
        $"<c t=\"inlineStr\"><is><t>{SecurityElement.Escape(value)}</t></is></c>";

    /// <param name="sheets">Sheets in order.</param>
    /// <param name="shared">Writes the part of shared strings; null for none.</param>
    public static byte[] Write(IEnumerable<Sheet> sheets, Action<StreamWriter>? shared = null)
    {
        var all = sheets.ToList();
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            Add(
                "[Content_Types].xml",
                $"<Types xmlns=\"{Package}/content-types\"><Default Extension=\"rels\" "
                    + "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default "
                    + "Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
            );
            Add(
                "_rels/.rels",
                $"<Relationships xmlns=\"{Package}/relationships\"><Relationship Id=\"r1\" "
                    + $"Type=\"{Office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            );
            Add(
                "xl/workbook.xml",
                $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\"><sheets>"
                    + $"{Each((s, no) => $"<sheet name=\"{s.Name}\" sheetId=\"{no}\" state=\"{s.State}\" r:id=\"r{no}\"/>")}"
                    + "</sheets></workbook>"
            );
            Add(
                "xl/_rels/workbook.xml.rels",
                $"<Relationships xmlns=\"{Package}/relationships\">"
                    + $"{Each((_, no) => $"<Relationship Id=\"r{no}\" Type=\"{Office}/worksheet\" Target=\"worksheets/sheet{no}.xml\"/>")}"
                    + $"<Relationship Id=\"s\" Type=\"{Office}/sharedStrings\" Target=\"sharedStrings.xml\"/>"
                    + "</Relationships>"
            );
            for (var i = 0; i < all.Count; i++)
                Add(
                    $"xl/worksheets/sheet{i + 1}.xml",
                    $"<worksheet xmlns=\"{Main}\"><sheetData>{all[i].Data}</sheetData></worksheet>"
                );
            if (shared is not null)
            {
                using var writer = new StreamWriter(zip.CreateEntry("xl/sharedStrings.xml").Open());
                writer.Write($"<sst xmlns=\"{Main}\">");
                shared(writer);
                writer.Write("</sst>");
            }

            void Add(string name, string content)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(content);
            }
        }
        return bytes.ToArray();

        string Each(Func<Sheet, int, string> part) => string.Concat(all.Select((s, i) => part(s, i + 1)));
    }

    /// <param name="Data">Content of the element sheetData.</param>
    /// <param name="State">visible, hidden or veryHidden.</param>
    public sealed record Sheet(string Name, string Data, string State = "visible");
}
