using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Http;
using MiniExcelLibs;
using ServiceDefaults.Data;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Http;

/// <summary>
/// A list as a file: CSV (UTF-8 with its mark, so that spreadsheets show Chinese) or XLSX, written row by row into a file of the machine that is gone with the answer, so that
/// its length costs no memory and a failure is still answered with a problem. Cells that a spreadsheet would run as a formula are escaped.
/// </summary>
static class ListFile
{
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    const int MostSheetRows = 1_048_575;

    static readonly Problem TooLong = new(
        "PLT-0021",
        422,
        "行数超过电子表格的上限",
        "More rows than a spreadsheet holds",
        "请改用 CSV（format=csv），或加上筛选条件。",
        "Ask for CSV (format=csv), or filter."
    );

    public static async Task<IResult> WriteAsync(
        string name,
        ListQuery query,
        IReadOnlyList<ListColumn> columns,
        IAsyncEnumerable<object?[]> rows,
        Session session,
        CancellationToken ct
    )
    {
        var file = new FileStream(
            Path.GetTempFileName(),
            FileMode.Open,
            FileAccess.ReadWrite,
            FileShare.None,
            64 * 1024,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous
        );
        try
        {
            string[] headings = [.. columns.Select(c => query.Language == "en" ? c.Name : c.Zh)];
            if (query.Format == "csv")
                await WriteCsvAsync(file, headings, rows, ct);
            else
                await file.SaveAsAsync(Sheet(headings, rows).ToBlockingEnumerable(ct), cancellationToken: ct);
            file.Position = 0;
            var day = session.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            return TypedResults.Stream(
                file,
                query.Format == "csv" ? "text/csv; charset=utf-8" : Xlsx,
                $"{name}-{day}.{query.Format}"
            );
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    static async Task WriteCsvAsync(
        Stream file,
        string[] headings,
        IAsyncEnumerable<object?[]> rows,
        CancellationToken ct
    )
    {
        await using var csv = CsvWriter.Create(
            file,
            new CsvWriterOptions
            {
                WriteByteOrderMark = true,
                NewLine = "\r\n",
                Injection = CsvInjection.Escape,
                FormatProvider = CultureInfo.InvariantCulture,
            },
            true
        );
        await csv.WriteRecordAsync(headings, ct);
        await foreach (var row in rows.WithCancellation(ct))
        {
            foreach (var value in row)
                csv.WriteField(Cell(value));
            await csv.EndRecordAsync();
        }
        await csv.FlushAsync(ct);
    }

    static async IAsyncEnumerable<Dictionary<string, object?>> Sheet(
        string[] headings,
        IAsyncEnumerable<object?[]> rows
    )
    {
        var count = 0;
        await foreach (var row in rows)
        {
            if (++count > MostSheetRows)
                throw new ProblemException(TooLong);
            var cells = new Dictionary<string, object?>(headings.Length);
            for (var i = 0; i < headings.Length; i++)
                cells[headings[i]] = Cell(row[i]);
            yield return cells;
        }
        // A sheet without rows still has its headings.
        if (count == 0)
            yield return headings.ToDictionary(h => h, _ => (object?)null);
    }

    static object? Cell(object? value) =>
        value switch
        {
            DateTimeOffset at => ChinaDay.Clock(at).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            bool b => b ? "是 yes" : "否 no",
            IEnumerable<string> list => GivenText.Shown(string.Join("; ", list)),
            string text => GivenText.Shown(text),
            null or int or long or short or decimal or double => value,
            _ => ListValue.Text(value),
        };
}
