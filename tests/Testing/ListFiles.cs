using System.Text;
using System.Text.Json;
using CsvHelper;

namespace Testing;

/// <summary>Compares the exports of a list with its page.</summary>
public static class ListFiles
{
    /// <summary>
    /// Reads a list as a page, as CSV and as XLSX, and compares them: one column for each member except the version,
    /// and the same texts, masked alike.
    /// </summary>
    /// <param name="path">Path with a query.</param>
    /// <returns>The rows of the CSV, by the names of members.</returns>
    /// <exception cref="InvalidOperationException">A member has no column, or a text differs.</exception>
    public static async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> LikeThePageAsync(
        Client client,
        string path
    )
    {
        var page = (await client.Get(path + "&limit=500")).Expect(200);
        var csv = Read((await client.Get(path + "&format=csv")).Expect(200).Text);
        var sheet = TestWorkbook.Read(await client.Download(path + "&format=xlsx"));
        if (csv.Count != page.Items.Count || sheet.Count != Math.Max(csv.Count, 1) + 1)
            throw new InvalidOperationException(
                $"{path}: {page.Items.Count} items, {csv.Count} rows of CSV, {sheet.Count - 1} of XLSX."
            );
        foreach (var (i, item) in page.Items.Index())
        foreach (var member in item.EnumerateObject().Where(m => m.Name != "version"))
        {
            if (!csv[i].TryGetValue(member.Name, out var cell))
                throw new InvalidOperationException($"{path}: no column {member.Name}.");
            if (Text(member.Value) is { } text && (cell != text || !(text == "" || sheet[i + 1].Contains(text))))
                throw new InvalidOperationException($"{path}: {member.Name} is {text} on the page, {cell} in CSV.");
        }
        return csv;
    }

    /// <summary>
    /// Null for types that exports write differently: numbers, moments, days (XLSX date cells), objects.
    /// </summary>
    static string? Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null ? ""
        : value.ValueKind == JsonValueKind.String && !value.TryGetDateTime(out _) ? value.GetString()
        : null;

    static List<Dictionary<string, string>> Read(string text)
    {
        using var csv = CsvReader.Create(
            new MemoryStream(Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF'))),
            new CsvReaderOptions { HasHeader = false, AllowLineBreaksInQuotes = true }
        );
        List<string[]> rows = [];
        while (csv.Read())
            rows.Add([.. Enumerable.Range(0, csv.FieldCount).Select(i => csv.GetString(i))]);
        return [.. rows.Skip(1).Select(r => rows[0].Zip(r).ToDictionary(c => c.First, c => c.Second))];
    }
}
